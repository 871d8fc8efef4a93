// The desk's page on its database: how it does, how far the replica is behind, and which processes work on it. For administrators.

import { type Db, type PresentProcess, positionText, presentProcesses, type ReadPlaces } from "../database/index.ts"
import type { Page } from "../page.ts"
import { type DatabaseFacts, databaseFacts } from "./database-store.ts"

export const databasePath = "/desk/database"
export const databaseNavigation = { text: "Database", href: databasePath, audience: "see-database" } as const

export function databasePage({ db, places }: { db: Db; places: ReadPlaces }): Page {
  return {
    method: "GET",
    path: databasePath,
    audience: "see-database",
    answer: async () => {
      const [facts, processes] = await Promise.all([databaseFacts(db), presentProcesses(db)])
      return {
        view: "web/database.njk",
        model: {
          title: "Database",
          facts: factRows(facts, db),
          replica: replicaRows(places),
          reads: places.counts(),
          processes: processes.map(shownProcess),
        },
      }
    },
  }
}

type Row = { readonly key: string; readonly value: string }

function factRows(facts: DatabaseFacts | undefined, { pool }: Db): Row[] {
  if (facts === undefined) return []
  const { version, bytes, connections, connectionsLimit, position } = facts
  return [
    { key: "PostgreSQL", value: version },
    { key: "Size", value: `${(bytes / 1_000_000).toLocaleString("en-GB", { maximumFractionDigits: 0 })} MB` },
    { key: "Connections", value: `${connections} of ${connectionsLimit}` },
    {
      key: "Connections of this process",
      value: `${pool.totalCount - pool.idleCount} at work, ${pool.idleCount} idle, ${pool.waitingCount} waited for`,
    },
    { key: "Written up to", value: position },
  ]
}

const stateWords = {
  read: "Lists and searches are read from it",
  behind: "Too far behind, so it is not read",
  "not reached": "Does not answer, so it is not read",
  "not a replica": "REPLICA_URL leads to no replica of this database, so it is not read",
} as const

function replicaRows(places: ReadPlaces): Row[] {
  const report = places.report()
  if (report === undefined) return []
  const { state, lagMs, isAtLeast, lagLimitMs, replayed } = report
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} seconds`
  return [
    { key: "State", value: stateWords[state] },
    {
      key: "Behind by",
      value: lagMs === null ? "Not known" : `${isAtLeast ? "at least" : "at most"} ${seconds(lagMs)}`,
    },
    { key: "Read while behind by", value: `at most ${seconds(lagLimitMs)}` },
    ...(replayed === null ? [] : [{ key: "Followed up to", value: positionText(replayed) }]),
  ]
}

const roleWords: Readonly<Record<string, string>> = { all: "Web and worker", web: "Web", worker: "Worker" }

// "charter web host 123"
function shownProcess({ name, since }: PresentProcess) {
  const [, role = "", host = "", pid = ""] = name.split(" ")
  return { role: roleWords[role] ?? role, host, pid, since }
}
