// Every statement about calls.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import { type Actor, visibleTo } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

export type Call = {
  readonly callId: number
  readonly direction: "in" | "out"
  /** Null where they were withheld, once the call is on a case, and after 90 days. */
  readonly from: string | null
  readonly to: string | null
  readonly user: string | null
  readonly queue: string | null
  readonly personId: number | null
  readonly toldAt: EpochMilliseconds
  readonly beganAt: EpochMilliseconds | null
  readonly answeredAt: EpochMilliseconds | null
  readonly endedAt: EpochMilliseconds | null
  readonly isEndAssumed: boolean
  readonly caseId: number | null
  readonly isRecorded: boolean
  readonly calledBackAt: EpochMilliseconds | null
  readonly callBack: "reached" | "no-answer" | "not-needed" | null
}

/** The columns of a call, of `calls`. */
export const callColumns = sql`call_id as "callId", direction, from_number as "from", to_number as "to", exchange_user as "user", exchange_queue as "queue",
  person_id as "personId", told_at as "toldAt", began_at as "beganAt", answered_at as "answeredAt", ended_at as "endedAt",
  is_end_assumed as "isEndAssumed", calls.case_id as "caseId", is_recorded as "isRecorded", called_back_at as "calledBackAt", call_back as "callBack"`

/** The call that events speak of, locked; made where it is new. Two events of one call at once wait for each other here. */
export async function lockExchangeCall(
  tx: Tx,
  lineId: number,
  exchangeCall: string,
  direction: "in" | "out",
  at: EpochMilliseconds,
): Promise<Call> {
  await run(
    tx,
    sql`insert into calls (line_id, exchange_call, direction, told_at) values (${lineId}, ${exchangeCall}, ${direction}, ${instant(at)})
      on conflict (line_id, exchange_call) do nothing`,
  )
  const found = await row<Call>(
    tx,
    sql`select ${callColumns} from calls where line_id = ${lineId} and exchange_call = ${exchangeCall} for update`,
  )
  if (found === undefined) throw new Error("a call that was made is there")
  return found
}

export async function lockCall(tx: Tx, callId: number): Promise<Call | undefined> {
  return await row<Call>(tx, sql`select ${callColumns} from calls where call_id = ${callId} for update`)
}

export async function findCall(on: Reads, callId: number): Promise<Call | undefined> {
  return await row<Call>(on, sql`select ${callColumns} from calls where call_id = ${callId}`)
}

/** Saves what an event has changed. The other side's number is kept in one spelling beside, to be found by. */
export async function saveCall(tx: Tx, call: Call): Promise<void> {
  const other = call.direction === "in" ? call.from : call.to
  await run(
    tx,
    sql`update calls set from_number = ${call.from}, to_number = ${call.to}, number_key = phone_key(${other}), exchange_user = ${call.user},
      exchange_queue = ${call.queue}, person_id = ${call.personId}, began_at = ${when(call.beganAt)}, answered_at = ${when(call.answeredAt)},
      ended_at = ${when(call.endedAt)}, is_end_assumed = ${call.isEndAssumed}
    where call_id = ${call.callId}`,
  )
}

function when(at: EpochMilliseconds | null): string | null {
  return at === null ? null : instant(at)
}

/** The call belongs to a case now, whose content holds the number. */
export async function putOnCase(tx: Tx, callId: number, caseId: number): Promise<void> {
  await run(
    tx,
    sql`update calls set case_id = ${caseId}, from_number = null, to_number = null, number_key = null where call_id = ${callId}`,
  )
}

export async function markRecorded(tx: Tx, callId: number): Promise<void> {
  await run(tx, sql`update calls set is_recorded = true where call_id = ${callId}`)
}

/** False where somebody has dealt with it already. */
export async function markCalledBack(
  tx: Tx,
  callId: number,
  how: NonNullable<Call["callBack"]>,
  by: number | null,
  at: EpochMilliseconds,
): Promise<boolean> {
  const marked = await run(
    tx,
    sql`update calls set call_back = ${how}, called_back_at = ${instant(at)}, called_back_by = ${by}
      where call_id = ${callId} and called_back_at is null`,
  )
  return marked === 1
}

/** Calls that nobody answered and nobody has called back, the one that waits for longest first. */
export async function callsToReturn(on: Reads, limit: number): Promise<Call[]> {
  return await rows<Call>(
    on,
    sql`select ${callColumns} from calls where direction = 'in' and answered_at is null and ended_at is not null and called_back_at is null
      and case_id is null and number_key is not null order by ended_at, call_id limit ${limit}`,
  )
}

/** What a colleague answered, or made, of late and has not put on a case: what goes on first. */
export async function ownCalls(on: Reads, personId: number, since: EpochMilliseconds, limit: number): Promise<Call[]> {
  return await rows<Call>(
    on,
    sql`select ${callColumns} from calls where person_id = ${personId} and told_at > ${instant(since)} and case_id is null
      order by ended_at is not null, told_at desc limit ${limit}`,
  )
}

export type RecentCall = Call & { readonly personName: string | null; readonly reference: string | null }

/** The latest calls, with the case of each where the colleague may see it. */
export async function recentCalls(on: Reads, actor: Actor, limit: number): Promise<RecentCall[]> {
  return await rows<RecentCall>(
    on,
    sql`select ${callColumns}, people.name as "personName", cases.reference from calls
      left join people using (person_id) left join cases on cases.case_id = calls.case_id and ${visibleTo(actor)}
      order by calls.told_at desc, calls.call_id desc limit ${limit}`,
  )
}

export type KnownCaller = {
  readonly reference: string
  readonly subject: string | null
  readonly state: string
  readonly isOpen: boolean
  readonly openedAt: EpochMilliseconds
  readonly name: string | null
}

/** The cases whose customer has this number, however either is spelt, that a colleague may see: open ones first. */
export async function casesOfNumber(on: Reads, actor: Actor, number: string, limit: number): Promise<KnownCaller[]> {
  return await rows<KnownCaller>(
    on,
    sql`select cases.reference, cases.subject, cases.state, cases.is_open as "isOpen", cases.opened_at as "openedAt",
        convert_from(name.bytes, 'UTF8') as name
      from content join cases using (case_id)
      left join content name on name.case_id = cases.case_id and name.content_id = (cases.fold -> 'requester' -> 'name' ->> 'content')::int
      where content.kind = 'phone' and content.bytes is not null and phone_key_in(content.bytes) = phone_key(${number}) and ${visibleTo(actor)}
      order by cases.is_open desc, cases.opened_at desc limit ${limit}`,
  )
}

/** Calls of whose end nobody has told: those that rang for an hour, and those that lasted for half a day. */
export async function silentCalls(on: Reads, at: EpochMilliseconds, limit: number): Promise<number[]> {
  const found = await rows<{ call_id: number }>(
    on,
    sql`select call_id from calls where ended_at is null
      and told_at < ${instant(at - hour)} and (answered_at is null or answered_at < ${instant(at - 12 * hour)}) order by told_at limit ${limit}`,
  )
  return found.map((each) => each.call_id)
}

const hour = 3_600_000

/** Forgets the numbers of calls that ended long ago, and on no case. */
export async function forgetNumbers(on: Reads, before: EpochMilliseconds): Promise<number> {
  return await run(
    on,
    sql`update calls set from_number = null, to_number = null, number_key = null
      where told_at < ${instant(before)} and (from_number is not null or to_number is not null)`,
  )
}
