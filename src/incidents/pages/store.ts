// The statement behind the head of the queue: how many cases wait.

import { type Db, row, type Sql, sql } from "../../database/index.ts"
import { type Actor, visibleTo } from "../../people/index.ts"

export type WaitingCounts = { readonly mine: number; readonly unassigned: number; readonly open: number }

/** The open cases of a kind that an actor may see: theirs, nobody's, all. None is counted past `limit`, so that a long queue costs no more. */
export async function waitingCounts(db: Db, actor: Actor, kind: string, limit: number): Promise<WaitingCounts> {
  const open = sql`is_open and kind = ${kind} and ${visibleTo(actor)}`
  const found = await row<WaitingCounts>(
    db,
    sql`select (${counted(sql`${open} and owner_id = ${actor.personId}`, limit)}) as mine,
      (${counted(sql`${open} and owner_id is null`, limit)}) as unassigned,
      (${counted(open, limit)}) as open`,
  )
  return found ?? { mine: 0, unassigned: 0, open: 0 }
}

function counted(condition: Sql, limit: number): Sql {
  return sql`select count(*) from (select from cases where ${condition} limit ${limit}) as capped`
}
