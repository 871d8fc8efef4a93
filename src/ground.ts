// What every process of a desk stands on, whatever its role: its database, its clock, its alarms, and the watch over all of it.

import { type AlarmName, type Alarms, openAlarms } from "./alarms.ts"
import {
  type DatabaseFault,
  type DatabasePlace,
  type Db,
  hasChecksums,
  openDatabase,
  unknownMigrations,
} from "./database/index.ts"
import type { Settings } from "./settings.ts"
import { type Now, realNow, type SteadyClock, steadyClock } from "./time/index.ts"
import { startWatch, type Watch } from "./watch/index.ts"
import type { Log } from "./web/index.ts"

export type Ground = { readonly alarms: Alarms; readonly clock: SteadyClock; readonly log: Log }

export function openGround(log: Log): Ground {
  const alarms = openAlarms(({ name, sentence }, is) => {
    if (is === "begun") log.error({ alarm: name }, sentence)
    else log.warn({ alarm: name }, "over")
  })
  return { alarms, log, clock: steadyClock({ wall: realNow, monotonic: () => performance.now() }) }
}

type PoolSettings = Pick<Settings, "role" | "databaseConnections">

/** A pool of connections. Web and worker have one each, so that neither waits for what the other holds. */
export function openPool({ deskUrl }: DatabasePlace, settings: PoolSettings, { alarms, log }: Ground): Db {
  const { role, databaseConnections } = settings
  return openDatabase({
    url: deskUrl,
    connections: role === "all" ? Math.ceil(databaseConnections / 2) : databaseConnections,
    name: "charter desk",
    onError: (error) => log.warn({ err: error }, "lost a connection"),
    onFault: (fault) => alarms.raise(...faults[fault]),
  })
}

const faults: Record<DatabaseFault, [AlarmName, string]> = {
  full: ["database-full", "The database has no room left on its disk: make room. Until then nothing more can be kept."],
  damaged: [
    "database-damaged",
    "A page of the database is damaged, and what it held cannot be read: stop the desk, restore the last backup into a new place (charter restore), and replace the disk. See docs/resilience.md.",
  ],
}

/** Starts looking after the ground, and says what is not as it should be from the beginning. */
export async function watchGround(
  { alarms, clock, log }: Ground,
  { db, now, settings, place }: { db: Db; now: Now; settings: Settings; place: DatabasePlace },
): Promise<Watch> {
  if (!(await hasChecksums(db))) alarms.raise("no-checksums", noChecksums)
  const newer = await unknownMigrations(db)
  if (newer.length > 0) alarms.raise("newer-history", newerSentence(newer))
  const directory = place.embedded === undefined ? [] : [{ name: "database", path: place.embedded.dataDirectory }]
  return await startWatch({
    db,
    now,
    clock,
    alarms,
    places: [{ name: "var", path: settings.varDir }, ...directory],
    isWeb: settings.role !== "worker",
    onError: (error, doing) => log.warn({ err: error, doing }, "could not look"),
  })
}

function newerSentence(files: readonly string[]): string {
  return `A newer release of Charter has worked on this database (${files.join(", ")}). Cases on which it recorded what this release cannot read are shown, and nothing about them can be changed until the newer release runs again.`
}

const noChecksums =
  "PostgreSQL keeps no checksums of its pages, so what a failing disk changes would be believed: turn them on with pg_checksums while it is stopped."
