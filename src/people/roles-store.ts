// Every SQL statement about which roles somebody holds and held, and what each allowed.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

/** The roles that somebody holds, locked: of two changes at once the second sees what the first left. */
export function lockRoles(tx: Tx, personId: number) {
  return row<{ roles: string[] }>(
    tx,
    sql`select coalesce(roles, array[role]) as roles from people
        where person_id = ${personId} and disabled_at is null for update`,
  )
}

export function selectRoles(on: Reads, personId: number) {
  return row<{ roles: string[] }>(
    on,
    sql`select coalesce(roles, array[role]) as roles from people where person_id = ${personId} and disabled_at is null`,
  )
}

/** How many other members of staff are administrators. Theirs are locked too: two cannot take the role from each other at once. */
export async function administratorsBeside(tx: Tx, personId: number): Promise<number> {
  const found = await rows(
    tx,
    sql`select person_id from people
        where kind = 'staff' and disabled_at is null and 'administrator' = any(coalesce(roles, array[role]))
          and person_id <> ${personId} order by person_id for update`,
  )
  return found.length
}

type Change = {
  readonly personId: number
  readonly granted: readonly string[]
  readonly revoked: readonly string[]
  readonly by: number | null
}

export function insertRoleChanges(tx: Tx, { personId, granted, revoked, by }: Change, at: EpochMilliseconds) {
  return run(
    tx,
    sql`insert into role_changes (person_id, role, change, at, changed_by)
        select ${personId}::bigint, role, change, ${instant(at)}, ${by}::bigint
        from (
          select unnest(${granted}::text[]) as role, 'granted' as change
          union all
          select unnest(${revoked}::text[]), 'revoked'
        ) changes`,
  )
}

export function updateRoles(tx: Tx, personId: number, roles: readonly string[], foremost: string): Promise<number> {
  return run(tx, sql`update people set roles = ${roles}::text[], role = ${foremost} where person_id = ${personId}`)
}

/** How many people and tokens held each role at an instant. */
export function countHolders(on: Reads, at: EpochMilliseconds) {
  return rows<{ role: string; people: number; tokens: number }>(
    on,
    sql`with latest as (
          select distinct on (person_id, role) person_id, role, change from role_changes
          where at <= ${instant(at)} order by person_id, role, at desc, change_id desc
        )
        select latest.role, count(*) filter (where kind = 'staff') as people, count(*) filter (where kind = 'token') as tokens
        from latest join people using (person_id)
        where change = 'granted'
        group by latest.role order by 1`,
  )
}

/** How many people and tokens held at least one of some roles at an instant: whoever holds two of them is one. */
export function countHoldersOfAny(on: Reads, roles: readonly string[], at: EpochMilliseconds) {
  return row<{ people: number; tokens: number }>(
    on,
    sql`with latest as (
          select distinct on (person_id, role) person_id, role, change from role_changes
          where at <= ${instant(at)} and role = any(${roles}::text[])
          order by person_id, role, at desc, change_id desc
        )
        select count(distinct person_id) filter (where kind = 'staff') as people,
          count(distinct person_id) filter (where kind = 'token') as tokens
        from latest join people using (person_id) where change = 'granted'`,
  )
}

export type PrivilegeRow = { readonly role: string; readonly privilege: string; readonly is_administrative: boolean }

/** What each role allowed at an instant. */
export function selectPrivileges(on: Reads, at: EpochMilliseconds) {
  return rows<PrivilegeRow>(
    on,
    sql`select role, privilege, is_administrative from (
          select distinct on (role, privilege) role, privilege, is_administrative, change from privilege_changes
          where at <= ${instant(at)} order by role, privilege, at desc, change_id desc
        ) latest
        where change = 'granted' order by role, privilege`,
  )
}

/** When anything about roles was first recorded; undefined where nothing was. */
export async function firstRecordedAt(on: Reads): Promise<EpochMilliseconds | undefined> {
  const found = await row<{ first: EpochMilliseconds | null }>(
    on,
    sql`select least((select min(at) from role_changes), (select min(at) from privilege_changes)) as first`,
  )
  return found?.first ?? undefined
}

/** When the table of privileges was first recorded; undefined where it never was. */
export async function firstPrivilegesAt(on: Reads): Promise<EpochMilliseconds | undefined> {
  const found = await row<{ first: EpochMilliseconds | null }>(on, sql`select min(at) as first from privilege_changes`)
  return found?.first ?? undefined
}

/** Of two processes that start at once, one records. */
export async function lockPrivileges(tx: Tx): Promise<void> {
  await run(tx, sql`select pg_advisory_xact_lock(7243107)`)
}

export function insertPrivilegeChanges(
  tx: Tx,
  change: "granted" | "revoked",
  list: readonly PrivilegeRow[],
  at: EpochMilliseconds,
): Promise<number> {
  return run(
    tx,
    sql`insert into privilege_changes (role, privilege, is_administrative, change, at)
        select role, privilege, is_administrative, ${change}::text, ${instant(at)}
        from unnest(${list.map((each) => each.role)}::text[], ${list.map((each) => each.privilege)}::text[],
          ${list.map((each) => each.is_administrative)}::boolean[]) as given (role, privilege, is_administrative)`,
  )
}
