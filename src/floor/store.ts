// The statements of the floor: how many open cases wait, are at risk and are breached, by team and by person, and when contacts came.

import { instant, type Reads, rows, type Sql, sql } from "../database/index.ts"
import { type Actor, visibleTo } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type Standing = { readonly waiting: number; readonly atRisk: number; readonly breached: number }
export type TeamStanding = Standing & { readonly queue: string; readonly unowned: number }
export type PersonStanding = Standing & { readonly personId: number; readonly name: string }

/** The open cases of each team. At risk: the next deadline falls due by `soon`. */
export async function byTeam(
  on: Reads,
  actor: Actor,
  at: EpochMilliseconds,
  soon: EpochMilliseconds,
): Promise<TeamStanding[]> {
  return await rows<TeamStanding>(
    on,
    sql`select queue, ${standing(at, soon)}, count(*) filter (where owner_id is null) as unowned
    from cases where is_open and ${visibleTo(actor)} group by queue`,
  )
}

/** The open cases of each person who owns some. */
export async function byPerson(
  on: Reads,
  actor: Actor,
  at: EpochMilliseconds,
  soon: EpochMilliseconds,
): Promise<PersonStanding[]> {
  return await rows<PersonStanding>(
    on,
    sql`select owned.*, people.name from (
      select owner_id as "personId", ${standing(at, soon)}
      from cases where is_open and owner_id is not null and ${visibleTo(actor)} group by owner_id
    ) as owned join people on people.person_id = owned."personId" order by breached desc, "atRisk" desc, waiting desc, name limit 100`,
  )
}

export type HalfHour = { readonly half: number; readonly contacts: number; readonly byPhone: number }

/** The contacts of a day that opened a case, by the half hours since its beginning. */
export async function contactsSince(
  on: Reads,
  actor: Actor,
  since: EpochMilliseconds,
  until: EpochMilliseconds,
): Promise<HalfHour[]> {
  return await rows<HalfHour>(
    on,
    sql`select floor(extract(epoch from opened_at - ${instant(since)}::timestamptz) / 1800)::int as half, count(*) as contacts,
      count(*) filter (where fold ->> 'channel' = 'phone') as "byPhone"
    from cases where opened_at >= ${instant(since)} and opened_at < ${instant(until)} and ${visibleTo(actor)}
    group by half order by half`,
  )
}

function standing(at: EpochMilliseconds, soon: EpochMilliseconds): Sql {
  return sql`count(*) as waiting,
    count(*) filter (where next_due_at >= ${instant(at)} and next_due_at <= ${instant(soon)}) as "atRisk",
    count(*) filter (where next_due_at < ${instant(at)}) as breached`
}
