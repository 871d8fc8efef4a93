// `charter restore`: a desk out of a backup, in an empty VAR_DIR, with its mail held until somebody has looked.

import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Command } from "commander"
import { mustBeAlone } from "../addresses.ts"
import { backupFor } from "../backup/index.ts"
import { type ReleaseHow, releaseHold, restoreDesk, shownHold } from "../continuity/index.ts"
import { Invalid } from "../errors.ts"
import { system } from "../people/index.ts"
import { readSettings } from "../settings.ts"
import { secretKeyOf } from "../settings-secret.ts"
import { deskZone, instantFrom, instantInWords, realNow } from "../time/index.ts"
import { folderFor } from "./backup.ts"
import { deskNow } from "./calendars.ts"
import { withDatabase } from "./desk.ts"

type Given = {
  to?: string
  redactions?: string
  archive?: string
  show?: true
  release?: string
  relayLog?: string
  json?: true
}

export function register(program: Command): void {
  program
    .command("restore")
    .description("restores the youngest backup in DIR into an empty VAR_DIR; the desk then starts with its mail held")
    .argument("[dir]", "a backup, or where backups lie (BACKUP_DIR)")
    .option("--to <instant>", "the desk as it was at a moment, by the archived log")
    .option(
      "--redactions <file>",
      "the list of redactions, to make again those that are younger than the backup (HEAD_DIR/redactions.jsonl)",
    )
    .option("--archive <dir>", "where the archived log lies (DIR)")
    .option("--show", "restores nothing: shows what a restored desk holds back")
    .option(
      "--release <how>",
      "lets mail out: all, none (of what was written before), unsent (but what the relay has had)",
    )
    .option("--relay-log <file>", "with --release unsent: the relay's log, in which the Message-IDs stand")
    .option("--json", "as a JSON object")
    .action((dir: string | undefined, given: Given) => {
      if (given.show) return show(given)
      return given.release === undefined ? restore(dir, given) : release(given.release, given)
    })
}

async function restore(dir: string | undefined, { to, redactions, archive, json }: Given): Promise<void> {
  const settings = readSettings()
  mustBeAlone(settings.varDir)
  const folder = folderFor(dir, settings)
  const moment = to === undefined ? undefined : instantFrom(to, deskZone)
  const done = await restoreDesk({
    ...settings,
    backup: backupFor(folder, settings.backupKey, moment),
    archives: archive === undefined ? folder : resolve(archive),
    to: moment,
    redactions: redactions === undefined ? exportedRedactions(settings.heads.folder) : resolve(redactions),
    at: realNow(),
  })
  if (json) return void process.stdout.write(`${JSON.stringify(done)}\n`)
  const { lastEventAt } = done
  const lines = [
    `Restored ${done.backup} into ${settings.varDir}.`,
    lastEventAt === null
      ? "It has no events."
      : `The last thing that it knows happened at ${instantInWords(lastEventAt)}.`,
    ...(done.redactions === null
      ? [
          "No list of redactions was found (--redactions, or HEAD_DIR): what was erased after the backup is there again.",
        ]
      : [`Redactions made again: ${done.redactions}.`]),
    ...(done.holdsSecretKey
      ? []
      : [
          "The backup has no secret key: put the desk's own into VAR_DIR/secret-key, or set SECRET_KEY, before it starts.",
        ]),
    "Mail is held: see charter restore --show, or the page Continuity of the desk, and let it out with charter restore --release.",
  ]
  process.stdout.write(`${lines.join("\n")}\n`)
}

/** The list as the desk exported it beside its signed heads, where HEAD_DIR has one. */
function exportedRedactions(heads: string): string | undefined {
  const list = join(heads, "redactions.jsonl")
  return existsSync(list) ? list : undefined
}

async function show({ json }: Given): Promise<void> {
  const settings = readSettings()
  const shown = await withDatabase(settings, async (db) => shownHold(db, system, await deskNow(settings, db)))
  if (json) return void process.stdout.write(`${JSON.stringify(shown)}\n`)
  if (shown.hold === null) return void process.stdout.write("Mail is not held.\n")
  const lines = [
    `Mail is held since the restore of ${shown.hold.backup} at ${instantInWords(shown.hold.restoredAt)}.`,
    `Messages that wait: ${shown.counts.notices}.`,
    ...shown.notices.map(
      (each) =>
        `  ${each.reference}: ${each.kind}, written at ${instantInWords(each.createdAt)}${each.mayHaveArrived ? ", may have arrived" : ""}`,
    ),
    `Cases in which something fell due: ${shown.counts.cases}.`,
    ...shown.fellDue.map((each) => `  ${each.reference}: ${instantInWords(each.dueAt)}`),
  ]
  process.stdout.write(`${lines.join("\n")}\n`)
}

async function release(how: string, { relayLog, json }: Given): Promise<void> {
  const settings = readSettings()
  const wanted = { how: howFrom(how, relayLog), relayLog: relayLog === undefined ? "" : readFileSync(relayLog, "utf8") }
  const released = await withDatabase(settings, async (db) => {
    const ours = { key: secretKeyOf(settings), mailAddress: settings.mailAddress }
    return releaseHold(db, system, { ...wanted, ...ours }, await deskNow(settings, db))
  })
  process.stdout.write(
    json ? `${JSON.stringify(released)}\n` : `Mail goes out again. Messages left out: ${released.dropped}.\n`,
  )
}

function howFrom(text: string, relayLog: string | undefined): ReleaseHow {
  if (text === "unsent" && relayLog === undefined)
    throw new Invalid([
      {
        field: "relay-log",
        message: "--release unsent needs --relay-log FILE, in which the Message-IDs stand that the relay has had.",
      },
    ])
  if (text === "all" || text === "none" || text === "unsent") return text
  throw new Invalid([{ field: "release", message: "--release is all, none or unsent." }])
}
