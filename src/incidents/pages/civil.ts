// A date and a time of day as somebody types them, in London.

import { z } from "zod"
import { type FieldError, Invalid } from "../../errors.ts"
import { deskZone, type EpochMilliseconds } from "../../time/index.ts"
import { dateFault, dateFromParts } from "../../typed-date.ts"

const part = z.string().trim().max(20, "Enter a shorter date or time").optional()

/** The four fields, as GOV.UK's date input names them. */
export const civilFields = { "until-day": part, "until-month": part, "until-year": part, "until-time": part }
export const receivedFields = {
  "received-day": part,
  "received-month": part,
  "received-year": part,
  "received-time": part,
}

/**
 * The moment typed into `{name}-day`, `-month`, `-year` and `-time`; undefined where all are empty. A time without a date is today's.
 * Throws Invalid, at each field to correct.
 */
export function momentTyped(name: string, typed: object, at: EpochMilliseconds): EpochMilliseconds | undefined {
  const [day = "", month = "", year = "", time = ""] = ["day", "month", "year", "time"].map((each) =>
    fieldOf(typed, `${name}-${each}`),
  )
  const hasDate = [day, month, year].join("") !== ""
  if (!hasDate && time === "") return undefined
  const date = hasDate ? dateFromParts({ day, month, year }) : todayAt(at)
  const clock = timeFrom(time)
  if (date === undefined || clock === undefined) throw new Invalid(faultsOf(name, date, clock))
  return date.toZonedDateTime({ timeZone: deskZone, plainTime: clock }).epochMilliseconds
}

function faultsOf(name: string, date: unknown, clock: unknown): FieldError[] {
  return [
    ...(date === undefined ? [{ field: `${name}-day`, message: dateFault }] : []),
    ...(clock === undefined ? [{ field: `${name}-time`, message: "Enter a time, for example 9:30am or 14:30" }] : []),
  ]
}

function todayAt(at: EpochMilliseconds): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(deskZone).toPlainDate()
}

function fieldOf(typed: object, field: string): string {
  const value = Object.entries(typed).find(([name]) => name === field)?.[1]
  return typeof value === "string" ? value : ""
}

// 9:30am, 9.30 am, 5pm, 14:30 or 1430.
function timeFrom(typed: string): Temporal.PlainTime | undefined {
  const [, hour, minute = "0", half] = /^(\d{1,2})(?:[:.]?(\d{2}))?\s*([ap]m)?$/i.exec(typed) ?? []
  const named = { midday: 12, noon: 12, midnight: 0 }[typed.toLowerCase()]
  const hours = named ?? hoursOf(Number(hour), half?.toLowerCase())
  const minutes = named === undefined ? Number(minute) : 0
  if (hours === undefined || minutes > 59) return undefined
  return new Temporal.PlainTime(hours, minutes)
}

function hoursOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour >= 0 && hour <= 23 ? hour : undefined
  if (!(hour >= 1 && hour <= 12)) return undefined
  return (hour % 12) + (half === "pm" ? 12 : 0)
}
