// Lists of cases: filtered, ordered by what is due next, a page at a time by key and never by counting off.

import { joined, type Reads, row, rows, type Sql, sql } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import type { Actor } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { numbersInWords } from "./asked-words.ts"
import { type CaseFilter, type Place, parts, placeCondition, sifting, whole, wordsIn } from "./list-conditions.ts"
import {
  isAmong,
  type Matches,
  matchesOf,
  pieceLimit,
  type Sought,
  seemMany,
  soughtFor,
  walkedFor,
} from "./search-store.ts"
import { respelled } from "./spelling.ts"

export type CasePage = {
  readonly limit: number
  readonly after?: string
  /** Whether words that stand nowhere may be taken for words like them. */
  readonly mayRespell?: boolean
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
  readonly ownerId: number | null
  readonly ownerName: string | null
  readonly ownerEmail: string | null
  readonly version: number
  readonly openedAt: EpochMilliseconds
  readonly nextDueAt: EpochMilliseconds
  readonly nextDueClock: string | null
  /** Dealt with in another case: its promises go on, and nothing else is done on it. */
  readonly isMerged: boolean
}

/** How many cases a search finds: exact, or more than that. */
export type FoundCount = { readonly count: number; readonly isExact: boolean }

export type ListedCases = {
  readonly items: ListedCase[]
  /** Where the list goes on; null at its end. */
  readonly next: string | null
  /** Not known where a search came to no full page. */
  readonly found?: FoundCount
  /** So many were looked through, and there are more to look through from `next` on: the page may not be full. */
  readonly looked?: number
  /** What was looked for, for excerpts. */
  readonly sought?: Sought
  /** No case says what was typed: these say words like it. */
  readonly isRespelled?: true
}

type Asked = {
  readonly actor: Actor
  readonly filter: CaseFilter
  readonly after: Place | undefined
  readonly limit: number
}
/** `end` is where a walk came to that has not come to the end of the list; `count` is of all that is on it. */
type Listed = { readonly rows: ListedCase[]; readonly end?: Place; readonly count?: number }

/** The cases that an actor may see, ordered by their next deadline. `next` continues after the page; null at the end. */
export async function listCases(db: Reads, actor: Actor, filter: CaseFilter, page: CasePage): Promise<ListedCases> {
  const after = page.after === undefined ? undefined : placeFrom(page.after)
  const asked = { actor, filter, after, limit: page.limit + 1 }
  const typed = wordsIn(filter)
  if (typed === undefined) return pageOf(await sifted(db, asked, undefined), page)
  const { words, numbers } = numbersInWords(typed)
  const sought = await soughtFor(db, words, numbers)
  if (sought === undefined) return { items: [], next: null }
  const exact = await searched(db, asked, sought, page)
  if (exact.items.length > 0 || exact.next !== null || page.mayRespell !== true) return exact
  const other = await respelled(db, sought)
  const found = other === undefined ? exact : await searched(db, asked, other, page)
  return found.items.length === 0 ? exact : { ...found, isRespelled: true }
}

/** How many cases are on a list, up to `limit`; not exact where a walk did not come to its end. */
export async function countCases(db: Reads, actor: Actor, filter: CaseFilter, limit: number): Promise<FoundCount> {
  const { items, next, looked } = await listCases(db, actor, filter, { limit })
  return { count: items.length, isExact: next === null && looked === undefined }
}

async function searched(db: Reads, asked: Asked, sought: Sought, page: CasePage): Promise<ListedCases> {
  const listed = await sifted(db, asked, sought)
  return { ...pageOf(listed, page), sought, ...foundIn(listed, page) }
}

// A list that is walked is not counted to its end: that would cost more than its page.
function foundIn({ rows, count }: Listed, { limit }: CasePage): Pick<ListedCases, "found"> {
  if (count !== undefined) return { found: { count, isExact: true } }
  return rows.length > limit ? { found: { count: limit, isExact: false } } : {}
}

function pageOf({ rows, end }: Listed, { limit }: CasePage): ListedCases {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  if (rows.length > items.length && last !== undefined) return { items, next: cursorOf(placeOf(last)) }
  return end === undefined ? { items, next: null } : { items, next: cursorOf(end), looked: pieceLimit }
}

async function sifted(db: Reads, asked: Asked, sought: Sought | undefined): Promise<Listed> {
  const { actor, filter, after, limit } = asked
  if (sought === undefined && sifting(filter).length === 0)
    return { rows: await shown(db, inOrder(parts(actor, filter, after), limit), limit) }
  if (sought === undefined || (await seemMany(db, sought))) return await walked(db, sought, asked)
  const matches = await matchesOf(db, sought)
  return matches.isComplete ? await few(db, matches, asked) : await walked(db, sought, asked)
}

