// Looks twice a second how far the replica is behind, and says whether it may be read.

import type { Db } from "./database.ts"
import { lagMeter } from "./lag.ts"
import type { Position } from "./position.ts"
import { type Identity, identityOf, replayedPosition, writtenPosition } from "./replica-store.ts"

export type ReplicaReport = {
  readonly state: "read" | "behind" | "not reached" | "not a replica"
  /** How old, at most, is what it shows; null while nobody knows. */
  readonly lagMs: number | null
  /** Whether it is only known to be at least so old. */
  readonly isAtLeast: boolean
  readonly lagLimitMs: number
  readonly replayed: Position | null
}

export type ReplicaWatch = {
  readonly isClose: () => boolean
  readonly replayed: () => Position
  /** A read has failed: not read again before the next look. */
  readonly failed: () => void
  readonly report: () => ReplicaReport
  readonly stop: () => Promise<void>
}

type Watched = {
  readonly db: Db
  readonly replica: Db
  readonly lagLimitMs: number
  readonly onChange: (sentence: string) => void
}
type Look = { readonly replayed: Position } | { readonly fault: "not reached" | "not a replica" }

const everyMs = 500

export function watchReplica({ db, replica, lagLimitMs, onChange }: Watched): ReplicaWatch {
  const meter = lagMeter()
  let last: Look = { fault: "not reached" }
  let told: ReplicaReport["state"] | undefined
  let identity: Identity | undefined
  let looking: Promise<void> | undefined

  async function look(): Promise<void> {
    const at = performance.now()
    const written = await writtenPosition(db)
    if (written !== undefined) meter.note(written, at)
    identity ??= await identityOf(db)
    last = await seen(replica, identity).catch(() => ({ fault: "not reached" as const }))
  }

  function report(): ReplicaReport {
    if ("fault" in last) return { state: last.fault, lagMs: null, isAtLeast: false, lagLimitMs, replayed: null }
    const { replayed } = last
    const { milliseconds, isOpen } = meter.lagOf(replayed, performance.now())
    const state = isOpen || milliseconds > lagLimitMs ? "behind" : "read"
    return { state, lagMs: Math.round(milliseconds), isAtLeast: isOpen, lagLimitMs, replayed }
  }

  function tell(): void {
    const { state } = report()
    if (state === told) return
    // Nobody needs to hear at the start that all is as it should be.
    if (told !== undefined || state !== "read") onChange(sentences[state])
    told = state
  }

  const tick = (): void => {
    looking ??= look()
      .catch(() => undefined)
      .finally(() => {
        looking = undefined
        tell()
      })
  }
  const timer = setInterval(tick, everyMs).unref()
  tick()
  return {
    isClose: () => report().state === "read",
    replayed: () => ("fault" in last ? 0n : last.replayed),
    failed: () => {
      last = { fault: "not reached" }
      tell()
    },
    report,
    stop: async () => {
      clearInterval(timer)
      await looking
    },
  }
}

const sentences: Readonly<Record<ReplicaReport["state"], string>> = {
  read: "The replica is read again.",
  behind: "The replica is too far behind: everything is read from the database itself.",
  "not reached": "The replica does not answer: everything is read from the database itself.",
  "not a replica": "REPLICA_URL leads to no replica of this database: everything is read from the database itself.",
}

// A server that was promoted, or belongs to another database, has a history of its own.
async function seen(replica: Db, identity: Identity | undefined): Promise<Look> {
  const [replayed, found] = await Promise.all([replayedPosition(replica), identityOf(replica)])
  const isOurs = found?.cluster === identity?.cluster && found?.database === identity?.database
  return replayed !== undefined && isOurs ? { replayed } : { fault: "not a replica" }
}
