// A time zone as a sorted list of its clock changes, so that civil time is arithmetic; Temporal stays the one that knows the zones.

import { Invalid } from "../errors.ts"
import { dateText, dayMilliseconds, dayNumber, twoDigits } from "./civil.ts"
import type { EpochMilliseconds } from "./epoch.ts"
import { rankOf, valueAt } from "./sorted.ts"

/** The years whose clock changes are kept as a table; outside of them, Temporal is asked each time. */
const tableStart = dayNumber(1799, 12, 25) * dayMilliseconds
const tableEnd = dayNumber(2301, 1, 5) * dayMilliseconds

export type Zone = {
  readonly id: string
  /** The instants at which the offset changes, and the offset that holds after each; `offsets[0]` holds before the first. */
  readonly changes: Float64Array
  readonly offsets: Float64Array
}

const known = new Map<string, Zone>()
const knownLimit = 100

/** The zone of an IANA name. Throws Invalid when there is none of that name. */
export function zoneOf(id: string): Zone {
  const zone = known.get(id) ?? readZone(id)
  if (known.size >= knownLimit) known.clear()
  known.set(id, zone)
  return zone
}

/** Milliseconds ahead of UTC at an instant. */
export function offsetAt(zone: Zone, at: EpochMilliseconds): number {
  if (at < tableStart || at >= tableEnd) return offsetBeyondTable(zone, at)
  return valueAt(zone.offsets, rankOf(zone.changes, at))
}

/** The instant of a local time, given in milliseconds as if it were UTC; a time skipped or repeated by a clock change is read as `compatible`. */
export function instantOfLocal(zone: Zone, local: number): EpochMilliseconds {
  const before = rankOf(zone.changes, local - dayMilliseconds)
  const steady = before === rankOf(zone.changes, local + dayMilliseconds)
  const inside = local - dayMilliseconds >= tableStart && local + dayMilliseconds < tableEnd
  return steady && inside ? local - valueAt(zone.offsets, before) : instantBesideChange(zone, local)
}

/** `2026-03-30T08:30:00+01:00`; milliseconds are shown only when there are any. */
export function zoned(zone: Zone, at: EpochMilliseconds): string {
  const offset = offsetAt(zone, at)
  const local = at + offset
  const day = Math.floor(local / dayMilliseconds)
  return `${dateText(day)}T${timeText(local - day * dayMilliseconds)}${offsetText(offset)}`
}

function readZone(id: string): Zone {
  const changes: number[] = []
  let reached = startOf(id)
  const offsets = [reached.offsetNanoseconds / 1_000_000]
  for (let next = reached.getTimeZoneTransition("next"); next !== null; next = reached.getTimeZoneTransition("next")) {
    if (next.epochMilliseconds >= tableEnd) break
    changes.push(next.epochMilliseconds)
    offsets.push(next.offsetNanoseconds / 1_000_000)
    reached = next
  }
  return { id, changes: Float64Array.from(changes), offsets: Float64Array.from(offsets) }
}

function startOf(id: string): Temporal.ZonedDateTime {
  try {
    return Temporal.Instant.fromEpochMilliseconds(tableStart).toZonedDateTimeISO(id)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new Invalid([{ field: "zone", message: `There is no time zone "${id.slice(0, 60)}".` }])
  }
}

function offsetBeyondTable(zone: Zone, at: EpochMilliseconds): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone.id).offsetNanoseconds / 1_000_000
}

function instantBesideChange(zone: Zone, local: number): EpochMilliseconds {
  const civil = Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO("UTC").toPlainDateTime()
  return civil.toZonedDateTime(zone.id, { disambiguation: "compatible" }).epochMilliseconds
}

function timeText(ofDay: number): string {
  const second = Math.floor(ofDay / 1000)
  const milliseconds = ofDay - second * 1000
  const text = `${twoDigits(Math.floor(second / 3600))}:${twoDigits(Math.floor(second / 60) % 60)}:${twoDigits(second % 60)}`
  return milliseconds === 0 ? text : `${text}.${String(milliseconds).padStart(3, "0")}`
}

// To the minute, as ISO 8601 allows; zones have had finer offsets, the last of them in 1972.
function offsetText(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60_000)
  return `${offset < 0 ? "-" : "+"}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`
}
