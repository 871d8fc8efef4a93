// `charter receive < message.eml`: one letter. Exit 0 says that it is durable: in the database, or synced in the spool that the desk drains.

import type { Command } from "commander"
import { livingDesk } from "../addresses.ts"
import { closeDatabase, type Db, openDatabase } from "../database/index.ts"
import { Refused } from "../errors.ts"
import { readSettings, type Settings } from "../settings.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { deskNow, verbNow } from "./calendars.ts"
import { TryAgainLater } from "./outcome.ts"

type Kept = { readonly letter: number } | { readonly spooled: string }

export function register(program: Command): void {
  program
    .command("receive")
    .description("takes one letter from standard input; it is durable when this ends well (75: try again later)")
    .option("--json", "tells where the letter is, as a JSON object")
    .action(receive)
}

// To a mail program exit 1 means that the letter is to be sent back. Whatever is our own fault must not be the letter's.
async function receive({ json }: { json?: true }): Promise<void> {
  try {
    const kept = await keep()
    if (json) process.stdout.write(`${JSON.stringify(kept)}\n`)
  } catch (error) {
    if (error instanceof Refused) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new TryAgainLater(`The letter could not be kept (${reason}). Try again later.`)
  }
}

async function keep(): Promise<Kept> {
  const inbox = await import("../inbox/index.ts")
  const raw = await letterFrom(process.stdin, inbox.letterLimitBytes)
  const settings = readSettings()
  const kept = await inDatabase(settings, (db, receivedAt) =>
    inbox.keepLetter(db, { raw, envelope: { from: null, to: [] }, source: "receive", receivedAt }),
  )
  return kept === undefined
    ? { spooled: await inbox.spoolLetter(settings.varDir, raw, verbNow(settings)) }
    : { letter: kept }
}

async function letterFrom(input: AsyncIterable<Buffer>, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of input) {
    bytes += chunk.length
    if (bytes > limitBytes) throw new Refused("The letter is larger than 50 MB, which is the most that is taken.")
    chunks.push(chunk)
  }
  if (bytes === 0) throw new Refused("There was no letter on standard input.")
  return Buffer.concat(chunks)
}

// Whatever goes wrong here, the spool is still there; a letter that was kept after all is recognised as a repeat.
async function inDatabase(
  settings: Settings,
  work: (db: Db, at: EpochMilliseconds) => Promise<number>,
): Promise<number | undefined> {
  const url = settings.databaseUrl ?? livingDesk(settings.varDir)?.database
  if (url === undefined) return undefined
  const db = openDatabase({ url, connections: 1, name: "charter receive" })
  try {
    return await work(db, await deskNow(settings, db))
  } catch {
    return undefined
  } finally {
    await closeDatabase(db).catch(() => {})
  }
}
