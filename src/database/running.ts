// Whether a desk works on a database at this moment: what a verb beside it must know before it goes by a clock of its own.

import { type Reads, row } from "./database.ts"
import { sql } from "./sql.ts"

/** What a running desk's connections are called. */
export const deskConnectionName = "charter desk"

/** Asked under the desk's own role, or one that may see others' connections; elsewhere it says no. */
export async function deskIsRunning(on: Reads): Promise<boolean> {
  const found = await row<{ isRunning: boolean }>(
    on,
    sql`select exists (select from pg_stat_activity
      where datname = current_database() and application_name = ${deskConnectionName}) as "isRunning"`,
  )
  return found?.isRunning === true
}
