// Instants as people read them, in the words of GOV.UK: 5pm, 5:30pm, midday, Friday 27 March 2026.

import type { EpochMilliseconds } from "../time/epoch.ts"

/**
 * A deadline: "by 5pm on Friday 27 March 2026"; the last moment of a day is "by the end of" it. Part of a minute is cut off,
 * so that what people read is never later than what was promised.
 */
export function deadlineInWords(at: EpochMilliseconds, zone: string): string {
  const local = civil(at, zone)
  if (local.hour + local.minute === 0) return `by the end of ${day(local.subtract({ days: 1 }))}`
  return `by ${time(local)} on ${day(local)}`
}

/** "Friday 27 March 2026 at 5pm". */
export function instantInWords(at: EpochMilliseconds, zone: string): string {
  const local = civil(at, zone)
  return `${day(local)} at ${time(local)}`
}

/** The date of a message, RFC 5322 section 3.3. */
export function mailDate(at: EpochMilliseconds, zone: string): string {
  const local = civil(at, zone)
  const [weekday, month] = [local, local].map((each, index) =>
    each.toLocaleString("en-GB", index === 0 ? { weekday: "short" } : { month: "short" }).slice(0, 3),
  )
  const clock = local.toPlainTime().toString({ smallestUnit: "second" })
  return `${weekday}, ${local.day} ${month} ${local.year} ${clock} ${local.offset.replace(":", "")}`
}

function civil(at: EpochMilliseconds, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
}

function day(local: Temporal.ZonedDateTime): string {
  return local
    .toLocaleString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" })
    .replace(",", "")
}

function time(local: Temporal.ZonedDateTime): string {
  if (local.minute === 0 && local.hour === 12) return "midday"
  if (local.minute === 0 && local.hour === 0) return "midnight"
  const minutes = local.minute === 0 ? "" : `:${String(local.minute).padStart(2, "0")}`
  return `${local.hour % 12 || 12}${minutes}${local.hour < 12 ? "am" : "pm"}`
}
