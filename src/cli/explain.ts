// Why a promise falls due then, for people: the deadline, each stretch that was counted, each pause, the holidays passed over.

import {
  type Calendar,
  type Certificate,
  durationWords,
  type EpochMilliseconds,
  holidaysPassedOver,
  type Interval,
  type PassedOver,
  promiseWords,
  zoned,
} from "../time/index.ts"
import type { Promised } from "./calendars.ts"

export function explained(promised: Promised, certificate: Certificate): string {
  const { calendar, from, promise, counting } = promised
  const { dueAt, assumed, counted, paused } = certificate
  return [
    `Due ${deadline(calendar, dueAt)} (${zoned(calendar, dueAt)})`,
    `${promiseWords(promise)} by the calendar ${calendar.name} from ${moment(calendar, from, "long")}.`,
    ...section(
      "Counted",
      counted.map((each) => stretch(calendar, each, promise.unit !== "months")),
    ),
    ...section(
      "Paused",
      paused.map((each) => stretch(calendar, each, true)),
    ),
    ...section("Holidays passed over", holidaysPassedOver(calendar, [from, dueAt], counting.knownAt).map(holiday)),
    ...(assumed ? ["", "Assumed: it reaches into years whose holidays are not all known."] : []),
  ].join("\n")
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)]
}

function stretch(calendar: Calendar, [from, to]: Interval, isMeasured: boolean): string {
  const [begins, ends] = [civil(calendar, from), civil(calendar, to)]
  const isSameDay = begins.toPlainDate().equals(ends.toPlainDate())
  const end = isSameDay ? timeOf(ends) : endOfDay(begins, ends) ? "24:00" : moment(calendar, to, "short")
  return `${moment(calendar, from, "short")} to ${end}${isMeasured ? `  (${durationWords(to - from)})` : ""}`
}

function endOfDay(begins: Temporal.ZonedDateTime, ends: Temporal.ZonedDateTime): boolean {
  return begins.startOfDay().add({ days: 1 }).equals(ends)
}

function holiday({ date, title, divisions }: PassedOver): string {
  const day = Temporal.PlainDate.from(date)
  return `${dayOf(day, "short")}  ${title} (${divisions.join(", ")})`
}

// The midnight that ends a day is what people call the end of that day.
function deadline(calendar: Calendar, at: EpochMilliseconds): string {
  const local = civil(calendar, at)
  if (!local.equals(local.startOfDay())) return moment(calendar, at, "long")
  return `by the end of ${dayOf(local.toPlainDate().subtract({ days: 1 }), "long")}`
}

function moment(calendar: Calendar, at: EpochMilliseconds, length: "long" | "short"): string {
  const local = civil(calendar, at)
  return `${dayOf(local.toPlainDate(), length)} ${length === "long" ? "at " : ""}${timeOf(local)}`
}

function dayOf(day: Temporal.PlainDate, length: "long" | "short"): string {
  return day
    .toLocaleString("en-GB", { weekday: length, day: "numeric", month: length, year: "numeric" })
    .replace(",", "")
}

function timeOf(local: Temporal.ZonedDateTime): string {
  const time = local.toPlainTime()
  return time.toString(time.second + time.millisecond === 0 ? { smallestUnit: "minute" } : {})
}

function civil(calendar: Calendar, at: EpochMilliseconds): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(calendar.zone.id)
}
