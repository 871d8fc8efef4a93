// Brings unpacked data to a moment: its server repeats the archived log up to there, and then is a server of its own.

import { chownSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { NotStarted, type PrivateServer, startPrivately } from "../database/index.ts"
import { Refused } from "../errors.ts"
import type { Archive } from "./archive.ts"
import { startFeeder } from "./feeder.ts"
import type { Manifest } from "./manifest.ts"

export type Recovery = {
  readonly directory: string
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
  readonly manifest: Manifest
  readonly archives: readonly Archive[]
  /** The moment, in whole milliseconds since 1970; undefined goes as far as the log does. */
  readonly to: number | undefined
}

const patienceMs = 24 * 3_600_000

/** Gives the recovered server, running. Throws Refused where the log does not reach the moment, is damaged, or needs another key. */
export async function recovered(recovery: Recovery): Promise<PrivateServer> {
  const { directory, owner, manifest, archives, to } = recovery
  const signal = join(directory, "recovery.signal")
  writeFileSync(signal, "", { mode: 0o600 })
  if (owner) chownSync(signal, owner.uid, owner.gid)
  const feeder = startFeeder(archives, manifest.log?.segmentBytes ?? 16 * 2 ** 20, owner)
  try {
    const parameters = { restore_command: feeder.command, recovery_target_action: "promote", ...targetOf(to) }
    return await startPrivately({ directory, parameters, patienceMs, whileStarting: feeder.check })
  } catch (error) {
    feeder.check()
    throw error instanceof NotStarted ? inWords(error, to) : error
  } finally {
    await feeder.stop()
  }
}

// Everything that was committed by the moment, that moment included.
function targetOf(to: number | undefined): Record<string, string> {
  if (to === undefined) return { recovery_target_timeline: "latest" }
  const instant = Temporal.Instant.fromEpochMilliseconds(to).toString({ fractionalSecondDigits: 3 })
  return {
    recovery_target_time: instant.replace("T", " ").replace("Z", "+00"),
    recovery_target_inclusive: "on",
    recovery_target_timeline: "latest",
  }
}

function inWords(error: NotStarted, to: number | undefined): Error {
  if (to === undefined || !/before configured recovery target was reached/.test(error.lastWords)) return error
  const last = /last completed transaction was at log time ([\d-]+ [\d:.]+)/.exec(error.lastWords)?.[1]
  const seen = last === undefined ? "" : ` The last thing that it holds was done at ${last} UTC.`
  return new Refused(`The archived log ends before that moment.${seen} Leave --to out to restore all that there is.`)
}
