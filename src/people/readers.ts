// Who reads very many cases: what a colleague who does their work never comes near is told to whoever watches the desk.

import { type Db, instant, type Reads, row, rows, sql, transaction } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { system } from "./actor.ts"
import { doneBy, record } from "./audit.ts"

export type ManyReader = { readonly personId: number; readonly cases: number }

const hourMilliseconds = 3_600_000

/** Notes, once an hour for each person, who has read so many different cases within the last hour; gives those noted now. */
export async function noteManyReaders(db: Db, limit: number, at: EpochMilliseconds): Promise<ManyReader[]> {
  const found = await manyReaders(db, limit, at)
  if (found.length === 0) return []
  return await transaction(db, async (tx) => {
    // One worker at a time, so that an alert is raised once.
    await rows(tx, sql`select pg_advisory_xact_lock(7243106)`)
    const noted = await notedReaders(tx, at)
    const fresh = found.filter((each) => !noted.includes(`person:${each.personId}`))
    for (const { personId } of fresh)
      await record(tx, { action: "many-reads", outcome: "done", ...doneBy(system), target: [`person:${personId}`] }, at)
    return fresh
  })
}

/** How many people were noted within the last hour: for the metrics. */
export async function manyReadersNoted(on: Reads, at: EpochMilliseconds): Promise<number> {
  return new Set(await notedReaders(on, at)).size
}

async function manyReaders(on: Reads, limit: number, at: EpochMilliseconds): Promise<ManyReader[]> {
  return await rows<ManyReader>(
    on,
    sql`select person_id as "personId", count(distinct target) as cases from audit
    where at > ${instant(at - hourMilliseconds)} and action = 'read' and person_id is not null
    group by person_id having count(distinct target) >= ${limit}`,
  )
}

async function notedReaders(on: Reads, at: EpochMilliseconds): Promise<string[]> {
  const found = await row<{ targets: string[] | null }>(
    on,
    sql`select array_agg(target[1]) as targets from audit where at > ${instant(at - hourMilliseconds)} and action = 'many-reads'`,
  )
  return found?.targets ?? []
}
