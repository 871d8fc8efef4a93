// A date as people type it, in one field or in the three of GOV.UK's date input: the month as a number or by its name, as GOV.UK says
// (https://design-system.service.gov.uk/components/date-input/).

export const dateFault = "Enter a real date, for example 27 3 2026"

const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
]

export type DateParts = { readonly day: string; readonly month: string; readonly year: string }

/** The date of three fields; undefined where there is none such. Years are those of people who are alive: 1900 to 2099. */
export function dateFromParts({ day, month, year }: DateParts): Temporal.PlainDate | undefined {
  const parts = { day: dayFrom(day.trim()), month: monthFrom(month.trim()), year: yearFrom(year.trim()) }
  try {
    return Temporal.PlainDate.from(parts, { overflow: "reject" })
  } catch {
    return undefined
  }
}

/** The date of one field: "27/3/2026", "27 March 2026", "27.3.2026" or "2026-03-27". */
export function dateFromText(typed: string): Temporal.PlainDate | undefined {
  const text = typed.trim()
  const [, year, monthNext, dayLast] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? []
  const [, day, month, yearLast] = /^(\w{1,4})[/ .-]+([a-z]{1,9}|\d{1,2})[/ .,-]+(\d{4})$/i.exec(text) ?? []
  return dateFromParts({ day: day ?? dayLast ?? "", month: month ?? monthNext ?? "", year: yearLast ?? year ?? "" })
}

function dayFrom(typed: string): number {
  const [, day] = /^(\d{1,2})(?:st|nd|rd|th)?$/i.exec(typed) ?? []
  return Number(day)
}

// "Dec", "Sept" and "december" are enough of a name, whatever follows "Dec".
function monthFrom(typed: string): number {
  if (/^\d{1,2}$/.test(typed)) return Number(typed)
  const name = typed.toLowerCase().replace(/\.$/, "")
  const found = name.length < 3 ? -1 : months.findIndex((month) => month.startsWith(name))
  return found === -1 ? Number.NaN : found + 1
}

function yearFrom(typed: string): number {
  return /^(19|20)\d{2}$/.test(typed) ? Number(typed) : Number.NaN
}
