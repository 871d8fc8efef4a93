// Search over the words of cases. PostgreSQL's own plan is not relied on: for a word that stands in few cases it would at times walk
// all of them in the order of the list, and for one that stands in many fetch them all to sort them. So the few are fetched and
// sorted, and for the many the list is walked until a page is full.

import { type Reads, row, rows, type Sql, sql } from "../database/index.ts"

/** The cases in which words stand, as far as they were looked for. */
export type Matches = {
  /** Numbers of cases, separated by commas: handed back as they came. */
  readonly caseIds: string
  readonly isComplete: boolean
}

/** Of more than so many PostgreSQL's estimate is believed, and none are fetched to see (measured: fetching them is what takes longest). */
const manyEstimated = 4000
/**
 * So many are fetched and sorted at most (measured: about as dear as the walk to a page of a word in one case of 200). A phrase is
 * held against each case that has its words, so fewer are looked for.
 */
const fewLimit = 5000
const fewPhrases = 1000

/** Whether words seem to stand in so many cases that a page of them is soon met: by what PostgreSQL has noted of frequent words. */
export async function seemMany(db: Reads, words: string): Promise<boolean> {
  const [plan] = await rows<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }>(
    db,
    sql`explain (format json) select from case_words where ${match(words)}`,
  )
  return (plan?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 0) > manyEstimated
}

/** Finds the cases in which words stand: up to some thousands, or only so many that a count can say that there are more. */
export async function matchesOf(db: Reads, words: string, { isForCount = false } = {}): Promise<Matches> {
  const isShort = isForCount || isPhrase(words)
  const found = await row<{ caseIds: string; count: number; isIndexed: boolean }>(
    db,
    // The number is written out: PostgreSQL plans for a tenth of the rows where it does not see the limit. What only leaves words
    // out (querytree gives T) is in no index.
    sql`select coalesce(string_agg(case_id::text, ','), '') as "caseIds", count(*) as count, ${isIndexed(words)} as "isIndexed"
    from (select case_id from case_words where ${match(words)} and ${isIndexed(words)} limit ${isShort ? sql`1001` : sql`5001`}) as found`,
  )
  if (found === undefined) throw new Error("the search counted nothing")
  return {
    caseIds: found.caseIds,
    isComplete: found.isIndexed && found.count <= (isShort ? fewPhrases : fewLimit),
  }
}

/** The condition that one of some matches is meant. */
export function isAmong({ caseIds }: Matches): Sql {
  return sql`cases.case_id = any(string_to_array(${caseIds}, ',')::bigint[])`
}

/** How many of some matches meet a condition, up to `limit`. */
export async function countAmong(db: Reads, matches: Matches, condition: Sql, limit: number): Promise<number> {
  const found = await row<{ count: number }>(
    db,
    sql`select count(*) as count from (select from cases where ${isAmong(matches)} and ${condition} limit ${limit}) as capped`,
  )
  return found?.count ?? 0
}

/** So far a list is walked for a page. */
export const walkLimit = 20_000

/** The first cases of a list, in its order, in which words stand: `limit` at most, of the first `walkLimit` of the list. */
export async function walkedFor(db: Reads, words: string, ordered: Sql, limit: number): Promise<number[]> {
  const found = await rows<{ caseId: number }>(
    db,
    // `offset 0` keeps PostgreSQL from making one join of it: each case of the list is held against the words until a page is full.
    sql`select listed.case_id as "caseId" from (${ordered}) as listed
    cross join lateral (select from case_words where case_words.case_id = listed.case_id and ${match(words)} offset 0) as said
    order by listed.next_due_at, listed.case_id limit ${limit}`,
  )
  return found.map((each) => each.caseId)
}

/** All of it, found and sorted: what is left where a page is not full after a long walk. */
export function saying(words: string): Sql {
  return sql`cases.case_id in (select case_id from case_words where ${match(words)})`
}

function isPhrase(words: string): boolean {
  return words.includes('"')
}

function isIndexed(words: string): Sql {
  return sql`querytree(websearch_to_tsquery('english', ${words})) <> 'T'`
}

function match(words: string): Sql {
  return sql`case_words.words @@ websearch_to_tsquery('english', ${words})`
}
