// The date of a message in its header.

import type { EpochMilliseconds } from "../time/epoch.ts"

/** The date of a message, RFC 5322 section 3.3. */
export function mailDate(at: EpochMilliseconds, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  const [weekday, month] = [local, local].map((each, index) =>
    each.toLocaleString("en-GB", index === 0 ? { weekday: "short" } : { month: "short" }).slice(0, 3),
  )
  const clock = local.toPlainTime().toString({ smallestUnit: "second" })
  return `${weekday}, ${local.day} ${month} ${local.year} ${clock} ${local.offset.replace(":", "")}`
}
