// The timeline of a case: each event as a sentence, with the words that belong to it, for those who may read them.

import type { CharterVersion } from "../charter/index.ts"
import type { Reads } from "../database/index.ts"
import { type Author, namesOf } from "../people/index.ts"
import { type EpochMilliseconds, instantInWords } from "../time/index.ts"
import {
  contentRefs,
  declarationOf,
  type EventAudience,
  isKnown,
  type RecordedEvent,
  type Telling,
} from "../timeline/index.ts"
import { caseEventFrom, type ShownEvent } from "./events.ts"
import { recordedEvents } from "./history.ts"
import { referencesOf } from "./store.ts"
import { textsOf } from "./timeline-store.ts"

export type TimelineText = { readonly id: number; readonly kind: string; readonly text: string | null }

export type TimelineEntry = {
  readonly seq: number
  readonly at: EpochMilliseconds
  readonly type: string
  /** The author's name. */
  readonly by: string
  readonly byCustomer: boolean
  readonly sentence: string
  readonly audience: EventAudience
  readonly texts: readonly TimelineText[]
  /** Whether an open form is stale after it. */
  readonly countsAsChange: boolean
  readonly event: ShownEvent
}

/** The whole timeline, oldest first. `audience` "all" leaves out what only staff may read. */
export async function timelineOf(
  on: Reads,
  caseId: number,
  version: CharterVersion,
  audience: EventAudience = "staff",
): Promise<TimelineEntry[]> {
  const events = (await recordedEvents(on, caseId)).filter((each) => isFor(each, audience))
  // One after the other: a transaction's connection takes one statement at a time.
  const texts = await textsOf(on, caseId)
  const names = await namesOf(on, peopleIn(events))
  const references = await referencesOf(on, casesIn(events))
  const textOf = new Map(
    texts.map((each) => [each.contentId, { kind: each.kind, text: each.bytes?.toString("utf8") ?? null }]),
  )
  return events.map((recorded) => {
    if (!isKnown(recorded)) return newerEntry(recorded, authorName(recorded.by, names, audience))
    const event = caseEventFrom(recorded)
    const by = authorName(event.by, names, audience)
    const declared = declarationOf(event.type)
    return {
      seq: event.seq,
      at: event.at,
      type: event.type,
      by,
      byCustomer: event.by === "customer",
      sentence: declared.sentence(
        event.data,
        telling({ by, isBy: (personId) => personId === event.by }, version, names, references),
      ),
      audience: declared.audience,
      countsAsChange: declared.countsAsChange,
      texts: contentRefs(event.data).flatMap(({ content }) => {
        const found = textOf.get(content)
        return found === undefined ? [] : [{ id: content, ...found }]
      }),
      event,
    }
  })
}

function isFor(event: RecordedEvent, audience: EventAudience): boolean {
  return audience === "staff" || (isKnown(event) && declarationOf(event.type).audience === "all")
}

// After a release was taken back: its words are hidden, because nobody here knows who may read them.
function newerEntry({ seq, at, type, by: author }: RecordedEvent, by: string): TimelineEntry {
  return {
    seq,
    at,
    type,
    by,
    byCustomer: author === "customer",
    sentence: `Something happened that a newer release of Charter recorded (${type}), and that this one cannot show.`,
    audience: "staff",
    countsAsChange: false,
    texts: [],
    event: { type: "newer", data: {}, seq, at, by: author },
  }
}

function telling(
  author: Pick<Telling, "by" | "isBy">,
  { charter }: CharterVersion,
  names: ReadonlyMap<number, string>,
  references: ReadonlyMap<number, string>,
): Telling {
  return {
    ...author,
    instant: (at) => instantInWords(at),
    queue: (id) => charter.queues.teams.find((each) => each.id === id)?.name ?? id,
    colleague: (personId) => names.get(personId) ?? "a former colleague",
    reference: (caseId) => references.get(caseId) ?? "another case",
  }
}

// The public learns that an adviser wrote, not which one.
function authorName(by: Author, names: ReadonlyMap<number, string>, audience: EventAudience): string {
  if (by === "customer") return "The customer"
  if (by === "system") return "Charter"
  if (by === "elsewhere") return "Someone in the former system"
  return audience === "all" ? "An adviser" : (names.get(by) ?? "A former colleague")
}

function peopleIn(events: readonly RecordedEvent[]): number[] {
  const authors = events.flatMap((each) => (typeof each.by === "number" ? [each.by] : []))
  const named = events.flatMap(({ data }) => numbersIn(data, ["owner", "lead", "members"]))
  return [...new Set([...authors, ...named])]
}

function casesIn(events: readonly RecordedEvent[]): number[] {
  return events.flatMap(({ type, data }) => numbersIn(data, casesNamed[type] ?? []))
}

// Where an event names another case; what it only counts is not looked up.
const casesNamed: Readonly<Record<string, readonly string[]>> = {
  opened: ["follows", "split"],
  followed: ["by"],
  merged: ["into"],
  absorbed: ["case"],
  separated: ["from"],
  released: ["case"],
  carried: ["in"],
  "split-off": ["into"],
  joined: ["parent"],
  left: ["parent"],
  replied: ["along"],
}

function numbersIn(data: object, names: readonly string[]): number[] {
  const values = Object.entries(data).flatMap(([name, value]: [string, unknown]) => (names.includes(name) ? value : []))
  return values.filter((value) => typeof value === "number")
}
