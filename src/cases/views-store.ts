// Every statement on saved views.

import { type Db, instant, type Reads, row, rows, run, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type View = {
  readonly viewId: number
  readonly name: string
  /** The query of the address. */
  readonly query: string
  readonly isShared: boolean
  readonly ownerId: number
  readonly ownerName: string
}

export type NewView = { readonly name: string; readonly query: string; readonly isShared: boolean }

const viewColumns = sql`view_id as "viewId", views.name, query, is_shared as "isShared", owner_id as "ownerId", people.name as "ownerName"`

/** Somebody's own views and those that colleagues share, the own ones first. */
export async function viewsFor(on: Reads, personId: number, limit: number): Promise<View[]> {
  return await rows<View>(
    on,
    sql`select ${viewColumns} from views join people on people.person_id = owner_id
    where owner_id = ${personId} or is_shared order by owner_id <> ${personId}, lower(views.name), view_id limit ${limit}`,
  )
}

/** A view that somebody may use. */
export async function viewOf(on: Reads, personId: number, viewId: number): Promise<View | undefined> {
  return await row<View>(
    on,
    sql`select ${viewColumns} from views join people on people.person_id = owner_id
    where view_id = ${viewId} and (owner_id = ${personId} or is_shared)`,
  )
}

export async function countOwnViews(on: Reads, personId: number): Promise<number> {
  const found = await row<{ count: number }>(on, sql`select count(*) as count from views where owner_id = ${personId}`)
  return found?.count ?? 0
}

/** Undefined where the person has a view of this name already. */
export async function insertView(
  db: Db,
  personId: number,
  { name, query, isShared }: NewView,
  at: EpochMilliseconds,
): Promise<number | undefined> {
  const added = await row<{ viewId: number }>(
    db,
    sql`insert into views (owner_id, name, query, is_shared, created_at, changed_at)
    values (${personId}, ${name}, ${query}, ${isShared}, ${instant(at)}, ${instant(at)})
    on conflict (owner_id, name) do nothing returning view_id as "viewId"`,
  )
  return added?.viewId
}

/** Changes what somebody owns, or, where they may keep shared views in order, what is shared. False: nothing of theirs, or the name is taken. */
export async function updateView(
  db: Db,
  { viewId, personId, mayKeepShared }: ViewRight,
  { name, isShared }: Pick<NewView, "name" | "isShared">,
  at: EpochMilliseconds,
): Promise<boolean> {
  const changed = await run(
    db,
    sql`update views set name = ${name}, is_shared = ${isShared}, changed_at = ${instant(at)}
    where view_id = ${viewId} and (owner_id = ${personId} or (is_shared and ${mayKeepShared}))
      and not exists (select from views other where other.owner_id = views.owner_id and other.name = ${name} and other.view_id <> ${viewId})`,
  )
  return changed > 0
}

export async function deleteView(db: Db, { viewId, personId, mayKeepShared }: ViewRight): Promise<boolean> {
  const deleted = await run(
    db,
    sql`delete from views where view_id = ${viewId} and (owner_id = ${personId} or (is_shared and ${mayKeepShared}))`,
  )
  return deleted > 0
}

export type ViewRight = { readonly viewId: number; readonly personId: number; readonly mayKeepShared: boolean }
