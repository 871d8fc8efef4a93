// Every statement of reports on services. What the public reads asks for publication in the statement itself.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { Effect, ReportKind, ReportState } from "./status.ts"

export type Report = {
  readonly reportId: number
  readonly kind: ReportKind
  readonly service: string
  readonly effect: Effect
  readonly state: ReportState
  readonly title: string
  readonly startsAt: EpochMilliseconds
  readonly endsAt: EpochMilliseconds | null
  readonly endedAt: EpochMilliseconds | null
  readonly updates: number
  readonly changedAt: EpochMilliseconds
  readonly publishedAt: EpochMilliseconds | null
}

const columns = sql`r.report_id as "reportId", r.kind, r.service, r.effect, r.state, r.title, r.starts_at as "startsAt", r.ends_at as "endsAt",
  r.ended_at as "endedAt", r.updates, r.changed_at as "changedAt", r.published_at as "publishedAt"`

export type NewReport = Pick<Report, "kind" | "service" | "effect" | "state" | "title" | "startsAt" | "endsAt"> & {
  readonly by: number
  readonly isPublished: boolean
}

export async function insertReport(tx: Tx, report: NewReport, at: EpochMilliseconds): Promise<number> {
  const { kind, service, effect, state, title, startsAt, endsAt, by, isPublished } = report
  const added = await row<{ reportId: number }>(
    tx,
    sql`insert into status_reports (kind, service, effect, state, title, starts_at, ends_at, updates, created_by, created_at, changed_at, published_at)
      values (${kind}, ${service}, ${effect}, ${state}, ${title}, ${instant(startsAt)}, ${endsAt === null ? null : instant(endsAt)}, 0, ${by},
        ${instant(at)}, ${instant(at)}, ${isPublished ? instant(at) : null})
      returning report_id as "reportId"`,
  )
  if (added === undefined) throw new Error("a report was not kept")
  return added.reportId
}

export function lockReport(tx: Tx, reportId: number) {
  return row<Report>(tx, sql`select ${columns} from status_reports r where r.report_id = ${reportId} for update`)
}

export function selectReport(on: Reads, reportId: number) {
  return row<Report>(on, sql`select ${columns} from status_reports r where r.report_id = ${reportId}`)
}

export type NewUpdate = {
  readonly updateNo: number
  readonly state: ReportState
  readonly effect: Effect
  readonly words: string
  readonly by: number
}

export async function insertUpdate(
  tx: Tx,
  reportId: number,
  { updateNo, state, effect, words, by }: NewUpdate,
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    tx,
    sql`insert into status_updates (report_id, update_no, at, state, effect, words, written_by)
      values (${reportId}, ${updateNo}, ${instant(at)}, ${state}, ${effect}, ${words}, ${by})`,
  )
}

export async function updateReport(
  tx: Tx,
  reportId: number,
  { state, effect, updateNo, isOver }: Pick<NewUpdate, "state" | "effect" | "updateNo"> & { readonly isOver: boolean },
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    tx,
    sql`update status_reports set state = ${state}, effect = ${effect}, updates = ${updateNo}, changed_at = ${instant(at)},
        ended_at = ${isOver ? instant(at) : null}
      where report_id = ${reportId}`,
  )
}

export async function updatePublished(tx: Tx, reportId: number, at: EpochMilliseconds): Promise<void> {
  await run(
    tx,
    sql`update status_reports set published_at = ${instant(at)}, changed_at = ${instant(at)} where report_id = ${reportId}`,
  )
}

/** All reports, those first that stand. */
export function selectReports(on: Reads, limit: number) {
  return rows<Report>(
    on,
    sql`select ${columns} from status_reports r order by r.ended_at is not null, r.starts_at desc, r.report_id desc limit ${limit}`,
  )
}

/** The published reports that are not over. */
export function selectStanding(on: Reads) {
  return rows<Report>(
    on,
    sql`select ${columns} from status_reports r where r.published_at is not null and r.ended_at is null
      order by r.starts_at, r.report_id limit 200`,
  )
}

