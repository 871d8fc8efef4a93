// `charter publish`: a new version of the charter, in force from an instant still to come.

import { type Command, Option } from "commander"
import { type Published, publishCharter, readCharterSource, readCharterText } from "../charter/index.ts"
import { transaction } from "../database/index.ts"
import { readSettings } from "../settings.ts"
import { instantFrom, zoned } from "../time/index.ts"
import { deskNow } from "./calendars.ts"
import { withDatabase } from "./desk.ts"

type Options = { readonly from: string; readonly json?: boolean }

export function register(program: Command): void {
  program
    .command("publish")
    .description("publishes a new version of the charter; never back-dated, but for the first")
    .argument("<file>", "a charter file that `charter check` finds no error in")
    .requiredOption("--from <instant>", "from when it is in force, such as 2026-04-01T00:00+01:00")
    .addOption(new Option("--json", "as one JSON object"))
    .action(publish)
}

async function publish(file: string, options: Options): Promise<void> {
  const text = await readCharterText(file)
  const zone = zoneOf(readCharterSource(text, file).charter)
  const from = instantFrom(options.from, zone)
  const settings = readSettings()
  const published = await withDatabase(settings, async (db) => {
    const at = await deskNow(settings, db)
    return transaction(db, (tx) => publishCharter(tx, { text, from, at, fileName: file }))
  })
  process.stdout.write(`${options.json === true ? jsonOf(published, zone) : sentenceOf(published, zone)}\n`)
}

/** A bare local time is read where the desk is: in the zone of the calendar that the charter's contact is open by. */
function zoneOf({
  calendars,
  document,
}: {
  calendars: Record<string, { zone: string }>
  document: { contact: { calendar: string } }
}): string {
  return calendars[document.contact.calendar]?.zone ?? "UTC"
}

function jsonOf({ number, inForceFrom }: Published, zone: string): string {
  return JSON.stringify({ version: number, inForceFrom: zoned(zone, inForceFrom) })
}

function sentenceOf({ number, inForceFrom }: Published, zone: string): string {
  return `Published version ${number} of the charter, in force from ${zoned(zone, inForceFrom)}.`
}