// One piece of the list: whoever asks again goes on where it ended.
async function walked(db: Reads, sought: Sought | undefined, asked: Asked): Promise<Listed> {
  const { actor, filter, after, limit } = asked
  const ordered = inOrder(parts(actor, filter, after), pieceLimit, joined(sifting(filter), " and ", sql`true`))
  const met = await walkedFor(db, sought, ordered, limit)
  const rows = await these(db, met)
  if (met.length === limit) return { rows }
  const { count, due, caseId } = await lastOf(db, ordered)
  return count < pieceLimit ? { rows } : { rows, end: { due, caseId } }
}

async function few(db: Reads, matches: Matches, { actor, filter, after, limit }: Asked): Promise<Listed> {
  const all = sql`select case_id, next_due_at, count(*) over () as total from cases
    where ${isAmong(matches)} and ${whole(actor, filter)}`
  const ordered = sql`select * from (${all}) as cases where ${joined(placeCondition(after), " and ", sql`true`)}
    order by next_due_at, case_id limit ${limit}`
  const found = await shown<{ total: number }>(db, ordered, limit, sql`, page.total`)
  const rows = found.map(({ total: _total, ...each }) => each)
  return found[0] === undefined ? { rows } : { rows, count: found[0].total }
}

async function these(db: Reads, caseIds: readonly number[]): Promise<ListedCase[]> {
  const condition = sql`cases.case_id = any(${caseIds}::bigint[])`
  return await shown(db, inOrder([condition], caseIds.length), caseIds.length)
}

// The first rows of each part; together they hold the first rows of all. Each says whether it `passes`.
function inOrder(conditions: readonly Sql[], limit: number, passes = sql`true`): Sql {
  const [first = sql``, ...others] = conditions.map(
    (condition) =>
      sql`(select case_id, next_due_at, (${passes}) is true as passes from cases where ${condition} order by next_due_at, case_id limit ${limit})`,
  )
  if (others.length === 0) return first
  const all = others.reduce((some, each) => sql`${some} union all ${each}`, first)
  return sql`select * from (${all}) as parted order by next_due_at, case_id limit ${limit}`
}

async function shown<More extends object>(
  db: Reads,
  ordered: Sql,
  limit: number,
  more = sql``,
): Promise<(ListedCase & More)[]> {
  return await rows<ListedCase & More>(
    db,
    sql`select cases.case_id as "caseId", reference, references_all as "references", cases.kind, state, priority, subject, queue, owner_id as "ownerId",
      people.name as "ownerName", people.email as "ownerEmail", version, opened_at as "openedAt", cases.next_due_at as "nextDueAt",
      next_due_clock as "nextDueClock", fold ? 'mergedInto' as "isMerged"${more}
    from (${ordered}) as page join cases on cases.case_id = page.case_id left join people on people.person_id = cases.owner_id
    order by page.next_due_at, page.case_id limit ${limit}`,
  )
}

async function lastOf(db: Reads, ordered: Sql): Promise<Place & { readonly count: number }> {
  const found = await row<Place & { count: number }>(
    db,
    sql`with listed as materialized (${ordered})
    select next_due_at as due, case_id as "caseId", (select count(*) from listed) as count
    from listed order by next_due_at desc, case_id desc limit 1`,
  )
  return found ?? { count: 0, due: 0, caseId: 0 }
}

function placeOf({ nextDueAt, caseId }: ListedCase): Place {
  return { due: nextDueAt, caseId }
}

/** Where a list goes on after a case. */
export function placeAfter(listed: ListedCase): string {
  return cursorOf(placeOf(listed))
}

function cursorOf({ due, caseId }: Place): string {
  return Buffer.from(JSON.stringify([Number.isFinite(due) ? due : null, caseId])).toString("base64url")
}

/** Whether a text is a place in a list, such as a page of it gave. */
export function isPlace(text: string): boolean {
  return readPlace(text) !== undefined
}

function placeFrom(text: string): Place {
  const place = readPlace(text)
  if (place !== undefined) return place
  throw new Invalid([{ field: "after", message: "This is not where a page of this list ended." }])
}

function readPlace(text: string): Place | undefined {
  try {
    const [due, caseId]: unknown[] = JSON.parse(Buffer.from(text, "base64url").toString("utf8"))
    if ((due === null || isInstant(due)) && Number.isSafeInteger(caseId)) {
      return { due: due === null ? Number.POSITIVE_INFINITY : Number(due), caseId: Number(caseId) }
    }
  } catch {
    // Whatever it is, it is not one of ours: the same answer as below.
  }
  return undefined
}

// From the year 1 to 9999: PostgreSQL reads no date that is written with more digits.
function isInstant(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= -62_135_596_800_000 && Number(value) < 253_402_300_800_000
}