/** The published reports that ended since. */
export function selectPast(on: Reads, since: EpochMilliseconds) {
  return rows<Report>(
    on,
    sql`select ${columns} from status_reports r where r.published_at is not null and r.ended_at > ${instant(since)}
      order by r.ended_at desc, r.report_id desc limit 50`,
  )
}

/** A published report; a draft is found no more than one that never was. */
export function selectPublishedReport(on: Reads, reportId: number) {
  return row<Report>(
    on,
    sql`select ${columns} from status_reports r where r.report_id = ${reportId} and r.published_at is not null`,
  )
}

/** Published maintenance for calendars: what is to come, and what was since; of these services, or of all. */
export function selectMaintenance(on: Reads, since: EpochMilliseconds, services: readonly string[] | null) {
  return rows<Report & { words: string }>(
    on,
    sql`select ${columns}, u.words from status_reports r
      join status_updates u on u.report_id = r.report_id and u.update_no = r.updates
      where r.kind = 'maintenance' and r.published_at is not null and r.ends_at > ${instant(since)} and ${ofServices(services)}
      order by r.starts_at, r.report_id limit 500`,
  )
}

export type Update = {
  readonly reportId: number
  readonly updateNo: number
  readonly at: EpochMilliseconds
  readonly state: ReportState
  readonly effect: Effect
  readonly words: string
}

const updateColumns = sql`u.report_id as "reportId", u.update_no as "updateNo", u.at, u.state, u.effect, u.words`

/** What was said of a report, newest first. */
export function selectUpdates(on: Reads, reportId: number) {
  return rows<Update>(
    on,
    sql`select ${updateColumns} from status_updates u where u.report_id = ${reportId} order by u.update_no desc limit 500`,
  )
}

export function selectUpdate(on: Reads, reportId: number, updateNo: number) {
  return row<Update>(
    on,
    sql`select ${updateColumns} from status_updates u where u.report_id = ${reportId} and u.update_no = ${updateNo}`,
  )
}

/** The last that was said in public, newest first; of these services, or of all. */
export function selectLatestUpdates(on: Reads, limit: number, services: readonly string[] | null) {
  return rows<Update & Pick<Report, "title" | "service" | "kind">>(
    on,
    sql`select ${updateColumns}, r.title, r.service, r.kind from status_updates u join status_reports r using (report_id)
      where r.published_at is not null and ${ofServices(services)} order by u.at desc, u.report_id desc, u.update_no desc limit ${limit}`,
  )
}

function ofServices(services: readonly string[] | null) {
  return services === null ? sql`true` : sql`r.service = any(${[...services]}::text[])`
}

export type ListedCase = {
  readonly caseId: number
  readonly reference: string
  readonly words: string
  readonly isOpen: boolean
}

/** The cases that somebody listed in public: their reference, whether they have ended, and the words that were written for it. */
export function selectListedCases(on: Reads, reportId: number) {
  return rows<ListedCase>(
    on,
    sql`select s.case_id as "caseId", cases.reference, s.words, cases.is_open as "isOpen"
      from status_cases s join cases using (case_id) where s.report_id = ${reportId}
      order by s.published_at, s.case_id limit 500`,
  )
}

export function insertListedCase(
  tx: Tx,
  listed: { readonly caseId: number; readonly reportId: number; readonly words: string; readonly by: number },
  at: EpochMilliseconds,
): Promise<number> {
  const { caseId, reportId, words, by } = listed
  return run(
    tx,
    sql`insert into status_cases (case_id, report_id, words, published_by, published_at)
      values (${caseId}, ${reportId}, ${words}, ${by}, ${instant(at)})
      on conflict (case_id, report_id) do update set words = excluded.words, published_by = excluded.published_by,
        published_at = excluded.published_at`,
  )
}

export function deleteListedCase(tx: Tx, caseId: number, reportId: number): Promise<number> {
  return run(tx, sql`delete from status_cases where case_id = ${caseId} and report_id = ${reportId}`)
}
