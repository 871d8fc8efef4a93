// addresses.json: where a living desk can be reached, and the sign that it lives. One desk a VAR_DIR.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { z } from "zod"
import { Refused } from "./errors.ts"

const shape = z.object({
  web: z.string().optional(),
  smtp: z.string().optional(),
  metrics: z.string().optional(),
  database: z.string(),
  pid: z.int().positive(),
})

export type Addresses = z.infer<typeof shape>

/** The desk that lives on a VAR_DIR; undefined where none does. A killed desk's file counts for nothing. */
export function livingDesk(varDir: string): Addresses | undefined {
  try {
    const { started, ...addresses } = shape
      .extend({ started: z.string() })
      .parse(JSON.parse(readFileSync(pathIn(varDir), "utf8")))
    return startOf(addresses.pid) === started ? addresses : undefined
  } catch {
    // No file, half a file, or somebody else's: whatever it is, no desk of ours wrote it and lives.
    return undefined
  }
}

/** Throws Refused where a desk lives on this VAR_DIR already. */
export function mustBeAlone(varDir: string): void {
  const living = livingDesk(varDir)
  if (living === undefined || living.pid === process.pid) return
  throw new Refused(
    `A desk runs on ${varDir} already, with the process id ${living.pid}: stop it first, or set another VAR_DIR.`,
  )
}

/** Written whole or not at all, for its owner alone: it holds the database's password. */
export function writeAddresses(varDir: string, addresses: Addresses): void {
  mkdirSync(varDir, { recursive: true })
  const draft = `${pathIn(varDir)}.${process.pid}`
  const text = JSON.stringify({ ...addresses, started: startOf(addresses.pid) ?? "" }, null, 2)
  writeFileSync(draft, `${text}\n`, { mode: 0o600 })
  renameSync(draft, pathIn(varDir))
}

export function removeAddresses(varDir: string): void {
  rmSync(pathIn(varDir), { force: true })
}

function pathIn(varDir: string): string {
  return join(varDir, "addresses.json")
}

/** When a process started, as the system tells it, so that a pid that was given out again is not taken for the desk; undefined: no such process. */
function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return undefined
  }
  try {
    // proc(5): the 22nd field of stat, counted after the name in brackets, which may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? []
    return fields[0] === "Z" ? undefined : fields[19]
  } catch {
    return "unknown"
  }
}
