// `charter clock`: which processes doubt the clock of their machine, and the word of somebody who has looked.

import type { Command } from "commander"
import { readSettings } from "../settings.ts"
import { acceptClocks, type ClockDoubt, clockDoubts } from "../watch/index.ts"
import { withDatabase } from "./desk.ts"

export function register(program: Command): void {
  program
    .command("clock")
    .description(
      "shows which processes of the desk doubt their clock, because it leapt; nothing is announced meanwhile",
    )
    .option("--accept", "the clocks are right now: go by them")
    .option("--json", "as a JSON object")
    .action(clock)
}

async function clock({ accept, json }: { accept?: true; json?: true }): Promise<void> {
  const found = await withDatabase(readSettings(), async (db) => ({
    doubts: await clockDoubts(db),
    accepted: accept === true ? await acceptClocks(db) : 0,
  }))
  process.stdout.write(`${json ? JSON.stringify(found) : sentencesOf(found).join("\n")}\n`)
}

function sentencesOf({ doubts, accepted }: { doubts: readonly ClockDoubt[]; accepted: number }): string[] {
  if (doubts.length === 0) return ["No clock is in doubt."]
  const lines = doubts.map(({ process: name, leapMilliseconds, seconds }) => {
    const minutes = Math.round(Math.abs(leapMilliseconds) / 60_000)
    return `${name}: leapt ${minutes} minutes ${leapMilliseconds > 0 ? "ahead" : "back"}, ${seconds} seconds ago.`
  })
  return accepted > 0
    ? [...lines, `Accepted: the desk goes by ${accepted === 1 ? "this clock" : "these clocks"}.`]
    : lines
}
