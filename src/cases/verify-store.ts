// What a verification reads, a batch of cases at a time.

import { type Reads, rows, run, sql, type Tx } from "../database/index.ts"
import { type ContentRow, searchedColumn, wordKinds } from "./content-store.ts"
import type { CaseRow, EventRow } from "./store.ts"

/** Makes the transaction see one moment, so that a desk at work beside it does not look like a difference. */
export async function seeOneMoment(tx: Tx): Promise<void> {
  await run(tx, sql`set transaction isolation level repeatable read, read only`)
}

export type VerifiedRow = CaseRow & {
  readonly kind: string
  readonly state: string
  readonly isOpen: boolean
  readonly priority: number | null
  readonly queue: string
  readonly ownerId: number | null
  readonly organisationId: number | null
  readonly subject: string | null
  readonly openedAt: number
  readonly version: number
  readonly seq: number
  readonly nextDueAt: number
  readonly nextDueClock: string | null
  readonly hasWords: boolean
}

export async function caseRowsAfter(on: Reads, after: number, limit: number): Promise<VerifiedRow[]> {
  return await rows<VerifiedRow>(
    on,
    sql`select case_id as "caseId", reference, references_all as "references", fold, fold_version as "foldVersion",
      chain_head as "chainHead", true as claimed, kind, state, is_open as "isOpen", priority, queue, owner_id as "ownerId", organisation_id as "organisationId", subject,
      opened_at as "openedAt", version, seq, next_due_at as "nextDueAt", next_due_clock as "nextDueClock",
      exists (select from case_words where case_words.case_id = cases.case_id) as "hasWords"
    from cases where case_id > ${after} order by case_id limit ${limit}`,
  )
}

export async function eventsBetween(on: Reads, first: number, last: number): Promise<Omit<EventRow, "by" | "data">[]> {
  return await rows(
    on,
    sql`select case_id as "caseId", seq, at, type, v, body, hash from events
    where case_id between ${first} and ${last} order by case_id, seq`,
  )
}

export type VerifiedContent = Omit<ContentRow, "originContentId"> & { readonly caseId: number }

/** Contents with their bytes, one case's at a time: a letter can be large. */
export async function contentsOf(on: Reads, caseId: number): Promise<VerifiedContent[]> {
  return await rows(
    on,
    sql`select case_id as "caseId", content_id as "contentId", kind, salt, bytes from content where case_id = ${caseId}`,
  )
}

export type VerifiedClock = {
  readonly caseId: number
  readonly name: string
  readonly state: string
  readonly startedAt: number
  readonly dueAt: number | null
  readonly endedAt: number | null
}

export async function clocksBetween(on: Reads, first: number, last: number): Promise<VerifiedClock[]> {
  return await rows(
    on,
    sql`select case_id as "caseId", name, state, started_at as "startedAt", due_at as "dueAt", ended_at as "endedAt" from clocks
    where case_id between ${first} and ${last}`,
  )
}

export type VerifiedNotice = { readonly caseId: number; readonly noticeId: number; readonly state: string }

export async function noticesBetween(on: Reads, first: number, last: number): Promise<VerifiedNotice[]> {
  return await rows(
    on,
    sql`select case_id as "caseId", notice_id as "noticeId", state from notices where case_id between ${first} and ${last}`,
  )
}

/** Cases whose search words are not those of their contents. Very long texts are cut, so cases that hold one are left out. */
export async function casesWithOtherWords(on: Reads, first: number, last: number): Promise<number[]> {
  const found = await rows<{ caseId: number }>(
    on,
    sql`select case_id as "caseId" from case_words
    join lateral (
      select coalesce(to_tsvector('english', string_agg(${searchedColumn}, ' ' order by content_id)), ''::tsvector) as made,
        coalesce(max(length(bytes)), 0) as longest, coalesce(sum(length(bytes)), 0) as together
      from content where content.case_id = case_words.case_id and kind = any(${wordKinds}::text[]) and bytes is not null
        and length(bytes) < 20000
    ) as words on true
    where case_id between ${first} and ${last} and longest < 19000 and together < 190000
      and tsvector_to_array(words.made) <> tsvector_to_array(case_words.words)
      and not exists (select from content large where large.case_id = case_words.case_id and length(large.bytes) >= 19000
        and large.kind = any(${wordKinds}::text[]))`,
  )
  return found.map((each) => each.caseId)
}

/** Events and contents that belong to no case: the row of the case has been deleted. */
export async function orphans(on: Reads): Promise<number[]> {
  const found = await rows<{ caseId: number }>(
    on,
    sql`select distinct case_id as "caseId" from events where not exists (select from cases where cases.case_id = events.case_id)
    order by case_id limit 1000`,
  )
  return found.map((each) => each.caseId)
}
