// A day as somebody types it into GOV.UK's date input, in London.

import { z } from "zod"
import { Invalid } from "../../errors.ts"
import { deskZone, type EpochMilliseconds } from "../../time/index.ts"
import { dateFault, dateFromParts } from "../../typed-date.ts"

const part = z.string().trim().max(20, "Enter a shorter date").optional()

/** The three fields of the next review. */
export const reviewFields = { "review-day": part, "review-month": part, "review-year": part }
export type ReviewTyped = { [Name in keyof typeof reviewFields]?: string | undefined }

const firstYear = 2000

/** The start of the day. Throws Invalid at the field to correct. */
export function reviewTyped(typed: ReviewTyped): EpochMilliseconds {
  const { "review-day": day = "", "review-month": month = "", "review-year": year = "" } = typed
  const date = dateFromParts({ day, month, year })
  if (date !== undefined && date.year >= firstYear) return date.toZonedDateTime(deskZone).epochMilliseconds
  const isMissing = [day, month, year].join("") === ""
  const message = isMissing ? "Enter the date of the next review, for example 27 3 2027" : dateFault
  throw new Invalid([{ field: "review-day", message }])
}

/** What the fields show of a day. */
export function reviewShown(at: EpochMilliseconds): Record<keyof typeof reviewFields, string> {
  const { day, month, year } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(deskZone)
  return { "review-day": String(day), "review-month": String(month), "review-year": String(year) }
}

/** A year from now: what a new article starts with. */
export function yearFrom(at: EpochMilliseconds): EpochMilliseconds {
  const now = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(deskZone)
  return now.add({ years: 1 }).startOfDay().epochMilliseconds
}
