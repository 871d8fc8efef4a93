// What a customer may read of their case: its state in plain words, and the entries of its timeline that are for all - their own words
// and the answers, and neither notes nor reasons, nor who on the staff wrote what.

import {
  type CaseState,
  referencesOf,
  rulesFor,
  type ShownEvent,
  type TimelineEntry,
  timelineOf,
  unionOf,
} from "../cases/index.ts"
import { amountSaid } from "../charter/index.ts"
import type { Rulebook } from "../clocks/index.ts"
import type { Db } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { Language, Params } from "../words/index.ts"
import { casesNamed, toldSentence } from "./told-sentence.ts"

export type ToldEntry = {
  readonly title: string
  readonly at: EpochMilliseconds
  readonly when: string
  /** Null where they were erased; absent where the entry has none. */
  readonly words?: string | null
  /** The names of the files that came along. */
  readonly files: readonly string[]
}

/**
 * The entries, newest first: of the case, and of those of the same customer that were merged with it. `seen` leaves of these what the
 * reader may see: a contact of an organisation sees one case of a person, and not what they reported for somebody else.
 */
export async function toldTimeline(
  db: Db,
  caseId: number,
  rules: Rulebook,
  at: EpochMilliseconds,
  language: Language,
  seen: (cases: readonly number[]) => Promise<readonly number[]> = async (cases) => cases,
): Promise<ToldEntry[]> {
  const version = rules.versionAt(at)
  const cases = await seen(await unionOf(db, caseId))
  const histories = await Promise.all(cases.map((each) => timelineOf(db, each, version, "all")))
  const entries = histories.length === 1 ? (histories[0] ?? []) : histories.flat().toSorted((a, b) => a.at - b.at)
  const references = await referencesOf(
    db,
    entries.flatMap(({ event }) => casesNamed(event)),
  )
  const telling = { language, charter: version.charter, references }
  return entries.map((entry) => toldEntry(entry, toldSentence(entry, telling), language)).reverse()
}

function toldEntry({ at, event, texts }: TimelineEntry, title: string, { say, dates }: Language): ToldEntry {
  const textOf = (ref: { readonly content: number }) => texts.find((each) => each.id === ref.content)?.text ?? null
  const body = wordsIn(event)
  return {
    title,
    at,
    when: dates.moment(at),
    ...(body === undefined ? {} : { words: textOf(body) }),
    files: filesIn(event).map((name) => textOf(name) ?? say("follow.nameless-file")),
  }
}

function wordsIn(event: ShownEvent): { readonly content: number } | undefined {
  switch (event.type) {
    case "opened":
    case "wrote":
    case "replied":
    case "resolved":
      return event.data.body
    case "satisfaction-given":
      return event.data.words
    default:
      return undefined
  }
}

function filesIn(event: ShownEvent): { readonly content: number }[] {
  switch (event.type) {
    case "opened":
    case "wrote":
    case "replied":
    case "resolved":
      return (event.data.files ?? []).map((each) => each.name)
    default:
      return []
  }
}

export type Standing = { readonly heading: string; readonly sentence: string }

/** What decides how a case stands: the list of a customer's cases and the page of one know as much. */
export type Stands = Pick<CaseState, "state" | "ownerId" | "hold" | "resolvedAt">

/** How a case stands, in a few words. */
export function standingHeading(stands: Stands, { say }: Language): string {
  return say(`follow.standing.${standingName(stands)}.heading`)
}

/** How a case stands, in a heading and a sentence. */
export function standingOf(state: CaseState, rules: Rulebook, language: Language): Standing {
  const { say } = language
  const params: Params =
    state.resolvedAt === null ? {} : { within: reopenedWithin(state, state.resolvedAt, rules, say) }
  return {
    heading: standingHeading(state, language),
    sentence: say(`follow.standing.${standingName(state)}.text`, params),
  }
}

function standingName({ hold, resolvedAt, state, ownerId }: Stands): string {
  if (hold !== null) return hold.for
  if (resolvedAt !== null) return "ended"
  if (ownerId !== null) return "working"
  return state === "new" ? "new" : "untaken"
}

function reopenedWithin(
  state: CaseState,
  resolvedAt: EpochMilliseconds,
  rules: Rulebook,
  say: Language["say"],
): string {
  return amountSaid(rulesFor(state, rules).versionAt(resolvedAt).charter.reopening.within, say)
}
