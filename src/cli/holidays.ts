// `charter holidays import`: takes over GOV.UK's list of bank holidays. A day not known before becomes known now.

import type { Command } from "commander"
import { learnHolidays } from "../cases/index.ts"
import { transaction } from "../database/index.ts"
import { readSettings } from "../settings.ts"
import { type Holiday, type HolidayChanges, publishedFrom, sourceText } from "../time/index.ts"
import { deskNow } from "./calendars.ts"
import { withDatabase } from "./desk.ts"

export function register(program: Command): void {
  program
    .command("holidays")
    .description("what is known of the bank holidays")
    .command("import")
    .description("takes over a list of bank holidays; repeating it changes nothing")
    .argument("<file-or-url>", "GOV.UK's JSON, such as https://www.gov.uk/bank-holidays.json")
    .option("--json", "as a JSON object")
    .action((source: string, options: { json?: boolean }) => importFrom(source, options.json === true))
}

async function importFrom(source: string, asJson: boolean): Promise<void> {
  // Read before the database is opened: nobody waits behind a slow address.
  const published = publishedFrom(await sourceText(source))
  const settings = readSettings()
  const changes = await withDatabase(settings, async (db) => {
    const at = await deskNow(settings, db)
    return transaction(db, (tx) => learnHolidays(tx, published, at))
  })
  process.stdout.write(`${asJson ? JSON.stringify(daysOf(changes)) : sentences(changes)}\n`)
}

function daysOf({ added, withdrawn }: HolidayChanges) {
  const day = ({ division, date, title }: Holiday) => ({ division, date, title })
  return { added: added.map(day), withdrawn: withdrawn.map(day) }
}

function sentences({ added, withdrawn }: HolidayChanges): string {
  const lines = [
    ...added.map((day) => `Known from now: ${said(day)}`),
    ...withdrawn.map((day) => `Withdrawn: ${said(day)}`),
  ]
  return lines.length === 0 ? "Nothing new: every day of the list was known." : lines.join("\n")
}

function said({ division, date, title }: Holiday): string {
  return `${date} ${title} (${division})`
}
