// Where the tests' temporary things lie: in memory where there is plenty of it, because they are worth nothing and a disk would be asked to
// keep them.

import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const memoryFolder = "/dev/shm"
const gibibyte = 2 ** 30
/** A run has left less than 2 GiB at once; the rest is for whoever else needs memory. */
const needed = { room: 6 * gibibyte, memory: 12 * gibibyte }

/** A folder that exists: that of the system unless memory serves. Files there can be run. */
export function scratchFolder(): string {
  return hasRoom() && runsFiles() ? memoryFolder : tmpdir()
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memoryFolder)
    return bavail * bsize >= needed.room && process.availableMemory() >= needed.memory
  } catch {
    return false
  }
}

// Often nothing may be run from there, or nothing written.
function runsFiles(): boolean {
  try {
    const folder = mkdtempSync(join(memoryFolder, "charter-runs-"))
    const program = join(folder, "true")
    writeFileSync(program, "#!/bin/sh\nexit 0\n", { mode: 0o700 })
    const { status } = spawnSync(program)
    rmSync(folder, { recursive: true })
    return status === 0
  } catch {
    return false
  }
}
