// Reporting on a service: begin, say more, publish a draft, and list cases of a major incident in public. Each leaves a line in the audit;
// what is published goes to everybody who asked for it, in the same transaction.

import { findByReference } from "../cases/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { Invalid, NotFound, Refused } from "../errors.ts"
import { type Actor, type AuditAction, doneBy, mustBeAbleTo, record } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { namedServices } from "./service.ts"
import { type Effect, firstState, isOver, type ReportKind, type ReportState, statesAfter } from "./status.ts"
import {
  deleteListedCase,
  insertListedCase,
  insertReport,
  insertUpdate,
  lockReport,
  type Report,
  updatePublished,
  updateReport,
} from "./store.ts"
import { updateMail } from "./subscribe.ts"
import { insertUpdateMails } from "./subscription-store.ts"

const right = "publish-status"

export type Beginning = {
  readonly kind: ReportKind
  /** As the charter names it. */
  readonly service: string
  readonly effect: Effect
  readonly title: string
  readonly words: string
  readonly startsAt: EpochMilliseconds
  readonly endsAt: EpochMilliseconds | null
  readonly isPublished: boolean
}

/** Begins a report with its first update; gives its number. */
export async function beginReport(db: Db, actor: Actor, beginning: Beginning, at: EpochMilliseconds): Promise<number> {
  mustBeAbleTo(actor, right)
  const { kind, effect, words, isPublished, endsAt, startsAt } = beginning
  if (endsAt !== null && endsAt <= startsAt)
    throw new Invalid([{ field: "until-day", message: "The end must be after the start" }])
  const by = writerOf(actor)
  const state = firstState(kind)
  const whole = await wholeService(db, at)
  return await transaction(db, async (tx) => {
    const reportId = await insertReport(tx, { ...beginning, state, by }, at)
    await addUpdate(tx, reportId, { updateNo: 1, state, effect, words, by }, at)
    if (isPublished) await mail(tx, { reportId, updateNo: 1, whole }, at)
    await noted(tx, actor, isPublished ? "status-published" : "status-drafted", [`status:${reportId}`], at)
    return reportId
  })
}

export type Saying = { readonly state: ReportState; readonly effect: Effect; readonly words: string }

/** Says more of a report, and how far it is now. Throws Refused where it is over. */
export async function sayMore(
  db: Db,
  actor: Actor,
  reportId: number,
  saying: Saying,
  at: EpochMilliseconds,
): Promise<void> {
  mustBeAbleTo(actor, right)
  const by = writerOf(actor)
  const whole = await wholeService(db, at)
  await changed(db, reportId, async (tx, { state, updates, publishedAt }) => {
    if (!statesAfter(state).includes(saying.state))
      throw new Refused("This report is over, or cannot go on so. Begin a new one.")
    const updateNo = updates + 1
    await addUpdate(tx, reportId, { ...saying, updateNo, by }, at)
    if (publishedAt !== null) await mail(tx, { reportId, updateNo, whole }, at)
    await noted(tx, actor, "status-updated", [`status:${reportId}`], at)
  })
}

/** Shows a draft to the public. Twice is once. */
export async function publishReport(db: Db, actor: Actor, reportId: number, at: EpochMilliseconds): Promise<void> {
  mustBeAbleTo(actor, right)
  const whole = await wholeService(db, at)
  await changed(db, reportId, async (tx, { publishedAt, updates }) => {
    if (publishedAt !== null) return
    await updatePublished(tx, reportId, at)
    await mail(tx, { reportId, updateNo: updates, whole }, at)
    await noted(tx, actor, "status-published", [`status:${reportId}`], at)
  })
}

/** Lists a case in public, with words that were written for it. The case's own words are never shown. */
export async function listCase(
  db: Db,
  actor: Actor,
  reportId: number,
  listed: { readonly reference: string; readonly words: string },
  at: EpochMilliseconds,
): Promise<void> {
  mustBeAbleTo(actor, right)
  const by = writerOf(actor)
  const { caseId, reference } = await caseSeen(db, actor, listed.reference)
  await changed(db, reportId, async (tx) => {
    await insertListedCase(tx, { caseId, reportId, words: listed.words, by }, at)
    await noted(tx, actor, "status-case-listed", [`status:${reportId}`, reference], at)
  })
}

export async function unlistCase(
  db: Db,
  actor: Actor,
  reportId: number,
  caseId: number,
  at: EpochMilliseconds,
): Promise<void> {
  mustBeAbleTo(actor, right)
  await changed(db, reportId, async (tx) => {
    if ((await deleteListedCase(tx, caseId, reportId)) === 0) throw new NotFound()
    await noted(tx, actor, "status-case-unlisted", [`status:${reportId}`, `case:${caseId}`], at)
  })
}

async function caseSeen(db: Db, actor: Actor, reference: string) {
  try {
    return await findByReference(db, actor, reference)
  } catch (error) {
    if (!(error instanceof NotFound)) throw error
    throw new Invalid([{ field: "reference", message: "There is no case with this reference that you can see" }])
  }
}

async function addUpdate(
  tx: Tx,
  reportId: number,
  update: Saying & { readonly updateNo: number; readonly by: number },
  at: EpochMilliseconds,
): Promise<void> {
  await insertUpdate(tx, reportId, update, at)
  await updateReport(tx, reportId, { ...update, isOver: isOver(update.state) }, at)
}

async function changed(db: Db, reportId: number, change: (tx: Tx, report: Report) => Promise<void>): Promise<void> {
  await transaction(db, async (tx) => {
    const report = await lockReport(tx, reportId)
    if (report === undefined) throw new NotFound()
    await change(tx, report)
  })
}

function mail(tx: Tx, said: Parameters<typeof insertUpdateMails>[2], at: EpochMilliseconds): Promise<number> {
  return insertUpdateMails(tx, updateMail, said, at)
}

// What is about the whole is for everybody.
async function wholeService(db: Db, at: EpochMilliseconds): Promise<string> {
  return (await namedServices(db, at)).find(({ isWhole }) => isWhole)?.id ?? ""
}

function writerOf({ personId }: Actor): number {
  if (personId === null) throw new Refused("The status of a service is told by a colleague.")
  return personId
}

function noted(tx: Tx, actor: Actor, action: AuditAction, target: readonly string[], at: EpochMilliseconds) {
  return record(tx, { action, outcome: "done", ...doneBy(actor), target }, at)
}
