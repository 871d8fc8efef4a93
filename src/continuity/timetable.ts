// Backups, their verification and drills on a timetable: each in a process of its own, so that nobody who works at the desk waits for it.

import { spawn } from "node:child_process"
import { setPriority } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import type { Db } from "../database/index.ts"
import type { Now } from "../time/index.ts"
import { type Chore, claimChore, noteChore } from "./chores-store.ts"

export type Timetable = {
  readonly db: Db
  readonly now: Now
  /** How often, in milliseconds; undefined is never. */
  readonly every: Readonly<Record<Chore, number | undefined>>
  /** Does one; gives why it failed, or null. */
  readonly run: (chore: Chore) => Promise<string | null>
  readonly onError: (error: unknown) => void
}

const lookMilliseconds = 10_000
const againMilliseconds = 30 * 60_000

export function startTimetable(timetable: Timetable): { readonly stop: () => Promise<void> } {
  let running: Promise<void> | undefined
  const tick = () => {
    running ??= timetableRound(timetable)
      .catch(timetable.onError)
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(tick, lookMilliseconds)
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}

/** Does what is due, one after the other. */
export async function timetableRound({ db, now, every, run, onError }: Timetable): Promise<void> {
  for (const chore of ["backup", "verification", "drill"] as const) {
    const span = every[chore]
    if (span === undefined) continue
    const at = now()
    if (!(await claimChore(db, chore, { at, dueSince: at - span, failedSince: at - againMilliseconds }))) continue
    const reason = await run(chore).catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
    await noteChore(db, chore, reason)
    if (reason !== null) onError(new Error(`${chore}: ${reason}`))
  }
}

const verbs: Readonly<Record<Chore, readonly string[]>> = {
  backup: ["backup", "--tidy"],
  verification: ["backup", "--verify"],
  drill: ["drill"],
}

/** Runs a chore as the command line would, with little claim to the processor. `ended` ends it with the desk. */
export function runChore(chore: Chore, ended: AbortSignal): Promise<string | null> {
  const words = [...process.execArgv, join(import.meta.dirname, "../cli/main.ts"), ...verbs[chore]]
  const child = spawn(process.execPath, words, { stdio: ["ignore", "ignore", "pipe"], signal: ended })
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const complaint = text(child.stderr).catch(() => "")
  child.once("error", (error) => resolve(ended.aborted ? "The desk was stopped meanwhile." : error.message))
  child.once("close", async (code) => resolve(code === 0 ? null : lastLine(await complaint)))
  if (child.pid !== undefined) setPriority(child.pid, 10)
  return promise
}

function lastLine(complaint: string): string {
  return complaint.trim().split("\n").at(-1)?.slice(0, 500) ?? ""
}
