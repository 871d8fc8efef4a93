// Lists of cases: filtered, ordered by what is due next, a page at a time by key and never by counting off.

import { type Db, row, rows, type Sql, sql } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import type { Actor } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type CaseFilter, type Place, parts, whole, wordsIn } from "./list-conditions.ts"
import { countAmong, isAmong, type Matches, matchesOf, saying, seemMany, walkedFor, walkLimit } from "./search-store.ts"

export type CasePage = {
  readonly limit: number
  readonly after?: string
  /** So far what a search finds is counted; not at all unless given. */
  readonly countTo?: number
}

export type ListedCase = {
  readonly caseId: number
  readonly reference: string
  readonly references: readonly string[]
  readonly kind: string
  readonly state: string
  readonly priority: number | null
  readonly subject: string | null
  readonly queue: string
  readonly ownerName: string | null
  readonly ownerEmail: string | null
  readonly version: number
  readonly openedAt: EpochMilliseconds
  readonly nextDueAt: EpochMilliseconds
  readonly nextDueClock: string | null
}

/** How many cases a search finds: exact, or that many and more. */
export type FoundCount = { readonly count: number; readonly isExact: boolean }

export type ListedCases = { readonly items: ListedCase[]; readonly next: string | null; readonly found?: FoundCount }
type Asked = {
  readonly actor: Actor
  readonly filter: CaseFilter
  readonly after: Place | undefined
  readonly limit: number
}
type Listed = { readonly rows: ListedCase[]; readonly found?: FoundCount }

/** The cases that an actor may see, ordered by their next deadline. `next` continues after the page; null at the end. */
export async function listCases(db: Db, actor: Actor, filter: CaseFilter, page: CasePage): Promise<ListedCases> {
  const after = page.after === undefined ? undefined : placeFrom(page.after)
  const asked = { actor, filter, after, limit: page.limit + 1 }
  const words = wordsIn(filter)
  const { rows, ...found } =
    words === undefined ? await listed(db, asked) : await searched(db, words, asked, page.countTo)
  const items = rows.slice(0, page.limit)
  const last = items.at(-1)
  return { items, next: rows.length > items.length && last !== undefined ? cursorOf(last) : null, ...found }
}

async function listed(db: Db, { actor, filter, after, limit }: Asked): Promise<Listed> {
  return { rows: await shown(db, inOrder(parts(actor, filter, after), limit), limit) }
}

async function searched(db: Db, words: string, asked: Asked, countTo: number | undefined): Promise<Listed> {
  const [rows, found] = await Promise.all([
    pageOf(db, words, asked),
    countTo === undefined ? undefined : counted(db, words, asked, countTo),
  ])
  return { rows, ...(found === undefined ? {} : { found }) }
}

async function pageOf(db: Db, words: string, asked: Asked): Promise<ListedCase[]> {
  const isMany = await seemMany(db, words)
  const page = isMany ? await walked(db, words, asked) : undefined
  if (page !== undefined) return page
  const matches = await matchesOf(db, words)
  if (matches.isComplete) return await few(db, matches, asked)
  return (isMany ? undefined : await walked(db, words, asked)) ?? (await all(db, words, asked))
}

async function counted(
  db: Db,
  words: string,
  { actor, filter }: Asked,
  limit: number,
): Promise<FoundCount | undefined> {
  const matches = await matchesOf(db, words, { isForCount: true })
  // Nothing was looked for in the index: a search that only leaves words out.
  if (matches.caseIds === "" && !matches.isComplete) return undefined
  const count = await countAmong(db, matches, whole(actor, filter, undefined), limit)
  return { count, isExact: matches.isComplete && count < limit }
}

// Undefined where a long walk met too few for a page, and has not come to the end of the list.
async function walked(db: Db, words: string, asked: Asked): Promise<ListedCase[] | undefined> {
  const { actor, filter, after, limit } = asked
  const ordered = inOrder(parts(actor, filter, after), walkLimit)
  const met = await walkedFor(db, words, ordered, limit)
  if (met.length === limit || (await countRows(db, ordered)) < walkLimit) return await these(db, met)
  return undefined
}

async function all(db: Db, words: string, { actor, filter, after, limit }: Asked): Promise<ListedCase[]> {
  return await shown(db, inOrder([sql`${whole(actor, filter, after)} and ${saying(words)}`], limit), limit)
}

async function few(db: Db, matches: Matches, { actor, filter, after, limit }: Asked): Promise<ListedCase[]> {
  const condition = sql`${isAmong(matches)} and ${whole(actor, filter, after)}`
  return await shown(db, inOrder([condition], limit), limit)
}

async function these(db: Db, caseIds: readonly number[]): Promise<ListedCase[]> {
  const condition = sql`cases.case_id = any(${caseIds}::bigint[])`
  return await shown(db, inOrder([condition], caseIds.length), caseIds.length)
}

// The first rows of each part; together they hold the first rows of all.
function inOrder(conditions: readonly Sql[], limit: number): Sql {
  const [first = sql``, ...others] = conditions.map(
    (condition) =>
      sql`(select case_id, next_due_at from cases where ${condition} order by next_due_at, case_id limit ${limit})`,
  )
  if (others.length === 0) return first
  const all = others.reduce((some, each) => sql`${some} union all ${each}`, first)
  return sql`select * from (${all}) as parted order by next_due_at, case_id limit ${limit}`
}

async function shown(db: Db, ordered: Sql, limit: number): Promise<ListedCase[]> {
  return await rows<ListedCase>(
    db,
    sql`select cases.case_id as "caseId", reference, references_all as "references", cases.kind, state, priority, subject, queue,
      people.name as "ownerName", people.email as "ownerEmail", version, opened_at as "openedAt", cases.next_due_at as "nextDueAt",
      next_due_clock as "nextDueClock"
    from (${ordered}) as page join cases on cases.case_id = page.case_id left join people on people.person_id = cases.owner_id
    order by page.next_due_at, page.case_id limit ${limit}`,
  )
}

async function countRows(db: Db, ordered: Sql): Promise<number> {
  const found = await row<{ count: number }>(db, sql`select count(*) as count from (${ordered}) as listed`)
  return found?.count ?? 0
}

function cursorOf({ nextDueAt, caseId }: ListedCase): string {
  const due = Number.isFinite(nextDueAt) ? nextDueAt : null
  return Buffer.from(JSON.stringify([due, caseId])).toString("base64url")
}

function placeFrom(text: string): Place {
  try {
    const [due, caseId]: unknown[] = JSON.parse(Buffer.from(text, "base64url").toString("utf8"))
    if ((due === null || isInstant(due)) && Number.isSafeInteger(caseId)) {
      return { due: due === null ? Number.POSITIVE_INFINITY : Number(due), caseId: Number(caseId) }
    }
  } catch {
    // Whatever it is, it is not one of ours: the same answer as below.
  }
  throw new Invalid([{ field: "after", message: "This is not where a page of this list ended." }])
}

// From the year 1 to 9999: PostgreSQL reads no date that is written with more digits.
function isInstant(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= -62_135_596_800_000 && Number(value) < 253_402_300_800_000
}
