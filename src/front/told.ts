// What a customer may read of their case: its state in plain words, and the entries of its timeline that are for all - their own words
// and the answers, and neither notes nor reasons, nor who on the staff wrote what.

import { type CaseState, rulesFor, type ShownEvent, type TimelineEntry, timelineOf } from "../cases/index.ts"
import { amountInWords } from "../charter/index.ts"
import type { Rulebook } from "../clocks/index.ts"
import type { Db } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type ToldEntry = {
  readonly title: string
  readonly at: EpochMilliseconds
  /** Null where they were erased; absent where the entry has none. */
  readonly words?: string | null
  /** The names of the files that came along. */
  readonly files: readonly string[]
}

/** The entries, newest first. */
export async function toldTimeline(
  db: Db,
  caseId: number,
  rules: Rulebook,
  at: EpochMilliseconds,
): Promise<ToldEntry[]> {
  const entries = await timelineOf(db, caseId, rules.versionAt(at), "all")
  return entries.map(toldEntry).reverse()
}

function toldEntry({ sentence, at, event, texts }: TimelineEntry): ToldEntry {
  const textOf = (ref: { readonly content: number }) => texts.find((each) => each.id === ref.content)?.text ?? null
  const body = wordsIn(event)
  return {
    title: sentence,
    at,
    ...(body === undefined ? {} : { words: textOf(body) }),
    files: filesIn(event).map((name) => textOf(name) ?? "A file whose name was removed"),
  }
}

// By name, not by exclusion: whatever else an event comes to carry stays inside.
function wordsIn(event: ShownEvent): { readonly content: number } | undefined {
  switch (event.type) {
    case "opened":
    case "wrote":
    case "replied":
    case "resolved":
      return event.data.body
    default:
      return undefined
  }
}

function filesIn(event: ShownEvent): { readonly content: number }[] {
  return event.type === "opened" || event.type === "wrote" ? event.data.files.map((each) => each.name) : []
}

/** How a case stands, in a heading and a sentence. */
export function standingOf(state: CaseState, rules: Rulebook): { readonly heading: string; readonly sentence: string } {
  if (state.hold !== null) return waiting[state.hold.for]
  if (state.resolvedAt !== null)
    return {
      heading: "We think that this is settled",
      sentence: endedSentence(state.resolvedAt, rulesFor(state, rules)),
    }
  return state.state === "new"
    ? { heading: "We have your report", sentence: "It is waiting for an adviser to take it." }
    : { heading: "We are working on it", sentence: "Somebody has taken your report and is dealing with it." }
}

const waiting = {
  customer: {
    heading: "We are waiting for you",
    sentence: "We need something from you before we can go on. Our last message below says what.",
  },
  supplier: {
    heading: "We are waiting for a supplier",
    sentence: "Somebody whom we depend on has to act first. The time that this takes is ours, not yours.",
  },
  change: {
    heading: "We are waiting for a change",
    sentence: "What puts this right is planned, and not yet in place. The time that this takes is ours, not yours.",
  },
} as const

function endedSentence(resolvedAt: EpochMilliseconds, rules: Rulebook): string {
  const { within } = rules.versionAt(resolvedAt).charter.reopening
  return `If it is not right, add a message. Within ${amountInWords(within)} we open the same case again; after that we open a new one that is linked to it.`
}
