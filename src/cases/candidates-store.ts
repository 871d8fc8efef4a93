// The statements behind candidates: what came in of late with something in common, and what is kept of it.

import { instant, joined, type Reads, row, rows, run, type Sql, sql, type Tx } from "../database/index.ts"
import { type Actor, visibleTo } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type CandidateKind = "sender" | "subject" | "bounces"

/** Contacts within the window that have something in common: an address or a subject, which is compared and kept nowhere. */
export type Gathering = {
  readonly kind: CandidateKind
  readonly common: string | null
  readonly contacts: number
  readonly firstCaseId: number | null
  readonly lastCaseId: number | null
  readonly beganAt: EpochMilliseconds
  readonly lastAt: EpochMilliseconds
}

/** A candidate that had a contact within the window. */
export type Standing = Pick<Gathering, "kind" | "common" | "contacts" | "beganAt"> & { readonly candidateId: number }

/** Whether this transaction is the one that gathers: of several workers one at a time does. */
export async function lockCandidates(tx: Tx): Promise<boolean> {
  const found = await row<{ held: boolean }>(tx, sql`select pg_try_advisory_xact_lock(7243006) as held`)
  return found?.held === true
}

/**
 * The cases opened since an instant, gathered by their sender, and those of no such sender by their subject. Addresses and subjects are
 * read where they are kept, and stay there.
 */
export async function gatherings(tx: Tx, since: number, at: number, atLeast: number): Promise<Gathering[]> {
  return await rows<Gathering>(
    tx,
    sql`with said as materialized (
      select cases.case_id, cases.opened_at, ${sender} as sender, ${plainSubject} as subject
      from cases left join content email on email.case_id = cases.case_id and email.content_id = (cases.fold #>> '{requester,email,content}')::int
      where cases.opened_at > ${instant(since)} and cases.opened_at <= ${instant(at)}
    ), senders as (
      select sender, ${gathered} from said where sender is not null group by sender having count(*) >= ${atLeast}
    ), subjects as (
      select subject, ${gathered} from said
      where subject <> '' and not exists (select from senders where senders.sender = said.sender)
      group by subject having count(*) >= ${atLeast}
    )
    select 'sender' as kind, sender as common, ${gatheredColumns} from senders
    union all select 'subject', subject, ${gatheredColumns} from subjects`,
  )
}

const sender = sql`lower(convert_from(email.bytes, 'UTF8'))`
// Without marks of replies, and with every number as good as any other.
const plainSubject = plainSubjectOf(sql`cases.subject`)

function plainSubjectOf(subject: Sql): Sql {
  return sql`btrim(regexp_replace(regexp_replace(lower(${subject}), '^(\\s*(re|fw|fwd|aw|wg)\\s*:)+', ''), '[\\s0-9#]+', ' ', 'g'))`
}

const gathered = sql`count(*) as contacts, min(case_id) as first_case_id, max(case_id) as last_case_id, min(opened_at) as began_at, max(opened_at) as last_at`
const gatheredColumns = sql`contacts, first_case_id as "firstCaseId", last_case_id as "lastCaseId", began_at as "beganAt", last_at as "lastAt"`

/** Our own messages that came back since an instant, as one. */
export async function bouncesGathered(tx: Tx, since: number, at: number, atLeast: number): Promise<Gathering[]> {
  return await rows<Gathering>(
    tx,
    sql`select 'bounces' as kind, '' as common, count(*) as contacts, null::bigint as "firstCaseId", null::bigint as "lastCaseId",
      min(received_at) as "beganAt", max(received_at) as "lastAt"
    from letters where reason in ('a notice that came back', 'a bounce of no letter of ours')
      and received_at > ${instant(since)} and received_at <= ${instant(at)}
    having count(*) >= ${atLeast}`,
  )
}

/** The candidates that had a contact since an instant, with what theirs have in common; null where that has been erased. */
export async function standingCandidates(tx: Tx, since: number): Promise<Standing[]> {
  return await rows<Standing>(
    tx,
    sql`select candidate_id as "candidateId", candidates.kind, contacts, began_at as "beganAt",
      case candidates.kind when 'sender' then ${sender} when 'subject' then ${plainSubject} else '' end as common
    from candidates left join cases on cases.case_id = first_case_id
      left join content email on email.case_id = cases.case_id and email.content_id = (cases.fold #>> '{requester,email,content}')::int
    where candidates.last_at > ${instant(since)}`,
  )
}

