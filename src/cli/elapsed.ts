// `charter elapsed`: how much of a calendar's open time lies between two instants.

import { type Command, Option } from "commander"
import { z } from "zod"
import { durationText, elapsed, instantFrom, isAssumed } from "../time/index.ts"
import { answerLines, questionFrom } from "./batch.ts"
import { countingOf, type Known, knownNow, pauseFrom, startOf } from "./calendars.ts"

const text = z.string("must be text")
const pauses = z.array(z.tuple([text, text], "must be two instants"), "must be a list of pauses")
const question = z.strictObject({
  calendar: text,
  from: text,
  to: text,
  pauses: pauses.optional(),
  knownAt: text.optional(),
})
type ElapsedQuestion = z.output<typeof question>

export function register(program: Command): void {
  const questions = ["calendar", "from", "to", "pause", "knownAt"]
  program
    .command("elapsed")
    .description("says how much working time lies between two instants")
    .option("--calendar <name>", "a calendar of the charter, such as contact-centre")
    .option("--from <instant>", "the first: with an offset or Z, or a local time of the calendar")
    .option("--to <instant>", "the second, not before the first")
    .addOption(new Option("--pause <from/to...>", "a stretch that does not count; may be given more than once"))
    .option("--known-at <instant>", "what was known of the holidays at that moment; now, unless given")
    .addOption(new Option("--stdin", "reads questions as JSON lines, and writes an answer a line").conflicts(questions))
    .option("--json", "as a JSON object, which it always is")
    .action((options: Options, command: Command) =>
      options.stdin === true ? answerStdin() : answerOne(asked(options, command)),
    )
}

type Options = {
  calendar?: string
  from?: string
  to?: string
  pause?: string[]
  knownAt?: string
  stdin?: boolean
  json?: boolean
}

function asked(options: Options, command: Command): ElapsedQuestion {
  const { calendar, from, to, pause, knownAt } = options
  if (calendar === undefined || from === undefined || to === undefined)
    return command.error("error: --calendar, --from and --to are needed, or --stdin")
  return { calendar, from, to, pauses: pause?.map(pauseFrom), knownAt }
}

// One short answer, which a person reads as easily as a program: no second form of it.
async function answerOne(one: ElapsedQuestion): Promise<void> {
  const { milliseconds, assumed } = measured(await knownNow(), one)
  process.stdout.write(`${JSON.stringify(answerOf(milliseconds, assumed))}\n`)
}

async function answerStdin(): Promise<void> {
  const known = await knownNow()
  const isGood = await answerLines(process.stdin, process.stdout, (line) => elapsedAnswer(known, line))
  if (!isGood) process.exitCode = 1
}

/** The answer to a line of a batch. Throws Invalid. */
export function elapsedAnswer(known: Known, line: string): { elapsed: string; assumed?: true } {
  const { milliseconds, assumed } = measured(known, questionFrom(question, line))
  return answerOf(milliseconds, assumed)
}

function measured({ calendars, now }: Known, one: ElapsedQuestion): { milliseconds: number; assumed: boolean } {
  const { calendar, from } = startOf(calendars, one.calendar, one.from)
  const to = instantFrom(one.to, calendar)
  const counting = countingOf(calendar, one.pauses, one.knownAt, now)
  const milliseconds = elapsed(calendar, from, to, counting)
  return { milliseconds, assumed: isAssumed(calendar, from, to, counting.knownAt) }
}

function answerOf(milliseconds: number, assumed: boolean): { elapsed: string; assumed?: true } {
  return { elapsed: durationText(milliseconds), ...(assumed && { assumed }) }
}
