// The processes of this machine, as far as a test that kills some of them must know them.

import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"

/** The processes that a process has started and that live, without theirs. */
export function childrenOf(parent: number): number[] {
  const all = existsSync("/proc/self/stat") ? fromProc() : fromPs()
  return all.filter((each) => each.parent === parent).map((each) => each.pid)
}

/** Ends processes at once and without a word; one that has gone already is none to worry about. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL")
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error
    }
  }
}

type Running = { readonly pid: number; readonly parent: number }

function fromProc(): Running[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(name) }))
}

// proc(5): the parent is the second field after the name in brackets, which may hold anything.
function parentOf(name: string): number {
  try {
    return Number(readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1])
  } catch {
    return 0
  }
}

function fromPs(): Running[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n")
  return lines.map((line) => {
    const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number)
    return { pid, parent }
  })
}
