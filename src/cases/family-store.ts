// The statements on cases that belong together: the children of a case, major incidents, and words that stand on several cases.

import { type Reads, row, rows, run, type Sql, sql, type Tx } from "../database/index.ts"
import { type Actor, visibleTo } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

// Said as the index says it, which holds the few cases that are either.
const isOfFamily = sql`(fold ? 'parent' or fold ? 'major')`

function isChildOf(parent: number): Sql {
  return sql`${isOfFamily} and (fold ->> 'parent')::bigint = ${parent}::bigint`
}

/** The open children of a case, by number, after one. What was merged is told of by the case that it was merged into. */
export async function openChildrenAfter(
  on: Reads,
  parent: number,
  after: number,
  limit: number,
): Promise<{ caseId: number }[]> {
  return await rows(
    on,
    sql`select case_id as "caseId" from cases
    where ${isChildOf(parent)} and case_id > ${after} and is_open and not fold ? 'mergedInto' order by case_id limit ${limit}`,
  )
}

export type ChildCounts = { readonly all: number; readonly open: number; readonly withEmail: number }

/** How many children a case has, how many of them are open, and of how many of those the customer has an email address. */
export async function childCounts(on: Reads, parent: number): Promise<ChildCounts> {
  const isTold = sql`is_open and not fold ? 'mergedInto'`
  const found = await row<ChildCounts>(
    on,
    sql`select count(*) as all, count(*) filter (where ${isTold}) as open,
      count(*) filter (where ${isTold} and fold #> '{requester,email}' is not null) as "withEmail"
    from cases where ${isChildOf(parent)}`,
  )
  return found ?? { all: 0, open: 0, withEmail: 0 }
}

export type Child = {
  readonly caseId: number
  readonly reference: string
  readonly subject: string | null
  readonly state: string
  readonly priority: number | null
  readonly hasEmail: boolean
}

/** The children of a case that an actor may see, by number, after one. */
export async function childrenOf(
  on: Reads,
  actor: Actor,
  parent: number,
  after: number,
  limit: number,
): Promise<Child[]> {
  return await rows(
    on,
    sql`select case_id as "caseId", reference, subject, state, priority, fold #> '{requester,email}' is not null as "hasEmail" from cases
    where ${isChildOf(parent)} and case_id > ${after} and ${visibleTo(actor)} order by case_id limit ${limit}`,
  )
}

export type MajorIncident = {
  readonly reference: string
  readonly subject: string | null
  readonly priority: number | null
  readonly children: number
  readonly leadName: string | null
  readonly declaredAt: EpochMilliseconds
  readonly nextDueAt: EpochMilliseconds | null
}

/** The major incidents that go on, of those that an actor may see; the first to owe an update in front. */
export async function majorIncidents(on: Reads, actor: Actor, limit: number): Promise<MajorIncident[]> {
  return await rows(
    on,
    sql`select reference, subject, priority, coalesce((fold ->> 'children')::int, 0) as children, people.name as "leadName",
      (fold #>> '{major,declaredAt}')::bigint as "declaredAt", clocks.due_at as "nextDueAt"
    from cases left join people on people.person_id = (fold #>> '{major,leadId}')::bigint
      left join clocks on clocks.case_id = cases.case_id and clocks.name = 'progress' and clocks.ended_at is null
    where ${isOfFamily} and fold ? 'major' and fold #>> '{major,endedAt}' is null and ${visibleTo(actor)}
    order by clocks.due_at nulls last, cases.case_id limit ${limit}`,
  )
}

/** A content that is a copy of another case's. */
export type Copy = {
  readonly caseId: number
  readonly contentId: number
  readonly originCaseId: number
  readonly originContentId: number
}

export async function insertCopies(tx: Tx, copies: readonly Copy[]): Promise<void> {
  await run(
    tx,
    sql`insert into content_copies (case_id, content_id, origin_case_id, origin_content_id)
    select * from unnest(${copies.map((each) => each.caseId)}::bigint[], ${copies.map((each) => each.contentId)}::int[],
      ${copies.map((each) => each.originCaseId)}::bigint[], ${copies.map((each) => each.originContentId)}::int[])`,
  )
}

/** Whether a case has a copy of another's content already. */
export async function hasCopy(tx: Tx, caseId: number, originCaseId: number, originContentId: number): Promise<boolean> {
  const found = await row(
    tx,
    sql`select from content_copies
    where origin_case_id = ${originCaseId} and origin_content_id = ${originContentId} and case_id = ${caseId}`,
  )
  return found !== undefined
}

/** Whether the words of a content are still there. If so nobody erases them before the transaction ends. */
export async function heldWhileThere(tx: Tx, caseId: number, contentId: number): Promise<boolean> {
  const found = await row(
    tx,
    sql`select from content where case_id = ${caseId} and content_id = ${contentId} and bytes is not null for share`,
  )
  return found !== undefined
}

export type Place = { readonly caseId: number; readonly contentId: number }

/** Where on other cases the words of some contents stand as well: what they were copied from, and every copy of that. */
export async function copiesOf(tx: Tx, caseId: number, contents: readonly number[]): Promise<Place[]> {
  return await rows<Place>(
    tx,
    sql`with recursive same (case_id, content_id) as (
      select ${caseId}::bigint, unnest(${contents}::int[])
      union
      select case when copies.case_id = same.case_id and copies.content_id = same.content_id then copies.origin_case_id else copies.case_id end,
        case when copies.case_id = same.case_id and copies.content_id = same.content_id then copies.origin_content_id else copies.content_id end
      from same join content_copies copies on (copies.case_id, copies.content_id) = (same.case_id, same.content_id)
        or (copies.origin_case_id, copies.origin_content_id) = (same.case_id, same.content_id)
    )
    select case_id as "caseId", content_id as "contentId" from same where case_id <> ${caseId} order by case_id, content_id`,
  )
}
