// `charter what-if`: every case judged again under a proposed charter, or with proposed holidays, beside what really happened. Writes nothing.

import type { Command } from "commander"
import { charterVersions, examinedCharter, readCharterText } from "../charter/index.ts"
import type { Db } from "../database/index.ts"
import { Invalid, Refused } from "../errors.ts"
import { type Question, replayHistories, reportOf } from "../insight/index.ts"
import { readSettings } from "../settings.ts"
import { deskZone, instantFrom, loadHolidays, type PublishedDay, publishedFrom, sourceText } from "../time/index.ts"
import { deskNow } from "./calendars.ts"
import { jsonOf, linesOf, type Reported, reportedOf, unreadable } from "./check.ts"
import { withExistingDatabase } from "./desk.ts"
import { exitCode } from "./outcome.ts"
import { jsonWriter, textWriter, type WhatIfWriter } from "./what-if-output.ts"

type Options = {
  readonly charter?: string
  readonly holidays?: string
  readonly from?: string
  readonly to?: string
  readonly kind?: string
  readonly json?: true
}

export function register(program: Command): void {
  program
    .command("what-if")
    .description("judges every case again under a proposed charter, beside what really happened; changes nothing")
    .option("--charter <file>", "the proposed charter; without it each promise stays under its own version")
    .option("--holidays <file>", "proposed holidays, as GOV.UK's JSON: they replace those of the years that it has")
    .option("--from <instant>", "only cases received from then on")
    .option("--to <instant>", "only cases received before")
    .option("--kind <kind>", "only cases of a kind, such as incident")
    .option("--json", "as one JSON object, with every change")
    .action(async (options: Options, command: Command) => {
      if (options.charter === undefined && options.holidays === undefined)
        command.error("error: --charter, --holidays or both are needed", { exitCode: exitCode.usage })
      await whatIf(options)
    })
}

async function whatIf(options: Options): Promise<void> {
  const text = options.charter === undefined ? undefined : await textOf(options.charter, options)
  if (text === null) return
  const holidays = options.holidays === undefined ? undefined : publishedFrom(await sourceText(options.holidays))
  const settings = readSettings()
  await withExistingDatabase(settings, async (db) => {
    if (db === undefined) throw new Refused("There is no desk here yet, so there is nothing to replay.")
    const question = await questionOf(db, options, text, holidays, await deskNow(settings, db))
    if (question !== undefined) await answer(db, question, options)
  })
}

/** The text of the proposed file; null, and told of, where it cannot be read. */
async function textOf(file: string, options: Options): Promise<string | null> {
  try {
    return await readCharterText(file)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    refuse(file, error.fields.map(unreadable), options)
    return null
  }
}

async function questionOf(
  db: Db,
  options: Options,
  text: string | undefined,
  holidays: readonly PublishedDay[] | undefined,
  at: number,
): Promise<Question | undefined> {
  const examined = text === undefined ? undefined : examinedCharter(text)
  const found = examined && reportedOf(examined, await loadHolidays(db), at)
  if (found?.some((each) => each.level === "error") === true) {
    refuse(options.charter ?? "", found, options)
    return undefined
  }
  await mustBeAKind(db, options.kind)
  return {
    ...(examined?.source === undefined ? {} : { charter: examined.source.charter }),
    ...(holidays === undefined ? {} : { holidays }),
    selection: selectionOf(options),
    at,
  }
}

// The findings of `charter check`, in its words.
function refuse(file: string, found: readonly Reported[], { json }: Options): void {
  process.stdout.write(json === true ? jsonOf(file, found) : linesOf(file, found))
  process.exitCode = exitCode.failed
}

function selectionOf({ from, to, kind }: Options): Question["selection"] {
  const selection = {
    ...(from === undefined ? {} : { from: instantFrom(from, deskZone) }),
    ...(to === undefined ? {} : { to: instantFrom(to, deskZone) }),
    ...(kind === undefined ? {} : { kind }),
  }
  if (selection.from !== undefined && selection.to !== undefined && selection.to <= selection.from)
    throw new Invalid([{ field: "to", message: `"to" must be after "from".` }])
  return selection
}

async function mustBeAKind(db: Db, kind: string | undefined): Promise<void> {
  if (kind === undefined) return
  const kinds = new Set((await charterVersions(db)).flatMap(({ charter }) => charter.kinds.map((each) => each.id)))
  if (!kinds.has(kind)) {
    const message = `There is no kind of case called "${kind.slice(0, 60)}": there is ${[...kinds].join(", ")}.`
    throw new Invalid([{ field: "kind", message }])
  }
}

async function answer(db: Db, question: Question, options: Options): Promise<void> {
  const writer: WhatIfWriter = options.json === true ? jsonWriter(db, process.stdout) : textWriter(db, process.stdout)
  const onRange: Parameters<typeof replayHistories>[2]["onRange"] = async (told, done, ranges) => {
    await writer.told(told)
    if (process.stderr.isTTY)
      process.stderr.write(`\r${Math.floor((100 * done) / ranges)} %${done === ranges ? "\r     \r" : ""}`)
  }
  const tally = await replayHistories(db, question, { onRange })
  const { charter, holidays } = options
  const files = { ...(charter === undefined ? {} : { charter }), ...(holidays === undefined ? {} : { holidays }) }
  const isProved = await writer.ended(reportOf(tally), question, files)
  if (!isProved) process.exitCode = exitCode.failed
}
