// Every statement about the lines that tell of calls, and who their users are here.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

export type Line = {
  readonly lineId: number
  readonly name: string
  readonly secret: Buffer
  /** The secret before, while it is good too. */
  readonly secretBefore: Buffer | null
  readonly beforeUntil: EpochMilliseconds | null
}

const lineColumns = sql`line_id as "lineId", name, secret, secret_before as "secretBefore", before_until as "beforeUntil"`

export async function lineNamed(on: Reads, name: string): Promise<Line | undefined> {
  return await row<Line>(
    on,
    sql`select ${lineColumns} from telephone_lines where name = ${name} and disabled_at is null`,
  )
}

export type ListedLine = {
  readonly name: string
  readonly isDisabled: boolean
  readonly users: number
  readonly lastToldAt: EpochMilliseconds | null
}

export async function allLines(on: Reads): Promise<ListedLine[]> {
  return await rows<ListedLine>(
    on,
    sql`select name, disabled_at is not null as "isDisabled",
      (select count(*) from telephone_users u where u.line_id = l.line_id) as users,
      (select max(told_at) from calls c where c.line_id = l.line_id) as "lastToldAt"
    from telephone_lines l order by name`,
  )
}

/** Undefined where there is a line of this name. */
export async function insertLine(tx: Tx, name: string, at: EpochMilliseconds): Promise<number | undefined> {
  const found = await row<{ line_id: number }>(
    tx,
    sql`insert into telephone_lines (name, secret, created_at) values (${name}, ''::bytea, ${instant(at)})
      on conflict (name) do update set disabled_at = null where telephone_lines.disabled_at is not null returning line_id`,
  )
  return found?.line_id
}

/** A new secret; the one before stays good until an instant. */
export async function sealLine(
  tx: Tx,
  lineId: number,
  secret: Buffer,
  beforeUntil: EpochMilliseconds | null,
): Promise<void> {
  await run(
    tx,
    sql`update telephone_lines set secret = ${secret}, before_until = ${beforeUntil === null ? null : instant(beforeUntil)},
      secret_before = case when ${beforeUntil !== null} then secret end where line_id = ${lineId}`,
  )
}

export async function disableLine(tx: Tx, lineId: number, at: EpochMilliseconds): Promise<void> {
  await run(
    tx,
    sql`update telephone_lines set disabled_at = ${instant(at)}, secret = ''::bytea, secret_before = null where line_id = ${lineId}`,
  )
}

export async function setUser(tx: Tx, lineId: number, user: string, personId: number): Promise<void> {
  await run(
    tx,
    sql`insert into telephone_users (line_id, exchange_user, person_id) values (${lineId}, ${user}, ${personId})
      on conflict (line_id, exchange_user) do update set person_id = excluded.person_id`,
  )
}

/** The colleague that an exchange means: by what it calls them, or by their email address. */
export async function personNamed(on: Reads, lineId: number, user: string): Promise<number | null> {
  const found = await row<{ person_id: number }>(
    on,
    sql`select person_id from telephone_users join people using (person_id)
        where line_id = ${lineId} and exchange_user = ${user} and disabled_at is null
      union all select person_id from people where email = ${user} and kind = 'staff' and disabled_at is null limit 1`,
  )
  return found?.person_id ?? null
}
