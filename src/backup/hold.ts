// The hold after a restore: until somebody releases it, no mail goes out and nothing that fell due is announced.

import { type Reads, row, sql } from "../database/index.ts"

/** True in a statement while the desk is not held. */
export const notHeld = sql`not exists (select from desk_holds where released_at is null)`

export async function isHeld(on: Reads): Promise<boolean> {
  const found = await row(on, sql`select from desk_holds where released_at is null`)
  return found !== undefined
}
