// What a replay reads: one moment of the database, seen by all that work on it, and the histories as a stream.

import pg from "pg"
import { copiedOut, instant, row, rows, run, type Sql, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { unheard } from "./moments.ts"

/** Which cases: by receipt, and by the kind that they have now. */
export type Selection = {
  readonly from?: EpochMilliseconds
  readonly to?: EpochMilliseconds
  readonly kind?: string
}

/** The cases after one number and up to another. */
export type Range = readonly [after: number, upTo: number]

/** Makes this transaction see one moment, and gives the name by which others see the same while it lasts. */
export async function shareOneMoment(tx: Tx): Promise<string> {
  await seeOneMoment(tx)
  const found = await row<{ snapshot: string }>(tx, sql`select pg_export_snapshot() as snapshot`)
  if (found === undefined) throw new Error("PostgreSQL gave no snapshot")
  return found.snapshot
}

/** Makes this transaction see the moment that another shares. */
export async function joinMoment(tx: Tx, snapshot: string): Promise<void> {
  await seeOneMoment(tx)
  await tx.client.query(`set transaction snapshot ${pg.escapeLiteral(snapshot)}`)
}

// Between two ranges a thread may wait for whoever reads the answer.
async function seeOneMoment(tx: Tx): Promise<void> {
  await run(tx, sql`set transaction isolation level repeatable read, read only`)
  await run(tx, sql`set local idle_in_transaction_session_timeout = 0`)
}

/** The selected cases in ranges of so many, whatever gaps their numbers have. */
export async function rangesOf(tx: Tx, selection: Selection, size: number): Promise<Range[]> {
  const found = await rows<{ caseId: number }>(
    tx,
    sql`select case_id as "caseId" from (
      select case_id, row_number() over (order by case_id) as place, count(*) over () as cases
      from cases where ${selected(selection)}) as placed
    where place % ${size}::int = 0 or place = cases order by case_id`,
  )
  return found.map(({ caseId }, index): Range => [found[index - 1]?.caseId ?? 0, caseId])
}

/** The bodies of the events of a range that a clock can hear, a line each, in the order of cases and events. */
export function bodiesIn(tx: Tx, [after, upTo]: Range, selection: Selection): AsyncIterable<Buffer> {
  const types = unheard.map((each) => pg.escapeLiteral(each)).join(", ")
  return copiedOut(
    tx,
    `copy (select body from events
      where case_id > ${whole(after)} and case_id <= ${whole(upTo)} and type not in (${types})${narrowed(selection)}
      order by case_id, seq) to stdout`,
  )
}

function selected({ from, to, kind }: Selection): Sql {
  return sql`(${from === undefined} or opened_at >= ${instant(from ?? 0)}::timestamptz)
    and (${to === undefined} or opened_at < ${instant(to ?? 0)}::timestamptz)
    and (${kind ?? null}::text is null or kind = ${kind ?? null}::text)`
}

// COPY takes no parameters.
function narrowed({ from, to, kind }: Selection): string {
  const conditions = [
    ...(from === undefined ? [] : [`opened_at >= ${pg.escapeLiteral(instant(from))}::timestamptz`]),
    ...(to === undefined ? [] : [`opened_at < ${pg.escapeLiteral(instant(to))}::timestamptz`]),
    ...(kind === undefined ? [] : [`kind = ${pg.escapeLiteral(kind)}`]),
  ]
  if (conditions.length === 0) return ""
  return ` and exists (select from cases where cases.case_id = events.case_id and ${conditions.join(" and ")})`
}

function whole(number: number): string {
  if (!Number.isSafeInteger(number)) throw new Error(`${number} is not the number of a case`)
  return `${number}`
}
