// A preview of a proposed charter: what the linter says of it, and where it differs from the one in force. From here the cases are replayed.

import { actorOf } from "../../asked.ts"
import { examinedCharter, findings } from "../../charter/index.ts"
import { NotFound, Refused } from "../../errors.ts"
import type { PageAnswer, PageRequest } from "../../page.ts"
import { may } from "../../people/index.ts"
import { dateInWords, loadHolidays, type PublishedDay } from "../../time/index.ts"
import { differing } from "../differing.ts"
import { withProposed } from "../holidays.ts"
import { askForReplay } from "../kept.ts"
import { findProposal, type Proposal } from "../kept-store.ts"
import { replayPath, replaysPath, whatIfPath } from "../paths.ts"
import { holidaysIn, versionInForce } from "./propose.ts"

const placesShown = 100

export async function proposal(request: PageRequest, refusal?: string): Promise<PageAnswer> {
  const { db, at } = request
  const found = await findProposal(db, numberIn(request, "proposal"))
  const source = found && examinedCharter(found.charter).source
  if (found === undefined || source === undefined) throw new NotFound()
  const holidays = holidaysIn(found.holidays)
  const places = differing((await versionInForce(request)).charter, source.charter)
  const warnings = findings(source.charter, withProposed(await loadHolidays(db), holidays), at)
  const model = {
    title: `Proposal ${found.proposalId}`,
    refusal,
    proposal: found,
    cases: casesWords(found),
    holidays: holidaysWords(holidays),
    warnings: warnings.map(({ clause, reason, path }) => ({ clause, reason, line: source.placeOf(path).line })),
    places: places.slice(0, placesShown),
    left: Math.max(0, places.length - placesShown),
    mayReplay: may(actorOf(request), "replay"),
    paths: { start: whatIfPath, replays: replaysPath(found.proposalId) },
  }
  return { view: "insight/pages/proposal.njk", model, ...(refusal === undefined ? {} : { status: 422 }) }
}

/** Asks for a replay, and leads to it. */
export async function startReplay(request: PageRequest): Promise<PageAnswer> {
  const proposalId = numberIn(request, "proposal")
  try {
    return { redirect: replayPath(await askForReplay(request.db, actorOf(request), proposalId, request.at)) }
  } catch (error) {
    if (error instanceof Refused) return await proposal(request, error.message)
    throw error
  }
}

// Which years and divisions it replaces the known days of.
function holidaysWords(days: readonly PublishedDay[]): string | null {
  if (days.length === 0) return null
  const years = [...new Set(days.map((each) => each.date.slice(0, 4)))].toSorted()
  return `${days.length} ${days.length === 1 ? "holiday is" : "holidays are"} proposed, in place of those known for ${years.join(", ")}`
}

/** A number of an address. Throws NotFound where it is none. */
export function numberIn({ params }: PageRequest, name: string): number {
  const text = params[name] ?? ""
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new NotFound()
  return Number(text)
}

/** Which cases a proposal asks about, in words. */
export function casesWords({ from, before, kind }: Pick<Proposal, "from" | "before" | "kind">): string {
  const first = from === null ? "" : ` from ${dateInWords(from)}`
  const last = before === null ? "" : ` up to ${dateInWords(before - 1)}`
  const when = first + last === "" ? "" : `, received${first}${last}`
  return `${kind === null ? "Every case" : `Cases of the kind ${kind}`}${when}`
}
