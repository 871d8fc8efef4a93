// Clocks: each warning, outcome and escalation came once, none before its time, and none is missing that should have come.

import type pg from "pg"
import { z } from "zod"
import type { Db } from "../../src/database/index.ts"
import { type Holiday, loadHolidays } from "../../src/time/index.ts"
import { oracleOf } from "../oracle/oracle.ts"
import type { Ledger } from "./ledger.ts"

/** What a judgement looks at. */
export type Judging = {
  readonly owner: pg.Client
  readonly db: Db
  readonly ledger: Ledger
  /** What the desk's clock says. */
  readonly at: number
  readonly varDir: string
}

const eventShape = z.object({
  reference: z.string(),
  seq: z.number(),
  type: z.string(),
  at: z.number(),
  by: z.union([z.number(), z.string()]),
  data: z.object({
    clock: z.string().optional(),
    due: z.number().optional(),
    ended: z.number().optional(),
    because: z.string().optional(),
    receivedAt: z.number().optional(),
    answered: z.boolean().optional(),
  }),
})
export type Told = z.infer<typeof eventShape>

export async function clocksWrong({ owner, db, at }: Judging) {
  const events = await eventsOf(owner)
  const cases = [...Map.groupBy(events, (each) => each.reference).values()]
  const holidays = await loadHolidays(db)
  const count = (type: string) => events.filter((each) => each.type === type).length
  return {
    broken: [
      ...cases.flatMap((each) => [...onceWrong(each), ...firstReplyWrong(each, holidays, at)]),
      ...(await missingWrong(owner, at)),
    ],
    counts: {
      warned: count("clock-warned"),
      met: count("clock-met"),
      missed: count("clock-missed"),
      moved: count("clock-moved"),
      escalated: events.filter((each) => each.data.because === "breach").length,
    },
  }
}

async function eventsOf(owner: pg.Client): Promise<Told[]> {
  const { rows } = await owner.query(
    `select c.reference, e.seq, e.type, (e.body::jsonb ->> 'at')::float8 as at, e.body::jsonb -> 'by' as by, e.body::jsonb -> 'data' as data
     from events e join cases c using (case_id) order by c.case_id, e.seq`,
  )
  return z.array(eventShape).parse(rows)
}

/**
 * What one case's clocks told, in its order: a run of a clock is known by its deadline. A reopening begins another, and so does each
 * update by staff for the review, which may then be due on the same day.
 */
export function onceWrong(events: readonly Told[]): string[] {
  const seen = new Set<string>()
  const broken: string[] = []
  let reopened = 0
  let updated = 0
  for (const { reference, seq, type, at, by, data } of events) {
    const { clock = "", due = 0, ended } = data
    if (type === "reopened") reopened++
    if (typeof by === "number") updated++
    const once = (what: string) => {
      const run = clock === "review" ? `${reopened}.${updated}` : reopened
      const key = `${what} of ${clock} due ${due} (${run})`
      if (seen.has(key)) broken.push(`${reference} event ${seq}: ${key} came twice`)
      seen.add(key)
    }
    if (type === "clock-warned") once("a warning")
    if (type === "clock-met" || type === "clock-missed") once("an outcome")
    if (type === "clock-missed" && (ended ?? at) <= due)
      broken.push(`${reference} event ${seq}: ${clock} missed too early`)
    if (type === "clock-met" && (ended ?? at) > due) broken.push(`${reference} event ${seq}: ${clock} met too late`)
    if (type === "escalated" && data.because === "breach") {
      const before = events.find((each) => each.seq === seq - 1)
      if (before?.type !== "clock-missed" || before.data.clock !== clock)
        broken.push(`${reference} event ${seq}: an escalation without a miss`)
    }
  }
  return broken
}

// What a person says to the customer stops the first reply.
const messages = ["replied", "resolved"]

/** The first reply, which nothing pauses: an independent calculator says when it was due, and the history must say so too. */
export function firstReplyWrong(events: readonly Told[], holidays: readonly Holiday[], at: number): string[] {
  const opened = events.find((each) => each.type === "opened")
  if (opened?.data.receivedAt === undefined || opened.data.answered === true) return []
  const stop = events.find((each) => messages.includes(each.type) && typeof each.by === "number")?.at
  const outcome = events.find((each) => /^clock-(met|missed)$/.test(each.type) && each.data.clock === "first-reply")
  const due = dueOf(opened.data.receivedAt, holidays, outcome?.at ?? at)
  const wanted = stop !== undefined && stop <= due ? "clock-met" : at > due ? "clock-missed" : undefined
  if (outcome?.type === wanted && (outcome === undefined || outcome.data.due === due)) return []
  return [
    `${opened.reference}: its first reply was due ${due}, came ${stop}, is ${wanted} and said to be ${outcome?.type} (due ${outcome?.data.due})`,
  ]
}

function dueOf(receivedAt: number, holidays: readonly Holiday[], knownAt: number): number {
  const instant = (milliseconds: number) => Temporal.Instant.fromEpochMilliseconds(milliseconds).toString()
  const asked = { calendar: "contact-centre", from: instant(receivedAt), for: "2wd", knownAt: instant(knownAt) }
  const answer = oracleOf([...holidays], knownAt).due(asked)
  if (answer === "error" || !("due" in answer)) throw new Error("the oracle knows no answer")
  return Temporal.ZonedDateTime.from(`${answer.due}[Europe/London]`).epochMilliseconds
}

// What the sweep, which comes each second, may not have seen before the desk was ended: two seconds of a fast clock.
const graceMs = 120_000

/** Nothing is left that should have been looked at by now. */
async function missingWrong(owner: pg.Client, at: number): Promise<string[]> {
  const { rows } = await owner.query<{ reference: string; what: string }>(
    `select reference, 'something is due on it and has not been looked at' as what from cases where next_at <= to_timestamp($1::float8 / 1000)
     union all select reference, name || ' runs beyond its deadline' from clocks join cases using (case_id)
       where clocks.state = 'running' and due_at < to_timestamp($1::float8 / 1000)`,
    [at - graceMs],
  )
  return rows.map(({ reference, what }) => `${reference}: ${what}`)
}
