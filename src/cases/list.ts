// Lists of cases: filtered, ordered by what is due next, a page at a time by key and never by counting off.

import { type Db, instant, joined, rows, type Sql, sql } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import { type Actor, visibleTo } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { caseIdIn } from "./reference.ts"

export type CaseFilter = {
  readonly queue?: string
  /** A group (`open`, `ended`, `any`) or one state of the lifecycle; `open` unless given. */
  readonly state?: string
  readonly kind?: string
  readonly priority?: number
  /** `me`, `none`, or an email address. */
  readonly owner?: string
  /** Words, quoted phrases, or a reference. */
  readonly q?: string
}

export type CasePage = { readonly limit: number; readonly after?: string }

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

/** The cases that an actor may see, ordered by their next deadline. `next` continues after the page; null at the end. */
export async function listCases(
  db: Db,
  actor: Actor,
  filter: CaseFilter,
  page: CasePage,
): Promise<{ items: ListedCase[]; next: string | null }> {
  const found = await rows<ListedCase>(
    db,
    sql`select cases.case_id as "caseId", reference, references_all as "references", cases.kind, state, priority, subject, queue,
      people.name as "ownerName", people.email as "ownerEmail", version, opened_at as "openedAt", next_due_at as "nextDueAt",
      next_due_clock as "nextDueClock"
    from cases left join people on people.person_id = cases.owner_id
    where ${joined([visibleTo(actor), ...conditions(actor, filter), ...afterCursor(page.after)], " and ", sql`true`)}
    order by next_due_at, case_id limit ${page.limit + 1}`,
  )
  const items = found.slice(0, page.limit)
  const last = items.at(-1)
  return { items, next: found.length > items.length && last !== undefined ? cursorOf(last) : null }
}

function conditions(actor: Actor, filter: CaseFilter): Sql[] {
  return [
    ...stateCondition(filter.state ?? "open"),
    ...(filter.queue === undefined ? [] : [sql`queue = ${filter.queue}`]),
    ...(filter.kind === undefined ? [] : [sql`cases.kind = ${filter.kind}`]),
    ...(filter.priority === undefined ? [] : [sql`priority = ${filter.priority}::smallint`]),
    ...ownerCondition(actor, filter.owner),
    ...wordsCondition(filter.q),
  ]
}

function stateCondition(state: string): Sql[] {
  if (state === "any") return []
  if (state === "open") return [sql`is_open`]
  if (state === "ended") return [sql`not is_open`]
  return [sql`state = ${state}`]
}

function ownerCondition(actor: Actor, owner: string | undefined): Sql[] {
  if (owner === undefined) return []
  if (owner === "none") return [sql`owner_id is null`]
  if (owner === "me") return [sql`owner_id = ${actor.personId}`]
  return [sql`owner_id = (select person_id from people where email = lower(${owner}))`]
}

// A reference finds its case; anything else is words, which PostgreSQL reads as people write them.
function wordsCondition(q: string | undefined): Sql[] {
  const words = q?.trim() ?? ""
  if (words === "") return []
  const caseId = caseIdIn(words.toUpperCase())
  if (caseId !== undefined) return [sql`cases.case_id = ${caseId} and ${words.toUpperCase()} = any(references_all)`]
  return [
    sql`exists (select from case_words where case_words.case_id = cases.case_id
      and case_words.words @@ websearch_to_tsquery('english', ${words}))`,
  ]
}

function cursorOf({ nextDueAt, caseId }: ListedCase): string {
  const due = Number.isFinite(nextDueAt) ? nextDueAt : null
  return Buffer.from(JSON.stringify([due, caseId])).toString("base64url")
}

function afterCursor(after: string | undefined): Sql[] {
  if (after === undefined) return []
  const { due, caseId } = cursorFrom(after)
  return [sql`(next_due_at, cases.case_id) > (${instant(due)}::timestamptz, ${caseId}::bigint)`]
}

function cursorFrom(text: string): { due: number; caseId: number } {
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
