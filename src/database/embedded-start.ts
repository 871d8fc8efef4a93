// Gets an answer out of the embedded PostgreSQL: from the server that runs, starts, recovers or stops, or from a new one.

import { globSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { Refused } from "../errors.ts"
import { ownerRole } from "./embedded-cluster.ts"
import { type Keeper, keep } from "./embedded-keeper.ts"
import { type Place, remember, startLog, urlOf } from "./embedded-place.ts"
import { livingPostmaster, type Postmaster } from "./embedded-postmaster.ts"
import { freePort, isPortTaken } from "./embedded-record.ts"

export type Running = { readonly pid: number; readonly keeper: Keeper }

const patienceMs = 60_000
const failuresLimit = 20

/** Throws when no server answers in a minute, or when one ends again and again. `mayMove` lets it go to another port. */
export async function bringUp(place: Place, { mayMove } = { mayMove: true }): Promise<Running> {
  let child: { ended: boolean } | undefined
  let failures = 0
  for (const started = performance.now(); performance.now() - started < patienceMs; await pause(50)) {
    const living = livingPostmaster(place.directory)
    const running = living && (await kept(place, living))
    if (running) return running
    if (child?.ended) failures += 1
    if (failures > failuresLimit) break
    if (living || (child && !child.ended)) continue
    if (failures > 0 && mayMove) await moveFromTakenPort(place)
    child = begun(place)
  }
  throw new Error(`PostgreSQL does not start. Its last words:\n${lastWords(place)}`)
}

function begun(place: Place): { ended: boolean } {
  const child = { ended: false }
  void place.start().ended.then(() => {
    child.ended = true
  })
  return child
}

async function kept(place: Place, living: Postmaster): Promise<Running | undefined> {
  if (living.port !== place.record.port) remember(place, { port: living.port })
  try {
    return { pid: living.pid, keeper: await keep(urlOf(place, ownerRole, "postgres")) }
  } catch (error) {
    if (isWrongPassword(error))
      throw new Refused(`The PostgreSQL of ${place.directory} does not know the password kept in ${place.varDir}.`)
    return undefined
  }
}

async function moveFromTakenPort(place: Place): Promise<void> {
  if (await isPortTaken(place.record.port)) remember(place, { port: await freePort() })
}

// It speaks to the first file until its own log is open.
function lastWords(place: Place): string {
  const logs = globSync(join(place.directory, "log/*.log")).toSorted(
    (a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs,
  )
  const texts = [startLog(place.varDir), ...logs.slice(-1)].map((path) => readFileSync(path, "utf8").trim())
  return texts.flatMap((text) => text.split("\n").slice(-10)).join("\n")
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "28P01"
}
