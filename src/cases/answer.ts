// A case as programs see it: one object everywhere (contract: API), its instants in London's time with their offset.

import { z } from "zod"
import { clockNames, priorityLevels } from "../charter/index.ts"
import { type Clock, certificateOf, derivedClocks, type Rulebook } from "../clocks/index.ts"
import type { Reads } from "../database/index.ts"
import { ownerLabels } from "../people/index.ts"
import { deskZone, type EpochMilliseconds, zoned } from "../time/index.ts"
import type { ChangedCase } from "./change.ts"
import { contentOf } from "./content-store.ts"
import { rulesFor } from "./imported.ts"
import type { ListedCase } from "./list.ts"
import { type TimelineEntry, timelineOf } from "./timeline.ts"
import { momentsOf } from "./unfold.ts"

const instant = z.string().meta({ format: "date-time" })
const intervals = z.array(z.tuple([instant, instant]))

export const clockAnswer = z.object({
  name: z.enum(clockNames),
  state: z.enum(["running", "paused", "met", "missed"]),
  startedAt: instant,
  dueAt: instant.nullable(),
  endedAt: instant.optional(),
  certificate: z.object({
    calendar: z.string(),
    charterVersion: z.int(),
    clause: z.string(),
    force: z.string(),
    counted: intervals,
    paused: intervals,
    assumed: z.literal(true).optional(),
  }),
})

const caseMembers = {
  reference: z.string(),
  references: z.array(z.string()),
  kind: z.string(),
  state: z.string(),
  priority: z.literal(priorityLevels).nullable(),
  subject: z.string().nullable(),
  owner: z.string().nullable(),
  version: z.int(),
  openedAt: instant,
}

const timelineAnswer = z.object({
  seq: z.int(),
  at: instant,
  type: z.string(),
  by: z.string(),
  sentence: z.string(),
  audience: z.enum(["all", "staff"]),
  content: z.array(z.object({ id: z.int(), text: z.string().nullable() })).optional(),
})

export const caseAnswerSchema = z.object({ ...caseMembers, clocks: z.array(clockAnswer) })
export const fullCaseAnswerSchema = z.object({
  ...caseMembers,
  clocks: z.array(clockAnswer),
  timeline: z.array(timelineAnswer),
})
export const listedCaseSchema = z.object({
  ...caseMembers,
  nextDue: z.object({ clock: z.enum(clockNames), dueAt: instant }).nullable(),
})

/** The case without its timeline: what opening it answers. */
export function caseAnswer(
  found: ChangedCase,
  words: { subject: string | null; owner: string | null },
  rules: Rulebook,
  at: EpochMilliseconds,
) {
  const { reference, references, state } = found
  const moments = momentsOf(state)
  const its = rulesFor(state, rules)
  const clocks = derivedClocks(moments, state.clocks, its, at)
  return {
    reference,
    references: [...references],
    kind: state.kind,
    state: state.state,
    priority: state.priority,
    subject: words.subject,
    owner: words.owner,
    version: state.version,
    openedAt: zoned(deskZone, state.receivedAt),
    clocks: clocks.map((clock) => ({
      ...clockShown(clock),
      certificate: certificateOf(clock, moments, state.clocks, its, at),
    })),
  }
}

/** The case with its timeline: what every verb and `GET /cases/{reference}` answer. */
export async function fullCaseAnswer(on: Reads, found: ChangedCase, rules: Rulebook, at: EpochMilliseconds) {
  const { caseId, state } = found
  const [subject, owners, timeline] = await Promise.all([
    contentOf(on, caseId, state.subject.content),
    ownerLabels(on, state.ownerId === null ? [] : [state.ownerId]),
    timelineOf(on, caseId, rules.versionAt(at)),
  ])
  const words = {
    subject: subject?.bytes?.toString("utf8") ?? null,
    owner: state.ownerId === null ? null : (owners.get(state.ownerId) ?? null),
  }
  // What happened between the reading of the state and of the timeline is not half told.
  const told = timeline.filter(({ seq }) => seq <= state.seq)
  return { ...caseAnswer(found, words, rules, at), timeline: told.map(timelineShown) }
}

export function listedCaseAnswer(listed: ListedCase) {
  const { reference, references, kind, state, priority, subject, version, openedAt, nextDueAt, nextDueClock } = listed
  return {
    reference,
    references,
    kind,
    state,
    priority,
    subject,
    owner: listed.ownerEmail ?? listed.ownerName,
    version,
    openedAt: zoned(deskZone, openedAt),
    nextDue: nextDueClock === null ? null : { clock: nextDueClock, dueAt: zoned(deskZone, nextDueAt) },
  }
}

function clockShown({ name, state, startedAt, dueAt, endedAt }: Clock) {
  return {
    name,
    state,
    startedAt: zoned(deskZone, startedAt),
    dueAt: dueAt === null ? null : zoned(deskZone, dueAt),
    ...(endedAt === null ? {} : { endedAt: zoned(deskZone, endedAt) }),
  }
}

// The formatted copy of a text is for the page alone: programs get the text.
function timelineShown(entry: TimelineEntry) {
  const { seq, at, type, by, sentence, texts } = entry
  const content = texts.filter((each) => each.kind !== "html").map(({ id, text }) => ({ id, text }))
  const audience = audienceOf(entry)
  return { seq, at: zoned(deskZone, at), type, by, sentence, audience, ...(content.length === 0 ? {} : { content }) }
}

// The customer is told that a case was escalated or reopened, and not the reason that colleagues gave each other: a program that shows
// people what is for all must not come by it.
function audienceOf({ audience, event }: TimelineEntry): TimelineEntry["audience"] {
  return "reason" in event.data ? "staff" : audience
}
