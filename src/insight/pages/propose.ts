// Where a charter is proposed: the one in force is filled in, so that a figure can be changed in place.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { type CharterVersion, examinedCharter, findings, publishedBook, sentenceOf } from "../../charter/index.ts"
import { type FieldError, Invalid, NotFound } from "../../errors.ts"
import type { Fields, PageAnswer, PageRequest } from "../../page.ts"
import { may } from "../../people/index.ts"
import { deskZone, type EpochMilliseconds, loadHolidays, type PublishedDay, publishedFrom } from "../../time/index.ts"
import { dateFault, dateFromText } from "../../typed-date.ts"
import { withProposed } from "../holidays.ts"
import { propose } from "../kept.ts"
import { latestReplays, type Replay } from "../kept-store.ts"
import { proposalPath, proposalsPath, replayPath } from "../paths.ts"

const replaysShown = 20
const faultsShown = 20

/** The form, with what was typed and what is wrong with it; and the replays there have been. */
export async function form(
  request: PageRequest,
  typed?: Fields,
  faults: readonly FieldError[] = [],
): Promise<PageAnswer> {
  const actor = actorOf(request)
  const { charter, text } = await versionInForce(request)
  const replays = await latestReplays(request.db, replaysShown)
  const model = {
    typed: typed ?? { charter: text, from: firstDay(request) },
    faults,
    mayReplay: may(actor, "replay"),
    kinds: [{ value: "", text: "Every kind" }, ...charter.kinds.map(({ id, name }) => ({ value: id, text: name }))],
    proposalsPath,
    replays: replays.map(listed),
  }
  return { view: "insight/pages/what-if.njk", model, ...(faults.length > 0 ? { status: 400 } : {}) }
}

/** Keeps what was proposed, where it can be read and does not contradict itself. */
export async function proposeCharter(request: PageRequest): Promise<PageAnswer> {
  const { db, at, form: typed } = request
  try {
    const asked = fieldsFrom(fields, typed)
    await mustBeGood(request, asked.charter, holidaysIn(asked.holidays))
    await mustBeAKind(request, asked.kind)
    return { redirect: proposalPath(await propose(db, actorOf(request), { ...periodOf(asked), ...asked, at })) }
  } catch (error) {
    if (error instanceof Invalid) return await form(request, typed, error.fields)
    throw error
  }
}

const date = z.string("Enter a date, or leave it empty").trim().max(40, dateFault)
const fields = z
  .strictObject({
    charter: z.string("Enter the text of a charter").transform((typed) => typed.replace(/\r\n?/g, "\n")),
    holidays: z.string().max(200_000, "Paste at most 200,000 characters of holidays").optional(),
    from: date.optional(),
    until: date.optional(),
    kind: z.string().max(80).optional(),
  })
  .transform(({ charter, holidays = "", from = "", until = "", kind = "" }) => ({
    charter,
    holidays: holidays.trim() === "" ? null : holidays,
    first: from,
    last: until,
    kind: kind === "" ? null : kind,
  }))

/** The proposed holidays; none where nothing was proposed. Throws Invalid. */
export function holidaysIn(text: string | null): PublishedDay[] {
  if (text === null) return []
  try {
    return publishedFrom(text)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    throw new Invalid(error.fields.map(({ message }) => ({ field: "holidays", message })))
  }
}

// "?days=90" begins with the last 90 days.
function firstDay({ query, at }: PageRequest): string {
  const days = String(query["days"] ?? "")
  if (!/^[1-9]\d{0,3}$/.test(days)) return ""
  const day = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(deskZone)
    .subtract({ days: Number(days) })
  return `${day.day}/${day.month}/${day.year}`
}

// The last day is meant as a whole.
function periodOf({ first, last }: { first: string; last: string }) {
  const from = dayTyped("from", first)
  const before = dayTyped("until", last)?.add({ days: 1 })
  if (from !== undefined && before !== undefined && Temporal.PlainDate.compare(before, from) <= 0)
    throw new Invalid([{ field: "until", message: "The last day must not be before the first" }])
  return { from: startOf(from), before: startOf(before) }
}

function startOf(day: Temporal.PlainDate | undefined): EpochMilliseconds | null {
  return day === undefined ? null : day.toZonedDateTime(deskZone).epochMilliseconds
}

function dayTyped(field: string, typed: string): Temporal.PlainDate | undefined {
  if (typed === "") return undefined
  const found = dateFromText(typed)
  if (found === undefined) throw new Invalid([{ field, message: dateFault }])
  return found
}

// As `charter check` says it: a proposal with an error promises nothing that could be judged by.
async function mustBeGood({ db, at }: PageRequest, text: string, proposed: readonly PublishedDay[]): Promise<void> {
  const { source, problems } = examinedCharter(text)
  const wrong = problems.map((each) => `Line ${each.line}: ${sentenceOf(each)}`)
  if (source !== undefined) {
    for (const { level, clause, reason, path } of findings(
      source.charter,
      withProposed(await loadHolidays(db), proposed),
      at,
    ))
      if (level === "error") wrong.push(`Line ${source.placeOf(path).line}: ${clause}: ${reason}`)
  }
  if (wrong.length === 0) return
  const left = wrong.length - faultsShown
  const more = left > 0 ? [`There are ${left} more`] : []
  throw new Invalid([...wrong.slice(0, faultsShown), ...more].map((message) => ({ field: "charter", message })))
}

async function mustBeAKind(request: PageRequest, kind: string | null): Promise<void> {
  if (kind === null) return
  const { charter } = await versionInForce(request)
  if (!charter.kinds.some((each) => each.id === kind))
    throw new Invalid([{ field: "kind", message: "Choose a kind of case from the list" }])
}

/** The charter in force. Throws NotFound before the first. */
export async function versionInForce({ db, at }: Pick<PageRequest, "db" | "at">): Promise<CharterVersion> {
  const book = await publishedBook(db)
  if (book === undefined) throw new NotFound("No charter has been published yet.")
  return book.versionAt(at)
}

const stateWords = { waiting: "Waiting", running: "Running", done: "Done", failed: "Failed" }

export function listed({ replayId, state, askedAt, askedBy }: Replay) {
  return { href: replayPath(replayId), text: `Replay ${replayId}`, state: stateWords[state], askedAt, askedBy }
}
