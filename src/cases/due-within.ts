// By when a case must be due to be on a list: in words that stand in addresses and saved views, and mean another instant each day.

import { deskZone, type EpochMilliseconds } from "../time/index.ts"

export const dueWords = ["overdue", "today", "tomorrow", "week"] as const

const spans: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }
const span = /^([1-9]\d{0,3})([mhd])$/

/** Whether a text says by when: `overdue`, `today`, `tomorrow`, `week`, or a span like 30m, 4h, 2d. */
export function isDueWithin(text: string): boolean {
  return dueWords.some((each) => each === text) || span.test(text)
}

/** The last instant at which a case must be due. Days are London's, and end with midnight; a week ends seven days from today. */
export function dueBy(text: string, at: EpochMilliseconds): EpochMilliseconds | undefined {
  const [, number, unit = ""] = span.exec(text) ?? []
  if (number !== undefined) return at + Number(number) * (spans[unit] ?? 0)
  if (text === "overdue") return at - 1
  const days = { today: 1, tomorrow: 2, week: 7 }[text]
  return days === undefined ? undefined : startOfDay(at, days)
}

function startOfDay(at: EpochMilliseconds, daysLater: number): EpochMilliseconds {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(deskZone)
  return today.add({ days: daysLater }).startOfDay().epochMilliseconds
}
