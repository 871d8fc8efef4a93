// The shape of a charter file: what a service manager may write, strictly. What a shape cannot see, findings.ts looks for.

import { z } from "zod"
import { divisions, weekdays } from "../time/index.ts"
import { languageCode } from "../words/index.ts"
import {
  amount,
  anyOf,
  type clause,
  clauseShape,
  clauses,
  force,
  forces,
  id,
  line,
  list,
  percent,
  shape,
  some,
  words,
} from "./parts.ts"

export { forces }
export const clockNames = ["respond", "restore", "first-reply", "review", "progress"] as const
export const priorityLevels = [1, 2, 3, 4] as const

const document = shape({
  title: line,
  version: z.int("the number of the document's version").min(1, "at least 1"),
  /** The language that the charter is written in, as the web names it (BCP 47); English, unless it says so. */
  language: z
    .string("a language such as en or cy")
    .regex(languageCode, "a language such as en or cy")
    .max(35, "a language such as en or cy")
    .optional(),
  date: z
    .string("a month such as 2023-05, or a date such as 2023-05-31")
    .regex(/^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$/, "a month such as 2023-05, or a date such as 2023-05-31"),
  replaces: line,
  publisher: line,
  customer: line,
  contact: shape({ name: line, phone: line, calendar: id }),
  summary: words,
  clauses,
})

/** `parts`: what of the service is told of by itself where it does not work. */
const service = shape({
  id,
  name: line,
  what: words,
  parts: some(shape({ id, name: line, what: words })).optional(),
  clauses,
})

const person = shape({
  id,
  role: line,
  point: line.optional(),
  tier: z.int("a tier, a whole number").min(1, "at least 1").max(9, "at most 9").optional(),
  under: id.optional(),
  does: words,
})

const opening = z
  .string("an opening such as 08:00 to 17:00")
  .regex(/^([01]\d|2[0-3]):[0-5]\d to (([01]\d|2[0-3]):[0-5]\d|24:00)$/, "an opening such as 08:00 to 17:00")
// Each opening is laid out for two centuries when a calendar is made ready: these keep the worst charter to seconds.
const openingsLimit = 24
const calendarsLimit = 12
const week = anyOf(weekdays, list(opening).max(openingsLimit, `at most ${openingsLimit} openings a day`))
const calendarShape = {
  title: line,
  zone: z
    .string("a time zone such as Europe/London")
    .max(60, "a time zone such as Europe/London")
    .refine(isZone, "a time zone such as Europe/London"),
  /** Whose bank holidays close it; an empty list keeps none. */
  divisions: list(z.enum(divisions, `one of ${divisions.join(", ")}`)),
}
const calendar = z
  .strictObject({
    ...calendarShape,
    /** Open at these times. */
    hours: week.optional(),
    /** Working days without published hours: open all of each day. */
    days: some(z.enum(weekdays, `one of ${weekdays.join(", ")}`)).optional(),
  })
  .refine((each) => (each.hours === undefined) !== (each.days === undefined), "either hours or days, and not both")

const team = shape({ id, name: line, what: words })
const queues = shape({ first: id, teams: some(team) })

const kind = shape({
  id,
  name: line,
  prefix: z.string("a prefix such as INC").regex(/^[A-Z]{2,5}$/, "two to five capital letters, such as INC"),
  what: words,
})

const condition = shape({ id, text: words })
const priority = shape({
  level: z.literal(priorityLevels, "1, 2, 3 or 4"),
  name: line,
  ...clauseShape,
  conditions: some(condition),
})

const byPriority = anyOf(["1", "2", "3", "4"], amount)
/** One amount for every case, or one for each priority. */
const target = z.union([shape({ always: amount }), shape({ "by-priority": byPriority })], {
  error: "either always with an amount, such as 2wd, or by-priority with one for each, such as 1: 1h",
})

const anyClock = shape({
  name: z.enum(clockNames, `one of ${clockNames.join(", ")}`),
  title: line,
  clause: id,
  force,
  words,
  starts: z.enum(["receipt", "declaration"], "receipt or declaration"),
  stops: z.enum(
    ["message-from-a-person", "resolution", "restoration"],
    "message-from-a-person, resolution or restoration",
  ),
  restarts: z.enum(["staff-update", "progress-update"], "staff-update or progress-update").optional(),
  pauses: list(z.literal("waiting-for-the-customer", "waiting-for-the-customer")),
  calendar: id,
  target,
  /** How long after the start to warn, in the shape of the target. */
  warns: target,
  breach: shape({ escalate: shape({ chain: id, step: id }) }),
})
/** The clock of a major incident counts from its declaration, again from each update to everyone, until full service is restored. */
const clock = anyClock.refine(
  isOfItsKind,
  "progress starts at declaration, stops at restoration, restarts at each progress-update and has one target for all; no other clock does",
)

