// `charter receive < message.eml`: one letter. Exit 0 says that it is durable: in the database, or synced in the spool that the desk drains.

import type { Command } from "commander"
import { livingDesk } from "../addresses.ts"
import { closeDatabase, openDatabase } from "../database/index.ts"
import { Refused } from "../errors.ts"
import { keepLetter, letterLimitBytes, spoolLetter } from "../inbox/index.ts"
import { readSettings, type Settings } from "../settings.ts"
import { nowOf, readDeskClock } from "../time/index.ts"
import { verbNow } from "./calendars.ts"
import { TryAgainLater } from "./outcome.ts"

type Kept = { readonly letter: number } | { readonly spooled: string }

export function register(program: Command): void {
  program
    .command("receive")
    .description("takes one letter from standard input; it is durable when this ends well (75: try again later)")
    .option("--json", "tells where the letter is, as a JSON object")
    .action(receive)
}

async function receive({ json }: { json?: true }): Promise<void> {
  const settings = readSettings()
  const raw = await letterFrom(process.stdin)
  const kept: Kept = (await inDatabase(settings, raw)) ?? (await inSpool(settings, raw))
  if (json) process.stdout.write(`${JSON.stringify(kept)}\n`)
}

async function letterFrom(input: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of input) {
    bytes += chunk.length
    if (bytes > letterLimitBytes) throw new Refused("The letter is larger than 50 MB, which is the most that is taken.")
    chunks.push(chunk)
  }
  if (bytes === 0) throw new Refused("There was no letter on standard input.")
  return Buffer.concat(chunks)
}

// Whatever goes wrong here, the spool is still there; a letter that was kept after all is recognised as a repeat.
async function inDatabase(settings: Settings, raw: Buffer): Promise<Kept | undefined> {
  const url = settings.databaseUrl ?? livingDesk(settings.varDir)?.database
  if (url === undefined) return undefined
  const db = openDatabase({ url, connections: 1, name: "charter receive" })
  try {
    const receivedAt = nowOf(await readDeskClock(db))()
    return { letter: await keepLetter(db, { raw, envelope: { from: null, to: [] }, source: "receive", receivedAt }) }
  } catch {
    return undefined
  } finally {
    await closeDatabase(db).catch(() => {})
  }
}

async function inSpool(settings: Settings, raw: Buffer): Promise<Kept> {
  try {
    return { spooled: await spoolLetter(settings.varDir, raw, verbNow(settings)) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new TryAgainLater(
      `The letter could not be kept, neither in a database nor in the spool (${reason}). Try again later.`,
    )
  }
}
