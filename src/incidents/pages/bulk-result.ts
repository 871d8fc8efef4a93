// What came of a bulk action: each case by itself, and the one way back.

import { actorOf } from "../../asked.ts"
import { findCases, textsAt } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import { NotFound, Refused } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { counted } from "../../time/index.ts"
import { type BulkFacts, bulkFacts } from "../bulk.ts"
import { type BulkCaseRow, type BulkCaseState, type BulkRow, bulkOf, casesOfBulk, hurryBulk } from "../bulk-store.ts"
import { isUndoable, mayGoBack, undoOrder } from "../bulk-undo.ts"
import { paths, routes } from "../paths.ts"
import { workerOf } from "./bulk.ts"
import { leftWords } from "./bulk-view.ts"
import { contentIn } from "./load.ts"
import { visibleLine } from "./visible.ts"

export const bulkResultPages: Page[] = [
  { method: "GET", path: routes.bulk, audience: "see-cases", answer: (request) => result(request) },
  {
    method: "POST",
    path: routes.bulkUndoing,
    audience: "see-cases",
    answer: async (request) => {
      const bulk = await ownBulk(request)
      const { db, at } = request
      try {
        await undoOrder(db, { actor: workerOf(request), bulk, rules: await currentRules(db), at })
      } catch (error) {
        if (error instanceof Refused) return await result(request, error.message)
        throw error
      }
      return { redirect: paths.bulk(bulk.bulkId) }
    },
  },
  {
    method: "POST",
    path: routes.bulkSending,
    audience: "see-cases",
    answer: async (request) => {
      const { bulkId, personId } = await ownBulk(request)
      await hurryBulk(request.db, personId, bulkId, request.at)
      return { redirect: paths.bulk(bulkId) }
    },
  },
]

async function ownBulk(request: PageRequest): Promise<BulkRow> {
  const { personId } = actorOf(request)
  const bulkId = contentIn(request.params["bulk"])
  const found = personId === null || bulkId === undefined ? undefined : await bulkOf(request.db, personId, bulkId)
  if (found === undefined) throw new NotFound()
  return found
}

async function result(request: PageRequest, refusal: string | null = null): Promise<PageAnswer> {
  const { db, at } = request
  const bulk = await ownBulk(request)
  const cases = await casesOfBulk(db, bulk.bulkId)
  const visible = await findCases(
    db,
    actorOf(request),
    cases.map((each) => each.caseId),
  )
  const subjects = await textsAt(
    db,
    [...visible.values()].map(({ caseId, fold }) => ({ caseId, contentId: fold.subject.content })),
  )
  const facts = bulkFacts.parse(bulk.facts)
  return {
    view: "incidents/pages/bulk-result.njk",
    status: refusal === null ? 200 : 422,
    model: {
      refusal,
      heading: headingOf(bulk, cases),
      what: doneWords[facts.verb],
      isWaiting: bulk.state === "waiting",
      isRunning: bulk.state === "running",
      seconds: Math.max(0, Math.ceil((bulk.runsAt - at) / 1000)),
      isUndoable: isUndoable(bulk, at) && (bulk.state === "waiting" || cases.some((each) => mayGoBack(facts, each))),
      cases: cases.map((each) => ({
        caseId: each.caseId,
        ...shownCase(each, visible.get(each.caseId)?.reference, facts),
        subject: visibleLine(subjects.get(each.caseId) ?? "", 140),
      })),
      here: paths.bulk(bulk.bulkId),
      undoing: paths.bulkUndoing(bulk.bulkId),
      sending: paths.bulkSending(bulk.bulkId),
      back: paths.cases,
    },
  }
}

const doneWords: Readonly<Record<BulkFacts["verb"], string>> = {
  assignment: "Assigned",
  classification: "Priority set",
  hold: "Put on hold",
  resumption: "Taken off hold",
  escalation: "Escalated",
  note: "Note added",
  reply: "Reply recorded",
  resolution: "Resolved",
  closure: "Closed",
  reopening: "Reopened",
}

// A case that its doer may not see any more has no name here.
function shownCase(each: BulkCaseRow, reference: string | undefined, { verb }: BulkFacts) {
  return {
    reference: reference ?? "A case that you cannot see any more",
    href: reference === undefined ? null : paths.case(reference),
    state: each.state,
    words: wordsOfResult(each, doneWords[verb]),
  }
}

function wordsOfResult({ state, reason }: BulkCaseRow, done: string): string {
  const words: Readonly<Record<BulkCaseState, string>> = {
    waiting: "Waits",
    done,
    stale: leftWords({ result: { state: "stale" } }),
    refused: reason ?? "It is left as it is.",
    stopped: "Stopped before anything was done",
    undone: `${done}, and undone`,
    "not-undone": `${done}. Not undone: ${reason ?? "it cannot be."}`,
  }
  return words[state]
}

function headingOf({ state, undoneAt }: BulkRow, cases: readonly BulkCaseRow[]): string {
  const done = cases.filter((each) => each.state === "done" || each.state === "not-undone").length
  if (state === "waiting") return `${counted(cases.length, "case")} will be changed in a moment`
  if (state === "running") return `${counted(cases.length, "case")} are being changed`
  if (state === "stopped") return "Stopped: no case has been changed"
  if (undoneAt !== null) return `Undone: ${counted(cases.length - done, "case")} of ${cases.length}`
  return done === cases.length
    ? `${counted(done, "case")} changed`
    : `${done} of ${counted(cases.length, "case")} changed`
}
