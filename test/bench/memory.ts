// How much memory a desk's Node processes hold: their proportional set size, which counts a page shared by two as half for each.

import { readFileSync, readlinkSync } from "node:fs"
import { childrenOf } from "../faults/processes.ts"

/** In MB, of a process and of all Node processes under it; PostgreSQL is none. Linux tells it, and nobody else. */
export function nodeMegabytes(pid: number): number {
  return nodesUnder(pid).reduce((sum, each) => sum + pssKilobytes(each), 0) / 1024
}

function nodesUnder(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(nodesUnder)].filter(isNode)
}

function isNode(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`).endsWith("/node")
  } catch {
    return false
  }
}

function pssKilobytes(pid: number): number {
  const found = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1]
  if (found === undefined) throw new Error(`/proc/${pid}/smaps_rollup tells no Pss`)
  return Number(found)
}
