// The desk's clock: the machine's, or in a demonstration or a test one that starts where it is told and runs as fast as it is told.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds, Now } from "./epoch.ts"

/** What the desk's clock said when the machine's said something, and how many times as fast it runs. */
export type DeskClock = {
  readonly deskAt: EpochMilliseconds
  readonly realAt: EpochMilliseconds
  readonly rate: number
}

/** The machine's clock. */
export const realNow: Now = () => Temporal.Now.instant().epochMilliseconds

/** Reads a desk clock. A clock is a straight line: it never stands and never jumps. */
export function nowOf(clock: DeskClock | undefined, real: Now = realNow): Now {
  if (clock === undefined) return real
  return () => Math.round(clock.deskAt + (real() - clock.realAt) * clock.rate)
}

/** A settable clock that starts now: where it was set, but never behind the last event that the desk has recorded. */
export function startedClock(
  setting: { readonly startsAt: EpochMilliseconds | undefined; readonly speed: number },
  lastEventAt: EpochMilliseconds | undefined,
  realAt: EpochMilliseconds,
): DeskClock {
  return { deskAt: Math.max(setting.startsAt ?? realAt, lastEventAt ?? 0), realAt, rate: setting.speed }
}

/** The clock of the desk that runs on this database, for the verbs beside it; undefined where it follows the machine. */
export async function readDeskClock(on: Reads): Promise<DeskClock | undefined> {
  return await row<DeskClock>(on, sql`select desk_at as "deskAt", real_at as "realAt", rate from desk_clock`)
}

/** Notes the clock that the desk runs by from now on. */
export async function noteDeskClock(tx: Tx, clock: DeskClock | undefined): Promise<void> {
  await run(tx, sql`delete from desk_clock`)
  if (clock === undefined) return
  await run(
    tx,
    sql`insert into desk_clock (desk_at, real_at, rate) values (${instant(clock.deskAt)}, ${instant(clock.realAt)}, ${clock.rate})`,
  )
}

/** When the last event of any case was recorded. Reads the whole table: asked only where the clock is settable. */
export async function lastEventAt(on: Reads): Promise<EpochMilliseconds | undefined> {
  const [found] = await rows<{ at: number | null }>(on, sql`select max(at) as at from events`)
  return found?.at ?? undefined
}
