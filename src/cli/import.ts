// `charter import`: a history from another system, and the report on it.

import { type Command, InvalidArgumentError } from "commander"
import { charterVersions, readCharterText, seedCharter } from "../charter/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { type Imported, importLog, importReport, readMapping, type TellProgress } from "../history/index.ts"
import { readSettings, type Settings } from "../settings.ts"
import { secretKeyOf } from "../settings-secret.ts"
import { seedHolidays } from "../time/index.ts"
import { deskClock } from "./calendars.ts"
import { withDatabase } from "./desk.ts"
import { importedInWords, reportInWords } from "./import-words.ts"
import { exitCode } from "./outcome.ts"
import { progressOn } from "./progress.ts"

type Given = { readonly map: string; readonly charter: number; readonly json?: true }

export function register(program: Command): void {
  const verb = program.command("import").description("histories from other systems")
  verb
    .command("events")
    .description(
      "brings an event log in as cases, judged by a version of the charter; tells nobody; begun again it goes on",
    )
    .argument("<file>", "the log as CSV, plain or packed with gzip or xz")
    .requiredOption("--map <mapping>", "how to read it, such as mappings/servicenow.yaml")
    .requiredOption("--charter <version>", "the number of the version that judges it", versionNumber)
    .option("--json", "as a JSON object")
    .action(bringIn)
  verb
    .command("report")
    .description("what an import came to: promises kept, the longest misses, where the other system judged otherwise")
    .argument("[import]", "its number; the last one where none is given", versionNumber)
    .option("--json", "as a JSON object")
    .action(report)
}

async function bringIn(path: string, { map, charter, json }: Given): Promise<void> {
  const mappingText = await readCharterText(map, "a mapping file")
  const mapping = readMapping(mappingText, map)
  const settings = readSettings()
  const secretKey = secretKeyOf(settings)
  const progress = progressOn(process.stderr)
  const found = await withDatabase(settings, async (db) => {
    await prepareEmpty(db, settings)
    const now = await deskClock(settings, db)
    const tell: TellProgress = (step, done, of) => progress.at(titles[step], done, of)
    const imported = await importLog(db, { path, mapping, mappingText, charter, secretKey, now, tell }).finally(
      progress.end,
    )
    return { imported, report: await importReport(db, imported.import, now()) }
  })
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...found.imported, report: found.report })}\n`
      : `${importedInWords(found.imported)}\n${reportInWords(found.report)}`,
  )
  if (isInVain(found.imported)) process.exitCode = exitCode.failed
}

const titles = {
  reading: "Reading, bytes",
  "bringing-in": "Bringing in, cases",
  ending: "Ending, cases whose clocks run",
}

async function report(number: number | undefined, { json }: { json?: true }): Promise<void> {
  const settings = readSettings()
  const found = await withDatabase(settings, async (db) => importReport(db, number, (await deskClock(settings, db))()))
  process.stdout.write(json ? `${JSON.stringify(found)}\n` : reportInWords(found))
}

// Before a desk has ever started there is no charter to judge by: the one that the desk would begin with is published, as it would do.
async function prepareEmpty(db: Db, settings: Settings): Promise<void> {
  if ((await charterVersions(db)).length > 0) return
  const text = await readCharterText(settings.charterFile)
  const now = await deskClock(settings, db)
  await transaction(db, async (tx) => {
    await seedHolidays(tx)
    await seedCharter(tx, text, now(), settings.charterFile)
  })
}

function isInVain({ cases }: Imported): boolean {
  return cases === 0
}

function versionNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It is a whole number, such as 1.")
  return Number(text)
}
