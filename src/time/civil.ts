// Civil dates as whole day numbers (0 is 1970-01-01): the arithmetic of calendars, free of zones and instants.

export const dayMilliseconds = 86_400_000

/** Monday first, as the week is worked. */
export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const
export type Weekday = (typeof weekdays)[number]

export type CivilDate = { readonly year: number; readonly month: number; readonly day: number }

/** The number of a date of the proleptic Gregorian calendar; a day past the month's end runs into the next month. */
export function dayNumber(year: number, month: number, day: number): number {
  // Years begin in March here, so that the leap day is the last of its year (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

export function civilDate(number: number): CivilDate {
  const shifted = number + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

/** The corresponding date `months` on, or the last day of that month where it has no such date. */
export function monthsLater(number: number, months: number): number {
  const { year, month, day } = civilDate(number)
  const ordinal = year * 12 + (month - 1) + months
  const toYear = Math.floor(ordinal / 12)
  const toMonth = ordinal - toYear * 12 + 1
  return dayNumber(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)))
}

export function daysInMonth(year: number, month: number): number {
  return dayNumber(year, month + 1, 1) - dayNumber(year, month, 1)
}

/** 0 is Monday, 6 is Sunday. */
export function weekdayIndex(number: number): number {
  return (((number + 3) % 7) + 7) % 7
}

/** `2026-03-30`. */
export function dateText(number: number): string {
  const { year, month, day } = civilDate(number)
  return `${String(year).padStart(4, "0")}-${twoDigits(month)}-${twoDigits(day)}`
}

/** The day number of `2026-03-30`; undefined when it is no date. */
export function dayNumberFrom(text: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (parts === null) return undefined
  const number = dayNumber(Number(parts[1]), Number(parts[2]), Number(parts[3]))
  return dateText(number) === text ? number : undefined
}

export function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}
