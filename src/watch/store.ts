// Every statement of the watch. Both tables go by the database's own clock: it is the machines' that are in question.

import { type Reads, row, rows, run, sql } from "../database/index.ts"

/** Says that a worker lives, and forgets those that have not been heard of for an hour. */
export async function beat(on: Reads, worker: string): Promise<void> {
  await run(
    on,
    sql`with gone as (delete from worker_pulses where beat_at < now() - interval '1 hour')
      insert into worker_pulses (worker, beat_at) values (${worker}, now())
      on conflict (worker) do update set beat_at = excluded.beat_at`,
  )
}

export async function endPulse(on: Reads, worker: string): Promise<void> {
  await run(on, sql`delete from worker_pulses where worker = ${worker}`)
}

/** How many workers have been heard of in the last so many seconds. */
export async function livingWorkers(on: Reads, seconds: number): Promise<number> {
  const found = await row<{ living: number }>(
    on,
    sql`select count(*) as living from worker_pulses where beat_at > now() - make_interval(secs => ${seconds})`,
  )
  return found?.living ?? 0
}

/** Notes a doubt; gives whether somebody has said meanwhile that the clock is right. */
export async function noteDoubt(on: Reads, process: string, leapMilliseconds: number): Promise<boolean> {
  const found = await row<{ isAccepted: boolean }>(
    on,
    sql`insert into clock_doubts (process, leap_milliseconds, began_at) values (${process}, ${leapMilliseconds}, now())
      on conflict (process) do update set
        is_accepted = clock_doubts.is_accepted and abs(clock_doubts.leap_milliseconds - excluded.leap_milliseconds) < 300000,
        leap_milliseconds = excluded.leap_milliseconds
      returning is_accepted as "isAccepted"`,
  )
  return found?.isAccepted === true
}

export async function endDoubt(on: Reads, process: string): Promise<void> {
  await run(on, sql`delete from clock_doubts where process = ${process} or began_at < now() - interval '1 day'`)
}

export type ClockDoubt = {
  readonly process: string
  readonly leapMilliseconds: number
  readonly seconds: number
}

/** The doubts that nobody has answered yet, the oldest first. */
export async function clockDoubts(on: Reads): Promise<ClockDoubt[]> {
  return await rows<ClockDoubt>(
    on,
    sql`select process, leap_milliseconds as "leapMilliseconds", round(extract(epoch from now() - began_at))::int as seconds
      from clock_doubts where not is_accepted order by began_at, process`,
  )
}

/** Says that the clocks in doubt are right; gives how many there were. */
export async function acceptClocks(on: Reads): Promise<number> {
  return await run(on, sql`update clock_doubts set is_accepted = true where not is_accepted`)
}
