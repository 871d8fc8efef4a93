// What is asked of a database and of its replica about each other.

import { type Db, row } from "./database.ts"
import { type Position, positionFrom } from "./position.ts"
import { sql } from "./sql.ts"

/** Which database of which cluster: a replica has the same. */
export type Identity = { readonly cluster: string; readonly database: number }

/** How far a database has written; where it is one that follows another, undefined. */
export async function writtenPosition(db: Db): Promise<Position | undefined> {
  const found = await row<{ position: string | null }>(
    db,
    sql`select case when not pg_is_in_recovery() then pg_current_wal_lsn()::text end as position`,
  )
  return positionFrom(found?.position ?? "")
}

/** How far a replica has followed; undefined where it is none, or none any more. */
export async function replayedPosition(replica: Db): Promise<Position | undefined> {
  const found = await row<{ position: string | null }>(
    replica,
    sql`select case when pg_is_in_recovery() then pg_last_wal_replay_lsn()::text end as position`,
  )
  return positionFrom(found?.position ?? "")
}

export async function identityOf(db: Db): Promise<Identity | undefined> {
  return await row<Identity>(
    db,
    sql`select system_identifier::text as cluster, pg_database.oid::int as database
      from pg_control_system(), pg_database where datname = current_database()`,
  )
}