export async function insertCandidates(tx: Tx, begun: readonly Gathering[]): Promise<void> {
  if (begun.length === 0) return
  await run(
    tx,
    sql`insert into candidates (kind, first_case_id, last_case_id, contacts, began_at, last_at)
    select * from unnest(${begun.map((each) => each.kind)}::text[], ${begun.map((each) => each.firstCaseId)}::bigint[],
      ${begun.map((each) => each.lastCaseId)}::bigint[], ${begun.map((each) => each.contacts)}::int[],
      ${begun.map((each) => instant(each.beganAt))}::timestamptz[], ${begun.map((each) => instant(each.lastAt))}::timestamptz[])`,
  )
}

export type Continued = Gathering & { readonly candidateId: number }

export async function updateCandidates(tx: Tx, continued: readonly Continued[]): Promise<void> {
  if (continued.length === 0) return
  await run(
    tx,
    sql`update candidates set last_case_id = new.last_case_id, contacts = greatest(candidates.contacts, new.contacts),
      last_at = greatest(candidates.last_at, new.last_at)
    from unnest(${continued.map((each) => each.candidateId)}::bigint[], ${continued.map((each) => each.lastCaseId)}::bigint[],
      ${continued.map((each) => each.contacts)}::int[], ${continued.map((each) => instant(each.lastAt))}::timestamptz[])
      as new (candidate_id, last_case_id, contacts, last_at)
    where candidates.candidate_id = new.candidate_id`,
  )
}

/** What people are shown of a candidate. The first case is null where our own messages came back. */
export type Candidate = {
  readonly candidateId: number
  readonly kind: CandidateKind
  readonly contacts: number
  readonly beganAt: EpochMilliseconds
  readonly lastAt: EpochMilliseconds
  readonly first: string | null
  readonly last: string | null
}

/** The largest candidates that had a contact since an instant, of those of which the actor may see every case. */
export async function candidatesSince(on: Reads, actor: Actor, since: number, limit: number): Promise<Candidate[]> {
  const conditions: Sql[] = [sql`candidates.last_at > ${instant(since)}`, ...seesAll(actor)]
  return await rows<Candidate>(
    on,
    sql`select candidate_id as "candidateId", candidates.kind, contacts, began_at as "beganAt", last_at as "lastAt", cases.reference as first, latest.reference as last
    from candidates left join cases on cases.case_id = first_case_id left join cases latest on latest.case_id = last_case_id
    where ${joined(conditions, " and ", sql`true`)} order by contacts desc, candidate_id limit ${limit}`,
  )
}

// Whoever sees some queues only sees none of the letters that came back, which are on no case; and one case that they do not see hides
// the whole, because its count and its times would tell of it.
function seesAll(actor: Actor): Sql[] {
  if (actor.queues === null) return []
  return [
    sql`candidates.first_case_id is not null and not exists (
      select from (select member.* ${membersFrom} where ${isMember}) as cases where (${visibleTo(actor)}) is not true)`,
  ]
}

const memberSender = sql`lower(convert_from(member_email.bytes, 'UTF8'))`
const memberSubject = plainSubjectOf(sql`member.subject`)
const membersFrom = sql`from cases member
  left join content member_email on member_email.case_id = member.case_id and member_email.content_id = (member.fold #>> '{requester,email,content}')::int
  left join cases first on first.case_id = candidates.first_case_id
  left join content first_email on first_email.case_id = first.case_id and first_email.content_id = (first.fold #>> '{requester,email,content}')::int`
// Told by what they have in common with the first, as when they were gathered; where its words were erased, by nothing.
const isMember = sql`member.opened_at between candidates.began_at and candidates.last_at
  and case candidates.kind when 'sender' then ${memberSender} = lower(convert_from(first_email.bytes, 'UTF8'))
    when 'subject' then ${memberSubject} = ${plainSubjectOf(sql`first.subject`)} else false end`

export type MemberCase = { readonly caseId: number; readonly reference: string; readonly subject: string | null }

/** The open cases of a candidate that can become children of another: by number, after one. */
export async function candidateMembers(
  on: Reads,
  { candidateId, parent, after, limit }: Readonly<Record<"candidateId" | "parent" | "after" | "limit", number>>,
): Promise<MemberCase[]> {
  return await rows<MemberCase>(
    on,
    sql`select member.case_id as "caseId", member.reference, member.subject
    from candidates cross join lateral (select member.* ${membersFrom} where ${isMember}) as member
    where candidate_id = ${candidateId} and member.case_id > ${after} and member.case_id <> ${parent} and member.is_open
      and not member.fold ?| array['parent', 'children', 'mergedInto', 'major']
    order by member.case_id limit ${limit}`,
  )
}
