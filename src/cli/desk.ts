// The desk's database for a verb, beside a running desk and without one; and for `start`, which keeps it.

import {
  bringUpToDate,
  closeDatabase,
  type Db,
  embeddedExists,
  isMigrated,
  openDatabase,
  startEmbedded,
} from "../database/index.ts"
import type { Settings } from "../settings.ts"

export type DatabasePlace = {
  /** May change the schema. */
  readonly ownerUrl: string
  /** What the desk works with. */
  readonly deskUrl: string
  /** The role of `deskUrl`; absent where the desk works as the owner. */
  readonly deskRole?: string
  /** Ends an embedded PostgreSQL, unless another process of ours uses it. */
  readonly leave: () => Promise<void>
}

type Where = Pick<Settings, "databaseUrl" | "migrateDatabaseUrl" | "varDir">
type Keeping = { readonly supervised?: boolean; readonly onChange?: (sentence: string) => void }

/** Finds the database that the settings name, and brings the embedded one up where they name none. Call `leave` at the end. */
export async function openPlace(settings: Where, keeping: Keeping = {}): Promise<DatabasePlace> {
  if (settings.databaseUrl !== undefined) return namedPlace(settings.databaseUrl, settings.migrateDatabaseUrl)
  const embedded = await startEmbedded({ varDir: settings.varDir, ...keeping })
  return { ownerUrl: embedded.ownerUrl, deskUrl: embedded.deskUrl, deskRole: embedded.deskRole, leave: embedded.stop }
}

/** Does a verb's work on the database, its schema brought up to date first. */
export async function withDatabase<T>(settings: Where, work: (db: Db) => Promise<T>): Promise<T> {
  return atPlace(settings, async (place) => {
    await bringUpToDate(place)
    return withPool(place, work)
  })
}

/** Like `withDatabase`, but creates nothing: where no desk has ever been, the work is given no database. */
export async function withExistingDatabase<T>(settings: Where, work: (db: Db | undefined) => Promise<T>): Promise<T> {
  if (settings.databaseUrl === undefined && !embeddedExists(settings.varDir)) return work(undefined)
  return atPlace(settings, (place) => withPool(place, async (db) => work((await isMigrated(db)) ? db : undefined)))
}

async function atPlace<T>(settings: Where, work: (place: DatabasePlace) => Promise<T>): Promise<T> {
  const place = await openPlace(settings)
  try {
    return await work(place)
  } finally {
    await place.leave()
  }
}

async function withPool<T>(place: DatabasePlace, work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase({ url: place.deskUrl, connections: 2, name: "charter verb" })
  try {
    return await work(db)
  } finally {
    await closeDatabase(db)
  }
}

function namedPlace(deskUrl: string, migrateUrl: string | undefined): DatabasePlace {
  const leave = async () => {}
  if (migrateUrl === undefined) return { ownerUrl: deskUrl, deskUrl, leave }
  return { ownerUrl: migrateUrl, deskUrl, deskRole: decodeURIComponent(new URL(deskUrl).username), leave }
}
