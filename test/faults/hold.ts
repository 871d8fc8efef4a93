// Keeps the desk waiting in the middle of a statement, so that it can be killed exactly there: a trigger that waits for a lock of ours.

import type pg from "pg"
import { until } from "../support/until.ts"

const lock = 7_243_099
// The server is shared with other tests, and so is its list of locks: only who waits in this database is ours.
const waiting = `from pg_locks where locktype = 'advisory' and objid = ${lock} and not granted
  and database = (select oid from pg_database where datname = current_database())`

/** From now on whoever inserts into (or updates) the table waits, with what the statement has done before that row. */
export async function hold(owner: pg.Client, table: string, event: "insert" | "update" = "insert"): Promise<void> {
  await owner.query(`select pg_advisory_lock(${lock})`)
  await owner.query(
    `create or replace function hold() returns trigger language plpgsql as
     $$ begin perform pg_advisory_xact_lock_shared(${lock}); return new; end $$`,
  )
  await owner.query(`create trigger hold before ${event} on ${table} for each row execute function hold()`)
}

/** Resolves once somebody waits there. */
export async function reached(owner: pg.Client): Promise<void> {
  await until(async () => (await owner.query(`select ${waiting}`)).rowCount !== 0)
}

/** Ends the sessions that wait, as the crash of a machine would; resolves when what they had done is undone. */
export async function endWaiting(owner: pg.Client): Promise<void> {
  const ended = await owner.query<{ pid: number }>(`select pid, pg_terminate_backend(pid) ${waiting}`)
  const pids = ended.rows.map((each) => each.pid)
  const left = () => owner.query("select from pg_stat_activity where pid = any ($1)", [pids])
  await until(async () => (await left()).rowCount === 0)
}

/** Lets everybody go on; resolves when whoever waited has committed. */
export async function letGo(owner: pg.Client, table: string): Promise<void> {
  await owner.query(`select pg_advisory_unlock(${lock})`)
  await owner.query(`drop trigger if exists hold on ${table}`)
}
