// `charter due`: when a promise falls due, and why then.

import { type Command, Option } from "commander"
import { z } from "zod"
import {
  type Calendar,
  type Certificate,
  due,
  dueAt,
  durationFrom,
  holidaysPassedOver,
  isAssumed,
  zoned,
} from "../time/index.ts"
import { answerLines, questionFrom } from "./batch.ts"
import { countingOf, type Known, knownNow, type Promised, pauseFrom, startOf } from "./calendars.ts"
import { explained } from "./explain.ts"

const text = z.string("must be text")
const pauses = z.array(z.tuple([text, text], "must be two instants"), "must be a list of pauses")
const question = z.strictObject({
  calendar: text,
  from: text,
  for: text,
  pauses: pauses.optional(),
  knownAt: text.optional(),
})
export type DueQuestion = z.output<typeof question>

export function register(program: Command): void {
  const questions = ["calendar", "from", "for", "pause", "knownAt"]
  program
    .command("due")
    .description("says when a promise falls due, and shows what was counted")
    .option("--calendar <name>", "a calendar of the charter, such as contact-centre")
    .option("--from <instant>", "when the promise was made: with an offset or Z, or a local time of the calendar")
    .option("--for <duration>", "30m or 4h of working time, 2wd (working days), 3mo (months)")
    .addOption(new Option("--pause <from/to...>", "a stretch that does not count; may be given more than once"))
    .option("--known-at <instant>", "what was known of the holidays at that moment; now, unless given")
    .addOption(new Option("--stdin", "reads questions as JSON lines, and writes an answer a line").conflicts(questions))
    .option("--json", "as a JSON object")
    .action((options: Options, command: Command) =>
      options.stdin === true ? answerStdin() : answerOne(asked(options, command), options.json === true),
    )
}

type Options = {
  calendar?: string
  from?: string
  for?: string
  pause?: string[]
  knownAt?: string
  stdin?: boolean
  json?: boolean
}

function asked(options: Options, command: Command): DueQuestion {
  const { calendar, from, for: amount, pause, knownAt } = options
  if (calendar === undefined || from === undefined || amount === undefined)
    return command.error("error: --calendar, --from and --for are needed, or --stdin")
  return { calendar, from, for: amount, pauses: pause?.map(pauseFrom), knownAt }
}

async function answerOne(one: DueQuestion, asJson: boolean): Promise<void> {
  const promised = promisedFor(await knownNow(), one)
  const { calendar, from, promise, counting } = promised
  const certificate = due(calendar, from, promise, counting)
  const answer = asJson ? JSON.stringify(answerWith(promised, certificate)) : explained(promised, certificate)
  process.stdout.write(`${answer}\n`)
}

async function answerStdin(): Promise<void> {
  const known = await knownNow()
  const isGood = await answerLines(process.stdin, process.stdout, (line) => dueAnswer(known, line))
  if (!isGood) process.exitCode = 1
}

/** The answer to a line of a batch, without certificate. Throws Invalid. */
export function dueAnswer(known: Known, line: string): { due: string; assumed?: true } {
  const { calendar, from, promise, counting } = promisedFor(known, questionFrom(question, line))
  const at = dueAt(calendar, from, promise, counting)
  return { due: zoned(calendar, at), ...(isAssumed(calendar, from, at, counting.knownAt) && { assumed: true }) }
}

function promisedFor({ calendars, now }: Known, one: DueQuestion): Promised {
  const start = startOf(calendars, one.calendar, one.from)
  const counting = countingOf(start.calendar, one.pauses, one.knownAt, now)
  return { ...start, promise: durationFrom(one.for), counting }
}

function answerWith({ calendar, charterVersion, from, counting }: Promised, certificate: Certificate): object {
  const { dueAt: at, assumed, counted, paused } = certificate
  return {
    due: zoned(calendar, at),
    ...(assumed && { assumed }),
    certificate: {
      calendar: calendar.name,
      charterVersion,
      counted: inZone(calendar, counted),
      paused: inZone(calendar, paused),
      holidays: holidaysPassedOver(calendar, [from, at], counting.knownAt),
    },
  }
}

function inZone(calendar: Calendar, intervals: Certificate["counted"]): [string, string][] {
  return intervals.map(([from, to]) => [zoned(calendar, from), zoned(calendar, to)])
}
