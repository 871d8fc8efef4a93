// Where a list is read: from a streaming replica while it is close enough behind, otherwise from the database itself. Never a verb, a
// clock or an approval: those are asked of the database and never come here.

import { setTimeout as pause } from "node:timers/promises"
import { isRefusal } from "../errors.ts"
import { closeDatabase, type Db, openDatabase } from "./database.ts"
import { beyondAll, type Position } from "./position.ts"
import { replayedPosition, writtenPosition } from "./replica-store.ts"
import { type ReplicaReport, watchReplica } from "./replica-watch.ts"

export type { ReplicaReport } from "./replica-watch.ts"

/** Reads what may be a moment old. The work may be done a second time, on the database itself. */
export type Read = <T>(work: (reads: Db) => Promise<T>) => Promise<T>

export type ReadPlaces = {
  /** Does the reading for somebody who has seen the database as it was at a position, or has not looked lately. */
  readonly readSince: <T>(seen: Position | undefined, work: (reads: Db) => Promise<T>) => Promise<T>
  /** A position that holds all that is committed by now: what whoever has just written has seen. Undefined without a replica. */
  readonly writtenSoFar: () => Promise<Position | undefined>
  /** How long what somebody has seen must be remembered: after that the bound on the lag says as much. */
  readonly rememberedSeconds: number
  readonly report: () => ReplicaReport | undefined
  readonly counts: () => { readonly primary: number; readonly replica: number }
  readonly close: () => Promise<void>
}

export type ReplicaOptions = {
  readonly db: Db
  /** Of the replica. */
  readonly url: string
  readonly lagLimitMs: number
  readonly connections: number
  /** Told in a sentence when the replica begins or ceases to be read. */
  readonly onChange: (sentence: string) => void
}

const patienceMs = 200
const stepMs = 10
// Long enough for a list, short enough for a person: then the database itself is asked.
const answerMs = 3000
const connectMs = 1000

/** Everything is read from the one database. */
export function primaryOnly(db: Db): ReadPlaces {
  let primary = 0
  return {
    readSince: (_seen, work) => {
      primary += 1
      return work(db)
    },
    writtenSoFar: async () => undefined,
    rememberedSeconds: 0,
    report: () => undefined,
    counts: () => ({ primary, replica: 0 }),
    close: async () => {},
  }
}

export function openReplica({ db, url, lagLimitMs, connections, onChange }: ReplicaOptions): ReadPlaces {
  // A lost connection is seen by the watch, which tells it once.
  const replica = openDatabase({ url, connections, name: "charter reads", connectMs, answerMs })
  const watch = watchReplica({ db, replica, lagLimitMs, onChange })
  const counts = { primary: 0, replica: 0 }

  async function readSince<T>(seen: Position | undefined, work: (reads: Db) => Promise<T>): Promise<T> {
    if (await mayRead(seen)) {
      try {
        const found = await work(replica)
        counts.replica += 1
        return found
      } catch (error) {
        if (isRefusal(error)) throw error
        // Whatever it is, the database itself has the last word.
        watch.failed()
      }
    }
    counts.primary += 1
    return await work(db)
  }

  async function mayRead(seen: Position | undefined): Promise<boolean> {
    if (!watch.isClose()) return false
    return seen === undefined || seen <= watch.replayed() || (seen < beyondAll && (await caughtUp(seen)))
  }

  async function caughtUp(seen: Position): Promise<boolean> {
    for (const began = performance.now(); performance.now() - began < patienceMs; await pause(stepMs)) {
      const replayed = await replayedPosition(replica).catch(() => undefined)
      if (replayed === undefined) return false
      if (replayed >= seen) return true
    }
    return false
  }

  return {
    readSince,
    // Where nobody can say, the database itself is read until that is forgotten.
    writtenSoFar: async () => (await writtenPosition(db).catch(() => undefined)) ?? beyondAll,
    rememberedSeconds: Math.ceil(lagLimitMs / 1000) + 10,
    report: watch.report,
    counts: () => ({ ...counts }),
    close: async () => {
      await watch.stop()
      await closeDatabase(replica)
    },
  }
}
