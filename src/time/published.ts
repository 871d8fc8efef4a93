// GOV.UK's list of bank holidays, as https://www.gov.uk/bank-holidays.json gives it: three divisions, each with its days.

import { z } from "zod"
import { Invalid } from "../errors.ts"
import { dayNumberFrom } from "./civil.ts"
import { type Division, divisions } from "./rules.ts"

export type PublishedDay = { readonly division: Division; readonly date: string; readonly title: string }

const firstDate = "2011-01-01"
const lastDate = "2100-12-31"

const day = z.object(
  {
    title: z
      .string("must be text")
      .trim()
      .min(1, "must say what the day is called")
      .max(200, "must be at most 200 characters")
      .refine((text) => !/\p{Cc}/u.test(text), "must be one line of text"),
    date: z
      .string("must be text")
      .refine((text) => dayNumberFrom(text) !== undefined, "must be a date such as 2026-12-25")
      .refine((text) => text >= firstDate && text <= lastDate, `must lie from ${firstDate} to ${lastDate}`),
  },
  "must be a day with its title and date",
)

// What else GOV.UK tells of a day (notes, bunting) changes nothing here; a division that we do not know would, so it is refused.
const days = z.object(
  { events: z.array(day, "must be a list of days").max(2000, "must be at most 2000 days") },
  'must hold "events"',
)

const file = z
  .partialRecord(z.enum(divisions), days, `must hold the divisions ${divisions.join(", ")}, each with its "events"`)
  .refine((found) => Object.values(found).some((each) => each.events.length > 0), "must hold at least one day")

/** Reads the text of such a list; a day listed twice is one. Throws Invalid, saying what is wrong and where. */
export function publishedFrom(text: string): PublishedDay[] {
  const parsed = file.safeParse(jsonFrom(text))
  if (!parsed.success) throw new Invalid(parsed.error.issues.slice(0, 10).map(faultOf))
  return divisions.flatMap((division) => {
    const titles = new Map((parsed.data[division]?.events ?? []).map((each) => [each.date, each.title]))
    return [...titles].map(([date, title]): PublishedDay => ({ division, date, title }))
  })
}

function jsonFrom(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Invalid([{ field: "file", message: "This is not JSON, as GOV.UK publishes its bank holidays." }])
  }
}

function faultOf(issue: z.core.$ZodIssue) {
  const field = issue.path.map(String).join(".").slice(0, 100)
  return { field, message: `${field === "" ? "The file" : field}: ${reasonOf(issue)}.` }
}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== "unrecognized_keys") return issue.message
  return `"${issue.keys.join('", "').slice(0, 100)}" is none of the divisions ${divisions.join(", ")}`
}
