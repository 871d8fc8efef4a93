// What the database says of itself.

import { type Db, row, sql } from "../database/index.ts"

export type DatabaseFacts = {
  readonly version: string
  readonly bytes: number
  readonly connections: number
  readonly connectionsLimit: number
  readonly position: string
}

export async function databaseFacts(db: Db): Promise<DatabaseFacts | undefined> {
  return await row<DatabaseFacts>(
    db,
    sql`select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
      (select count(*) from pg_stat_activity where backend_type = 'client backend') as connections,
      current_setting('max_connections')::int as "connectionsLimit", pg_current_wal_lsn()::text as position`,
  )
}
