// Every statement about to whom a call is offered: for whom it rings, and who has put it away.

import { instant, type Reads, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { type Call, callColumns } from "./calls-store.ts"

/** A call is offered for so long after its first event. */
export const offeredMilliseconds = 30 * 60_000

export type OfferedCall = Call & {
  readonly isRinging: boolean
  /** How many calls there are to be offered, with those beyond the limit. */
  readonly inAll: number
}

/**
 * What rings for a colleague, and what they answered or made of late that is on no case, less what they have put away. First the call
 * that they are on, then what rings, the one that rings for longest first, then what is over, the latest first.
 */
export async function offeredCalls(
  on: Reads,
  personId: number,
  since: EpochMilliseconds,
  limit: number,
): Promise<OfferedCall[]> {
  return await rows<OfferedCall>(
    on,
    sql`select ${callColumns}, person_id is distinct from ${personId} as "isRinging", count(*) over () as "inAll" from calls
      where told_at > ${instant(since)} and case_id is null
        and (person_id = ${personId} or call_id = any(array(select call_id from call_rings where person_id = ${personId})))
        and not exists (select from call_offers_put_away as away where away.call_id = calls.call_id and away.person_id = ${personId})
      order by ended_at is not null, person_id is distinct from ${personId}, answered_at is null,
        case when person_id = ${personId} then - extract(epoch from told_at) else extract(epoch from told_at) end, call_id
      limit ${limit}`,
  )
}

/** A colleague's telephone rings with the call. */
export async function ringFor(tx: Tx, callId: number, personId: number): Promise<void> {
  await run(tx, sql`insert into call_rings (call_id, person_id) values (${callId}, ${personId}) on conflict do nothing`)
}

/** For whom a call rings. */
export async function rungBy(tx: Tx, callId: number): Promise<number[]> {
  const found = await rows<{ personId: number }>(
    tx,
    sql`select person_id as "personId" from call_rings where call_id = ${callId}`,
  )
  return found.map((each) => each.personId)
}

/** Nobody's telephone rings with it any more. */
export async function stopRinging(tx: Tx, callId: number): Promise<void> {
  await run(tx, sql`delete from call_rings where call_id = ${callId}`)
}

/** Puts the offer of a call away for a colleague. */
export async function putAway(tx: Tx, callId: number, personId: number): Promise<void> {
  await run(
    tx,
    sql`insert into call_offers_put_away (call_id, person_id) values (${callId}, ${personId}) on conflict do nothing`,
  )
}

/** Something happened to the call: it is offered again to whoever had put it away. */
export async function offerAgain(tx: Tx, callId: number): Promise<void> {
  await run(tx, sql`delete from call_offers_put_away where call_id = ${callId}`)
}

/** Forgets who put away what nobody would be offered any more. */
export async function forgetPutAway(on: Reads, before: EpochMilliseconds): Promise<void> {
  await run(
    on,
    sql`delete from call_offers_put_away as away using calls where calls.call_id = away.call_id and told_at < ${instant(before)}`,
  )
}
