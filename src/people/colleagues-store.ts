// Every statement of administration about people: lists, teams, roles, and what changes them.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

export type ListedColleague = {
  readonly personId: number
  readonly name: string
  readonly email: string
  readonly roles: readonly string[]
  readonly teams: readonly string[]
  readonly seesOwnTeamsOnly: boolean
  readonly createdAt: EpochMilliseconds
  readonly disabledAt: EpochMilliseconds | null
  /** When they last asked for a page, while a session of theirs is kept. */
  readonly seenAt: EpochMilliseconds | null
}

const colleagueColumns = sql`person_id as "personId", name, email, coalesce(roles, array[role]) as roles, sees_own_teams_only as "seesOwnTeamsOnly",
  array(select queue from team_members t where t.person_id = people.person_id order by queue) as teams, created_at as "createdAt",
  disabled_at as "disabledAt", (select max(seen_at) from sessions s where s.person_id = people.person_id) as "seenAt"`

export type ColleagueFilter = {
  /** A part of the name or of the address. */
  readonly named: string | null
  readonly areDisabled: boolean
  readonly after: number | null
  readonly limit: number
}

/** Staff by name, a page at a time: after the person with whom the last one ended. */
export async function listColleagues(on: Reads, filter: ColleagueFilter): Promise<ListedColleague[]> {
  const { named, areDisabled, after, limit } = filter
  const part = named === null ? null : `%${named.replace(/[\\%_]/g, (each) => `\\${each}`)}%`
  return await rows<ListedColleague>(
    on,
    sql`select ${colleagueColumns} from people
      where kind = 'staff' and (disabled_at is not null) = ${areDisabled}
        and (${part}::text is null or name ilike ${part} or email ilike ${part})
        and (${after}::bigint is null
          or (lower(name), person_id) > (select lower(last.name), last.person_id from people last where last.person_id = ${after}))
      order by lower(name), person_id limit ${limit}`,
  )
}

export async function selectColleague(on: Reads, personId: number): Promise<ListedColleague | undefined> {
  return await row<ListedColleague>(
    on,
    sql`select ${colleagueColumns} from people where kind = 'staff' and person_id = ${personId}`,
  )
}

/** Whoever names a token waits here, so that no two get one name. */
export async function lockTokenNames(tx: Tx): Promise<void> {
  await rows(tx, sql`select pg_advisory_xact_lock(7243136)`)
}

/** What somebody sees: the cases of their own teams alone, or those of every team. */
export async function updateSight(tx: Tx, personId: number, seesOwnTeamsOnly: boolean): Promise<void> {
  await run(tx, sql`update people set sees_own_teams_only = ${seesOwnTeamsOnly} where person_id = ${personId}`)
}

/** Makes the teams of a person these; who stays in one keeps since when. */
export async function replaceTeamsOf(
  tx: Tx,
  personId: number,
  teams: readonly string[],
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    tx,
    sql`with left_over as (delete from team_members where person_id = ${personId} and queue <> all(${teams}::text[]))
      insert into team_members (queue, person_id, since)
      select queue, ${personId}::bigint, ${instant(at)}::timestamptz from unnest(${teams}::text[]) as chosen (queue)
      on conflict do nothing`,
  )
}

/** Makes the members of a team these; gives who came and who left. */
export async function replaceMembersOf(
  tx: Tx,
  queue: string,
  people: readonly number[],
  at: EpochMilliseconds,
): Promise<{ came: number[]; left: number[] }> {
  const found = await row<{ came: number[]; left: number[] }>(
    tx,
    sql`with gone as (
        delete from team_members where queue = ${queue} and person_id <> all(${people}::bigint[])
          and person_id in (select person_id from people where disabled_at is null)
        returning person_id
      ),
      new as (
        insert into team_members (queue, person_id, since)
        select ${queue}::text, person_id, ${instant(at)}::timestamptz from people
        where kind = 'staff' and disabled_at is null and person_id = any(${people}::bigint[])
        on conflict do nothing returning person_id
      )
      select array(select person_id from new) as came, array(select person_id from gone) as left`,
  )
  return { came: (found?.came ?? []).map(Number), left: (found?.left ?? []).map(Number) }
}

export type TeamMember = { readonly queue: string; readonly personId: number; readonly name: string }

/** Who works where: those who may sign in, by name. */
export async function listMembers(on: Reads): Promise<TeamMember[]> {
  return await rows<TeamMember>(
    on,
    sql`select queue, person_id as "personId", name from team_members join people using (person_id)
      where disabled_at is null order by queue, lower(name), person_id`,
  )
}

/** Everybody who may sign in, by name, for choosing; `limit` at most. */
export async function listNames(
  on: Reads,
  limit: number,
): Promise<{ personId: number; name: string; email: string }[]> {
  return await rows(
    on,
    sql`select person_id as "personId", name, email from people where kind = 'staff' and disabled_at is null
      order by lower(name), person_id limit ${limit}`,
  )
}

/**
 * Those who may sign in and are called so, by name: by the whole of it, where nobody is by its beginning, where nobody is by the beginning
 * of a later part.
 */
export async function listCalled(on: Reads, called: string, limit: number): Promise<{ name: string; email: string }[]> {
  return await rows(
    on,
    sql`with called as (
        select person_id, name, email,
          case when lower(name) = lower(${called}::text) then 0 when starts_with(lower(name), lower(${called}::text)) then 1 else 2 end as far
        from people
        where kind = 'staff' and disabled_at is null and position(' ' || lower(${called}::text) in ' ' || lower(name)) > 0
      )
      select name, email from called where far = (select min(far) from called) order by lower(name), person_id limit ${limit}`,
  )
}

/** Lets a member of staff in again; 0 where there is none who is not. */
export async function enableStaff(tx: Tx, personId: number): Promise<number> {
  return await run(
    tx,
    sql`update people set disabled_at = null where person_id = ${personId} and kind = 'staff' and disabled_at is not null`,
  )
}

export type ListedToken = {
  readonly personId: number
  readonly name: string
  readonly role: string
  readonly createdAt: EpochMilliseconds
  readonly usedAt: EpochMilliseconds | null
  readonly ownerName: string | null
  /** Whoever answers for it is let in no more, so that it opens nothing. */
  readonly isOwnerDisabled: boolean
  readonly revokedAt: EpochMilliseconds | null
}

/** Tokens, the good ones first, newest first. */
export async function listTokens(on: Reads, limit: number): Promise<ListedToken[]> {
  return await rows<ListedToken>(
    on,
    sql`select token.person_id as "personId", token.name, token.role, api_tokens.created_at as "createdAt", used_at as "usedAt",
        owner.name as "ownerName", owner.disabled_at is not null as "isOwnerDisabled", token.disabled_at as "revokedAt"
      from api_tokens join people token using (person_id) left join people owner on owner.person_id = owner_id
      order by token.disabled_at is not null, api_tokens.created_at desc, token.person_id desc limit ${limit}`,
  )
}

/** A token that is good. */
export async function selectToken(on: Reads, personId: number): Promise<{ name: string } | undefined> {
  return await row<{ name: string }>(
    on,
    sql`select name from people where kind = 'token' and person_id = ${personId} and disabled_at is null`,
  )
}
