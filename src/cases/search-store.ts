// Search over the words and numbers of cases. PostgreSQL's own plan is not relied on: for a word that stands in few cases it would at
// times walk all of them in the order of the list, and for one that stands in many fetch them all to sort them. So the few are fetched
// and sorted, and for the many the list is walked, a piece at a time.

import { type Reads, row, rows, type Sql, sql } from "../database/index.ts"

/** What is looked for, as PostgreSQL reads it. */
export type Sought = {
  /** A tsquery; null where nothing but numbers is looked for. */
  readonly query: string | null
  /**
   * The part of it that an index answers, with phrases as mere words: every case that is meant has those. Null where there is none
   * (a search that only leaves words out).
   */
  readonly near: string | null
  /** By their digits, the last one first. */
  readonly numbers: readonly string[]
}

/** The cases in which it stands, as far as they were looked for. */
export type Matches = {
  /** Numbers of cases, separated by commas: handed back as they came. */
  readonly caseIds: string
  readonly isComplete: boolean
}

/** Reads what somebody typed. Undefined where nothing of it can be looked for: words that nearly every text has. */
export async function soughtFor(db: Reads, words: string, numbers: readonly string[]): Promise<Sought | undefined> {
  if (words === "") return numbers.length === 0 ? undefined : { query: null, near: null, numbers }
  const found = await row<{ query: string; tree: string }>(
    db,
    sql`select query::text as query, querytree(query) as tree from (select websearch_to_tsquery('english', ${words}) as query) as typed`,
  )
  const { query = "", tree = "" } = found ?? {}
  if (query === "") return numbers.length === 0 ? undefined : { query: null, near: null, numbers }
  return { query, near: nearOf(tree), numbers }
}

/** The same with another query, made of the first. */
export function soughtInstead(sought: Sought, query: string): Sought {
  return { ...sought, query, near: nearOf(query) }
}

/** Of more than so many PostgreSQL's estimate is believed, and none are fetched to see (measured: fetching them is what takes longest). */
const manyEstimated = 4000
/** So many are fetched and sorted at most (measured: about as dear as the walk to a page of a word in one case of 200). */
const fewLimit = 5000

/** Whether it seems to stand in so many cases that a page of them is soon met: by what PostgreSQL has noted of frequent words. */
export async function seemMany(db: Reads, { near, numbers }: Sought): Promise<boolean> {
  if (near === null || numbers.length > 0) return false
  const [plan] = await rows<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }>(
    db,
    sql`explain (format json) select from case_words where words @@ ${near}::tsquery`,
  )
  return (plan?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 0) > manyEstimated
}

/**
 * Finds the cases in which it stands, where an index leads to some thousands at most; of more, the first that come. A phrase is held
 * against those alone that have its words.
 */
export async function matchesOf(db: Reads, sought: Sought): Promise<Matches> {
  const nearest = nearestTo(sought)
  if (nearest === undefined) return { caseIds: "", isComplete: false }
  // The number is written out: PostgreSQL plans for a tenth of the rows where it does not see the limit.
  const found = await row<{ caseIds: string; count: number }>(
    db,
    sql`select coalesce(string_agg(near.case_id::text, ',') filter (where ${saidIn(sought, sql`near.case_id`)}), '') as "caseIds",
      count(*) as count
    from (${nearest} limit 5001) as near`,
  )
  if (found === undefined) throw new Error("the search counted nothing")
  return { caseIds: found.caseIds, isComplete: found.count <= fewLimit }
}

/** The condition that one of some matches is meant. */
export function isAmong({ caseIds }: Matches): Sql {
  return sql`cases.case_id = any(string_to_array(${caseIds}, ',')::bigint[])`
}

/** So many cases of a list are looked through for one page: then the page offers to look further. */
export const pieceLimit = 10_000

/**
 * The first cases of an ordered list, in its order, that say what is looked for: `limit` at most. The list says itself of each case
 * whether it passes what no index answers.
 */
export async function walkedFor(db: Reads, sought: Sought | undefined, ordered: Sql, limit: number): Promise<number[]> {
  const said = sought === undefined ? sql`true` : saidIn(sought, sql`listed.case_id`, { isWhole: true })
  const found = await rows<{ caseId: number }>(
    db,
    // `offset 0` keeps PostgreSQL from making one join of it: each case of the list is held against it until a page is full.
    sql`select listed.case_id as "caseId" from (${ordered}) as listed
    cross join lateral (select where listed.passes and ${said} offset 0) as passed
    order by listed.next_due_at, listed.case_id limit ${limit}`,
  )
  return found.map((each) => each.caseId)
}

function nearestTo({ near, numbers: [number] }: Sought): Sql | undefined {
  if (number !== undefined) return sql`select case_id from case_numbers where ${isEnding(number)}`
  return near === null ? undefined : sql`select case_id from case_words where words @@ ${near}::tsquery`
}

// Where the index has answered the whole query, the words are not looked at again.
function saidIn({ query, near, numbers }: Sought, caseId: Sql, { isWhole = false } = {}): Sql {
  const [first, ...others] = numbers
  const rest = isWhole && first !== undefined ? numbers : others
  const isAnswered = !isWhole && first === undefined && near === query
  const worded =
    query === null || isAnswered
      ? sql`true`
      : sql`exists (select from case_words where case_words.case_id = ${caseId} and words @@ ${query}::tsquery)`
  return rest.reduce(
    (all, number) =>
      sql`${all} and exists (select from case_numbers where case_numbers.case_id = ${caseId} and ${isEnding(number)})`,
    worded,
  )
}

// A range and no `like`: a plan that is made for every number must know that the index leads to it. A colon comes after the nines.
function isEnding(number: string): Sql {
  return sql`backwards >= ${number} and backwards < ${`${number}:`}`
}

// querytree gives T where no index helps. A phrase's words stand in each case that has the phrase.
function nearOf(tree: string): string | null {
  if (tree === "T" || tree === "") return null
  return tree.replace(/<(?:-|\d+)>/g, "&")
}
