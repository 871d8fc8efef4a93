// Starts a desk - web, worker or both - and stops it in good order.

import { type Addresses, mustBeAlone, removeAddresses, writeAddresses } from "./addresses.ts"
import {
  bringUpToDate,
  checkDatabase,
  closeDatabase,
  type DatabasePlace,
  type Db,
  openPlace,
  openReplica,
  primaryOnly,
  showPresence,
} from "./database/index.ts"

import { fillDemonstration } from "./demo/index.ts"
import { type Beside, letterheadOf, startWebEntrance, startWorkerEntrance } from "./entrances.ts"
import { fail } from "./failpoint.ts"
import { type Ground, openGround, openPool, watchGround } from "./ground.ts"
import { preparedDatabase } from "./prepare.ts"
import { mustShareSecretKey } from "./secret-mark.ts"
import type { Settings } from "./settings.ts"
import { secretKeyOf } from "./settings-secret.ts"
import { realNow } from "./time/index.ts"
import { type Log, openLog } from "./web/index.ts"

export type RunningDesk = {
  readonly addresses: Addresses
  /** What whoever started it should be told, in sentences. */
  readonly remarks: readonly string[]
  readonly stop: () => Promise<void>
}

type Closing = () => Promise<void> | void

/** Brings a desk up; what had been opened is closed again where a later step fails. Throws Refused where it must not run. */
export async function startDesk(settings: Settings, log: Log = openLog()): Promise<RunningDesk> {
  mustBeAlone(settings.varDir)
  const closings: Closing[] = []
  const stop = async () => {
    for (const close of closings.splice(0).reverse()) await close()
  }
  try {
    return { ...(await broughtUp(settings, log, (closing) => closings.push(closing))), stop }
  } catch (error) {
    await stop().catch((cause: unknown) => log.error({ err: cause }, "could not stop in good order"))
    throw error
  }
}

async function broughtUp(settings: Settings, log: Log, atEnd: (closing: Closing) => void) {
  const place = await openPlace(settings, {
    supervised: true,
    archivesLog: settings.backupDir !== undefined,
    onChange: (sentence) => log.warn(sentence),
  })
  atEnd(place.leave)
  await bringUpToDate(place)
  await fail("start.after_migration")
  const ground = openGround(log)
  const pool = () => pooled(place, settings, ground, atEnd)
  const db = pool()
  await checkDatabase(db)
  await mustShareSecretKey(db, secretKeyOf(settings), realNow())
  const presence = await showPresence({ url: place.deskUrl, role: settings.role })
  atEnd(presence.leave)
  const { now, remarks } = await preparedDatabase(db, settings, presence, ground.clock.now)
  const places = readPlaces(settings, db, log)
  atEnd(places.close)
  const watch = await watchGround(ground, { db, now, settings, place })
  atEnd(watch.stop)
  const secretKey = secretKeyOf(settings)
  const logFolder = place.embedded?.logFolder
  const parts = { settings, db, places, now, log, secretKey, beside: nothingBeside(), ground, watch, logFolder }
  const web = settings.role === "worker" ? undefined : await startWebEntrance(parts, atEnd)
  const publicUrl = web?.publicUrl ?? settings.publicUrl ?? `http://${settings.host}:${settings.port}`
  // Before the worker, which would do the jobs of the past week as if they were of today.
  const shown = settings.demo ? await fillDemonstration(db, now(), await letterheadOf(parts, publicUrl)) : []
  const works = () => startWorkerEntrance({ ...parts, db: settings.role === "all" ? pool() : db }, publicUrl, atEnd)
  const worker = settings.role === "web" ? undefined : await works()
  const addresses: Addresses = {
    ...(web === undefined ? {} : { web: web.web }),
    ...(worker?.smtp === undefined ? {} : { smtp: worker.smtp }),
    ...metricsOf(web ?? worker),
    database: place.ownerUrl,
    pid: process.pid,
  }
  await fail("start.before_ready")
  writeAddresses(settings.varDir, addresses)
  atEnd(() => removeAddresses(settings.varDir))
  // First of all, so that balancers have seen it before anything closes.
  atEnd(() => (web ?? worker)?.leave())
  return { addresses, remarks: [...remarks, ...shown] }
}

function metricsOf(entrance: { readonly metrics: string | undefined } | undefined) {
  return entrance?.metrics === undefined ? {} : { metrics: entrance.metrics }
}

// A worker decides things all day: it reads nothing that may be a moment old.
function readPlaces(
  { replicaUrl: url, role, replicaLagLimitSeconds, databaseConnections }: Settings,
  db: Db,
  log: Log,
) {
  if (url === undefined || role === "worker") return primaryOnly(db)
  const lagLimitMs = replicaLagLimitSeconds * 1000
  return openReplica({ db, url, lagLimitMs, connections: databaseConnections, onChange: (words) => log.warn(words) })
}

function pooled(place: DatabasePlace, settings: Settings, ground: Ground, atEnd: (closing: Closing) => void): Db {
  const db = openPool(place, settings, ground)
  atEnd(() => closeDatabase(db))
  return db
}

function nothingBeside(): Beside {
  return { wake: () => {}, hint: () => {}, postsUnderWay: 0, checks: [] }
}
