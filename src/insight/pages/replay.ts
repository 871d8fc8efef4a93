// What a replay came to: proved or not, kept and missed beside what really happened, which cases change and why, and what the day would ask.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { NotFound } from "../../errors.ts"
import { paths as casePaths } from "../../incidents/index.ts"
import type { PageAnswer, PageRequest } from "../../page.ts"
import type { Actor } from "../../people/index.ts"
import { counted } from "../../time/index.ts"
import {
  changeCounts,
  findProposal,
  findReplay,
  type ListedChange,
  type Replay,
  type Result,
  visibleChanges,
  visibleReferences,
} from "../kept-store.ts"
import { proposalPath, replayPath, whatIfPath } from "../paths.ts"
import { summed, type VerdictRow } from "../report.ts"
import {
  becauseWords,
  clockWords,
  correctionWords,
  differenceWords,
  priorityWords,
  reasonTitles,
  sideWords,
} from "../words.ts"
import { chart } from "./chart.ts"
import { casesWords, numberIn } from "./proposal.ts"

const changesShown = 50

export async function replay(request: PageRequest): Promise<PageAnswer> {
  const { db } = request
  const { after } = fieldsFrom(query, request.query)
  const found = await findReplay(db, numberIn(request, "replay"))
  const proposal = found && (await findProposal(db, found.proposalId))
  if (found === undefined || proposal === undefined) throw new NotFound()
  const model = {
    title: `Replay ${found.replayId}`,
    replay: found,
    cases: casesWords(proposal),
    path: replayPath(found.replayId),
    paths: { start: whatIfPath, proposal: proposalPath(found.proposalId) },
    progress: progressOf(found),
    ...(found.result === null ? {} : await resultModel(request, found, found.result, after)),
  }
  return { view: "insight/pages/replay.njk", model }
}

const query = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .default(0),
})

function progressOf({ done, ranges }: Replay) {
  return { done, ranges, percent: ranges === 0 ? 0 : Math.floor((100 * done) / ranges) }
}

async function resultModel({ db, ...request }: PageRequest, { replayId }: Replay, result: Result, after: number) {
  const actor = actorOf({ db, ...request })
  const { report } = result
  const changes = await visibleChanges(db, actor, replayId, { after, limit: changesShown + 1 })
  const counts = await changeCounts(db, actor, replayId)
  const shown = changes.slice(0, changesShown)
  return {
    result,
    report,
    proof: await proofModel({ db, ...request }, actor, result),
    words: wordsOf(result, counts),
    totals: totalsOf(report.verdicts).map(rowModel),
    months: report.verdicts.map(rowModel),
    reasons: report.changed.because.map(({ reason, promises }) => ({ text: reasonTitles[reason], promises })),
    changes: shown.map(changeModel),
    next: changes.length > changesShown ? (shown.at(-1)?.place ?? null) : null,
    missedChart: missedChart(report.verdicts),
    demandChart: demandChart(result),
  }
}

type Counts = { readonly kept: number; readonly visible: number }

function wordsOf({ report, counted: proof }: Result, { kept, visible }: Counts) {
  const { priorities, changed, unrecorded } = report
  const hidden = kept - visible
  return {
    size: `${counted(report.cases, "case")} with ${counted(report.events, "event")}`,
    differing: counted(proof.differences, "place"),
    corrected: counted(proof.corrected, "outcome"),
    again: counted(priorities.answers, "case"),
    changed: `${counted(changed.promises, "promise")} of ${counted(changed.cases, "case")}.`,
    hidden: hidden === 0 ? "" : `${counted(hidden, "promise")} of cases that you cannot see: counted, and not listed.`,
    unlisted: changed.promises > kept ? `The first ${kept.toLocaleString("en-GB")} are kept for this list.` : "",
    unrecorded: unrecorded === 0 ? "" : `${counted(unrecorded, "deadline")} had passed and was not recorded yet.`,
  }
}

/** Differences and corrections as sentences; of cases that the person may not see, only how many. */
async function proofModel({ db }: PageRequest, actor: Actor, { differences, corrected, counted: proved }: Result) {
  const numbers = [...differences, ...corrected].map((each) => each.caseId)
  const references = await visibleReferences(db, actor, [...new Set(numbers)])
  const line = (caseId: number, says: string) => {
    const reference = references.get(caseId)
    return reference === undefined ? [] : [{ reference, href: casePaths.case(reference), says }]
  }
  return {
    counted: proved,
    differences: differences.flatMap((each) => line(each.caseId, differenceWords(each))),
    corrected: corrected.flatMap((each) => line(each.caseId, correctionWords(each))),
  }
}

function totalsOf(rows: readonly VerdictRow[]): VerdictRow[] {
  return summed(rows, (row) => `${row.clock} ${row.priority}`)
}

function rowModel({ month, clock, priority, actual, proposed }: VerdictRow) {
  return { month, clock: clockWords[clock], priority: priorityWords(priority), actual, proposed }
}

function changeModel(change: ListedChange) {
  const { reference, subject, clock, actual, proposed, place } = change
  return {
    place,
    reference,
    subject,
    href: casePaths.case(reference),
    promise: `${clockWords[clock]}, ${priorityWords(actual.priority ?? proposed.priority).toLowerCase()}`,
    actual: capital(sideWords(actual)),
    proposed: capital(sideWords(proposed)),
    because: becauseWords(change),
  }
}

function missedChart(rows: readonly VerdictRow[]) {
  const bars = totalsOf(rows)
    .filter((row) => row.actual.missed + row.proposed.missed > 0)
    .map(({ clock, priority, actual, proposed }) => ({
      label: `${clockWords[clock]}, ${priorityWords(priority).toLowerCase()}`,
      actual: actual.missed,
      proposed: proposed.missed,
    }))
  return chart("missed", "Promises missed, by promise and priority", bars)
}

function demandChart({ report: { demand } }: Result) {
  const bars = demand.map(({ from, actual, proposed }) => ({ label: from, actual: actual.due, proposed: proposed.due }))
  return chart("demand", "Promises of a response that fall due, by half hour of the day", bars)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
