// Instants as people and programs write them: with an offset or Z, or a bare local time of some zone.

import { Invalid } from "../errors.ts"
import type { Calendar } from "./calendar.ts"
import { dayMilliseconds, dayNumber, daysInMonth } from "./civil.ts"
import type { EpochMilliseconds } from "./epoch.ts"
import { instantOfLocal, type Zone, zoned as zonedIn, zoneOf } from "./zone.ts"

/** A zone, its IANA name, or a calendar, which has one. */
export type Where = Calendar | Zone | string

const shape = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,30}))?)?(Z|([+-])(\d\d)(?::?(\d\d))?)?$/i

/**
 * Reads `2026-03-27T16:30+00:00`, `2026-03-27T16:30:00.5Z` or, in the zone, `2026-03-27T16:30`. A bare time that a clock change skips or repeats is
 * read as `compatible`; digits finer than milliseconds are cut off. Throws Invalid.
 */
export function instantFrom(text: string, where: Where): EpochMilliseconds {
  const parts = shape.exec(text)
  const local = parts === null ? undefined : localFrom(parts)
  if (parts === null || local === undefined) throw notAnInstant(text)
  if (parts[8] === undefined) return instantOfLocal(zoneAt(where), local)
  const offset = offsetFrom(parts)
  if (offset === undefined) throw notAnInstant(text)
  return local - offset
}

/** `2026-03-30T08:30:00+01:00`; milliseconds are shown only when there are any. */
export function zoned(where: Where, at: EpochMilliseconds): string {
  return zonedIn(zoneAt(where), at)
}

function zoneAt(where: Where): Zone {
  if (typeof where === "string") return zoneOf(where)
  return "zone" in where ? where.zone : where
}

function localFrom(parts: RegExpExecArray): number | undefined {
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  const [hour, minute, second] = [Number(parts[4]), Number(parts[5]), Number(parts[6] ?? 0)]
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const milliseconds = Number((parts[7] ?? "").slice(0, 3).padEnd(3, "0"))
  return dayNumber(year, month, day) * dayMilliseconds + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds
}

function offsetFrom(parts: RegExpExecArray): number | undefined {
  if (parts[9] === undefined) return 0
  const [hour, minute] = [Number(parts[10]), Number(parts[11] ?? 0)]
  if (hour > 23 || minute > 59) return undefined
  return (parts[9] === "-" ? -1 : 1) * (hour * 60 + minute) * 60_000
}

function notAnInstant(text: string): Invalid {
  const message = `"${text.slice(0, 60)}" is not an instant: write a date and a time, such as 2026-03-27T16:30 or 2026-03-27T16:30:00+00:00.`
  return new Invalid([{ field: "instant", message }])
}
