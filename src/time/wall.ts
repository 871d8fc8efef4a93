// What a clock and a calendar on the wall show at an instant, by the arithmetic of zone.ts: a page tells hundreds of times (see utc.ts).

import { type CivilDate, civilDate, dayMilliseconds, weekdayIndex } from "./civil.ts"
import { deskZone, type EpochMilliseconds } from "./epoch.ts"
import { offsetAt, zoneOf } from "./zone.ts"

/** A date with its weekday (1 is Monday), and its number: that of tomorrow is one more. */
export type WallDate = CivilDate & { readonly dayOfWeek: number; readonly number: number }
export type WallTime = WallDate & { readonly hour: number; readonly minute: number; readonly second: number }

/** Throws RangeError for what is no instant. */
export function wallTime(at: EpochMilliseconds, zone: string = deskZone): WallTime {
  if (!Number.isInteger(at)) throw new RangeError(`${at} is no instant`)
  const local = at + offsetAt(zoneOf(zone), at)
  const number = Math.floor(local / dayMilliseconds)
  const second = Math.floor((local - number * dayMilliseconds) / 1000)
  return {
    ...wallDate(number),
    hour: Math.floor(second / 3600),
    minute: Math.floor(second / 60) % 60,
    second: second % 60,
  }
}

export function wallDate(number: number): WallDate {
  return { ...civilDate(number), dayOfWeek: weekdayIndex(number) + 1, number }
}
