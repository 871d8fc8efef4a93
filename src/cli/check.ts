// `charter check`: what is wrong with a charter file, and what whoever publishes it should know.

import { type Command, Option } from "commander"
import {
  type Examined,
  examinedCharter,
  type Finding,
  findings,
  readCharterText,
  sentenceOf,
} from "../charter/index.ts"
import { isUnavailable } from "../database/index.ts"
import { type FieldError, Invalid } from "../errors.ts"
import { readSettings } from "../settings.ts"
import { type EpochMilliseconds, type Holiday, loadHolidays, shippedHolidays } from "../time/index.ts"
import { verbNow } from "./calendars.ts"
import { withExistingDatabase } from "./desk.ts"
import { exitCode } from "./outcome.ts"

/** A finding with its place in the file; also what keeps a file from being read. */
export type Reported = {
  readonly level: Finding["level"]
  readonly rule: string
  readonly clause: string
  readonly reason: string
  readonly line: number
  readonly column: number
}

export function register(program: Command): void {
  program
    .command("check")
    .description(
      "lints a charter file: one line a finding, with the clause and the reason; warnings do not make it fail",
    )
    .argument("<file>", "a charter file, such as charters/college-learn.yaml")
    .addOption(new Option("--json", "as one JSON object"))
    .action(async (file: string, options: { json?: boolean }) => {
      const reported = await reportOn(file)
      process.stdout.write(options.json === true ? jsonOf(file, reported) : linesOf(file, reported))
      if (reported.some((each) => each.level === "error")) process.exitCode = exitCode.failed
    })
}

async function reportOn(file: string): Promise<Reported[]> {
  try {
    return await examined(examinedCharter(await readCharterText(file)))
  } catch (error) {
    if (error instanceof Invalid) return error.fields.map(unreadable)
    throw error
  }
}

async function examined(file: Examined): Promise<Reported[]> {
  const holidays = file.source === undefined ? [] : await knownHolidays()
  return reportedOf(file, holidays, verbNow(readSettings()))
}

/** What there is to say of a file, with the holidays that are known. */
export function reportedOf(
  { source, problems }: Examined,
  holidays: readonly Holiday[],
  at: EpochMilliseconds,
): Reported[] {
  if (source === undefined) {
    return problems.map((each) => {
      const { line, column, path } = each
      return { level: "error", rule: "schema", clause: path.join("."), reason: sentenceOf(each), line, column }
    })
  }
  return findings(source.charter, holidays, at).map(({ path, ...found }) => ({ ...found, ...source.placeOf(path) }))
}

/** What the desk's database knows; a lint needs no database, so where none can be reached the shipped holidays do. */
async function knownHolidays(): Promise<readonly Holiday[]> {
  try {
    const known = await withExistingDatabase(readSettings(), async (db) => (db === undefined ? [] : loadHolidays(db)))
    return known.length > 0 ? known : shippedHolidays()
  } catch (error) {
    if (isUnavailable(error)) return shippedHolidays()
    throw error
  }
}

export function unreadable({ message }: FieldError): Reported {
  return { level: "error", rule: "file", clause: "", reason: message, line: 1, column: 1 }
}

export function jsonOf(file: string, reported: readonly Reported[]): string {
  return `${JSON.stringify({ file, findings: reported }, null, 2)}\n`
}

export function linesOf(file: string, reported: readonly Reported[]): string {
  return reported.map((each) => `${file}:${lineOf(each)}\n`).join("")
}

function lineOf({ level, rule, clause, reason, line, column }: Reported): string {
  const about = rule === "schema" || rule === "file" ? "" : `${clause}: `
  return `${line}:${column}: ${level}: ${about}${reason} [${rule}]`
}
