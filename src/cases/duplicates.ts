// Likely duplicates of a contact, while its subject is being typed: cases that the person may see whose subject says much the same.

import { type Reads, row, rows, type Sql, sql } from "../database/index.ts"
import { type Actor, visibleTo } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type LikelyDuplicate = {
  readonly caseId: number
  readonly reference: string
  readonly subject: string
  readonly state: string
  readonly openedAt: EpochMilliseconds
  /** Whether it is from the address that was given. */
  readonly isSameCaller: boolean
}

export type Described = { readonly subject: string; readonly email?: string | undefined }

/** So many of the newest cases are compared, and so many more that have all the words: what is looked at stays small in a large desk. */
const newestLimit = 500
const sayingLimit = 200
/** Of the words of both subjects together, the share that both have. */
const alike = 0.34
/** More than so many cases with the same words, by PostgreSQL's estimate, tell nothing. */
const tellingLimit = 4000

/** The likeliest first, `limit` at most. None where the subject has no word to go by. */
export async function likelyDuplicates(
  on: Reads,
  actor: Actor,
  { subject, email }: Described,
  limit: number,
): Promise<LikelyDuplicate[]> {
  if (subject.trim() === "") return []
  const isTelling = await seemFew(on, subject)
  return await rows<LikelyDuplicate>(
    on,
    sql`with asked as materialized (select tsvector_to_array(to_tsvector('english', ${subject})) as words),
    looked as materialized (
      (select cases.* from cases where ${visibleTo(actor)} order by opened_at desc, case_id desc limit ${newestLimit})
      union all ${isTelling ? saying(actor, subject) : sql`select cases.* from cases where false`}
    ),
    scored as (
      select distinct on (case_id) looked.*,
        (select count(*) from unnest(own.words) word where word = any(asked.words))::float8
          / nullif((select count(*) from (select unnest(own.words) union select unnest(asked.words)) as both_words), 0) as likeness
      from asked, looked cross join lateral (select tsvector_to_array(to_tsvector('english', looked.subject)) as words) as own
      where looked.subject is not null and not looked.fold ? 'mergedInto' and cardinality(asked.words) > 0
    )
    select scored.case_id as "caseId", reference, subject, state, opened_at as "openedAt",
      coalesce(lower(convert_from(email.bytes, 'UTF8')) = lower(${email ?? null}::text), false) as "isSameCaller"
    from scored left join content email on email.case_id = scored.case_id
      and email.content_id = (scored.fold #>> '{requester,email,content}')::int
    where likeness >= ${alike}
    order by is_open desc, "isSameCaller" desc, likeness desc, opened_at desc limit ${limit}`,
  )
}

function saying(actor: Actor, subject: string): Sql {
  return sql`(select cases.* from case_words join cases using (case_id)
    where case_words.words @@ plainto_tsquery('english', ${subject}) and ${visibleTo(actor)} limit ${sayingLimit})`
}

async function seemFew(on: Reads, subject: string): Promise<boolean> {
  const plan = await row<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }>(
    on,
    sql`explain (format json) select from case_words where words @@ plainto_tsquery('english', ${subject})`,
  )
  return (plan?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 0) <= tellingLimit
}