const step = shape({ id, name: line, queue: id, what: words })
const chain = shape({
  id: z.enum(["technical", "contact-centre"], "technical or contact-centre"),
  title: line,
  clause: id,
  force,
  words,
  steps: some(step),
})

const reopening = shape({ ...clauseShape, within: amount, calendar: id })

const kpi = shape({
  ...clauseShape,
  title: line,
  /** The share to reach; absent where the clause is about each case and not about a share. */
  percent: percent.optional(),
  per: z.enum(["week", "month"], "week or month"),
  counts: words,
  of: words,
})

const changes = shape({
  categories: some(shape({ id, name: line })),
  priorities: some(shape({ level: z.literal(priorityLevels, "1, 2, 3 or 4"), name: line, ...clauseShape })),
  clauses,
})

const notice = shape({
  ...clauseShape,
  name: line,
  notice: amount,
  calendar: id,
  effects: list(shape({ on: line, what: words })),
})
const releases = shape({ notices: some(notice), infrastructure: notice, clauses })

const availability = shape({
  aim: shape({
    ...clauseShape,
    percent,
    over: some(z.enum(["calendar-month", "rolling-year"], "calendar-month or rolling-year")),
    counting: some(
      z.enum(
        ["with-announced-maintenance", "without-announced-maintenance"],
        "with-announced-maintenance or without-announced-maintenance",
      ),
    ),
  }),
  clauses,
})

const link = shape({
  ...clauseShape,
  name: line,
  megabits: z.number("megabits a second, such as 100").gt(0, "more than 0"),
})
const capacity = shape({ links: some(link), clauses })

const licence = shape({
  code: z
    .string("a licence's code such as PL-P-101")
    .regex(/^[A-Z0-9]+(-[A-Z0-9]+)*$/, "a licence's code such as PL-P-101"),
  name: line,
  what: words,
})
const licences = shape({ held: some(licence), clauses })

const freedomOfInformation = shape({ form: line, calendar: id, clauses })

const choice = shape({ id, question: words, choice: words, reason: words })

const section = shape({ clauses })

/** The whole file. Every list of clauses is a section of the public document. */
export const charterSchema = shape({
  document,
  service,
  customers: some(shape({ id, name: line, wants: words })),
  personnel: some(person),
  contacts: section,
  complaints: section,
  calendars: z
    .record(id, calendar, "calendars by name")
    .refine((all) => Object.keys(all).length > 0, "at least one calendar")
    .refine((all) => Object.keys(all).length <= calendarsLimit, `at most ${calendarsLimit} calendars`),
  kinds: some(kind),
  priorities: some(priority),
  clocks: some(clock),
  reopening,
  queues,
  chains: some(chain),
  knowledge: section,
  equipment: section,
  floor: shape({ kpis: some(kpi), clauses }),
  changes,
  releases,
  availability,
  capacity,
  continuity: section,
  security: section,
  licences,
  foi: freedomOfInformation,
  choices: list(choice),
})

export type Charter = z.infer<typeof charterSchema>
export type Force = (typeof forces)[number]
export type ClockName = (typeof clockNames)[number]
export type PriorityLevel = (typeof priorityLevels)[number]
export type Clause = z.infer<typeof clause>
export type Target = z.infer<typeof target>
export type ClockDeclaration = Charter["clocks"][number]
export type Chain = Charter["chains"][number]
export type Step = Chain["steps"][number]
export type CalendarDeclaration = Charter["calendars"][string]

function isOfItsKind({ name, starts, stops, restarts, target, warns }: z.infer<typeof anyClock>): boolean {
  const ofMajor = [starts === "declaration", stops === "restoration", restarts === "progress-update"]
  if (name !== "progress") return !ofMajor.includes(true)
  return !ofMajor.includes(false) && "always" in target && "always" in warns
}

function isZone(text: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text)
    return !/^[+-]/.test(text)
  } catch {
    return false
  }
}
