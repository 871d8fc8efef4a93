// The desk's database for a verb, beside a running desk and without one.

import {
  bringUpToDate,
  closeDatabase,
  type DatabasePlace,
  type Db,
  embeddedExists,
  isMigrated,
  openDatabase,
  openPlace,
  type PlaceSettings,
} from "../database/index.ts"

/** Does a verb's work on the database, its schema brought up to date first. */
export async function withDatabase<T>(settings: PlaceSettings, work: (db: Db) => Promise<T>): Promise<T> {
  return atPlace(settings, async (place) => {
    await bringUpToDate(place)
    return withPool(place, work)
  })
}

/** Like `withDatabase`, and tells where the database is. */
export async function withPlace<T>(
  settings: PlaceSettings,
  work: (db: Db, place: DatabasePlace) => Promise<T>,
): Promise<T> {
  return atPlace(settings, async (place) => {
    await bringUpToDate(place)
    return withPool(place, (db) => work(db, place))
  })
}

/** Like `withDatabase`, but creates nothing: where no desk has ever been, the work is given no database. */
export async function withExistingDatabase<T>(
  settings: PlaceSettings,
  work: (db: Db | undefined) => Promise<T>,
): Promise<T> {
  if (settings.databaseUrl === undefined && !embeddedExists(settings.varDir)) return work(undefined)
  return atPlace(settings, (place) => withPool(place, async (db) => work((await isMigrated(db)) ? db : undefined)))
}

async function atPlace<T>(settings: PlaceSettings, work: (place: DatabasePlace) => Promise<T>): Promise<T> {
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
