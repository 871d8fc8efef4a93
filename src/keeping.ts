// What keeps a desk restorable while it runs: its log goes into the archive, backups and drills are made on their timetable, and somebody hears of it
// when that fails.

import { raiseTroubles, runChore, startArchiving, startTimetable, troubles } from "./continuity/index.ts"
import type { Db } from "./database/index.ts"
import type { Ground } from "./ground.ts"
import type { Settings } from "./settings.ts"
import type { Now } from "./time/index.ts"
import type { Log } from "./web/index.ts"

type KeptParts = {
  readonly settings: Settings
  readonly db: Db
  readonly now: Now
  readonly log: Log
  readonly ground: Ground
  /** Where an embedded PostgreSQL puts finished log aside. */
  readonly logFolder: string | undefined
}
type AtEnd = (closing: () => Promise<void> | void) => void

const dayMilliseconds = 24 * 60 * 60 * 1000
const lookMilliseconds = 15_000

/** Begins all of it in a worker. A drill's own server is no part of the desk. */
export function startKeeping(parts: KeptParts, atEnd: AtEnd): void {
  const { settings, db, now, log, logFolder } = parts
  const onError = (error: unknown) => log.error({ err: error }, "the backups failed at something")
  const { backupDir: into, backupKey: key, backupEvery, drillEvery } = settings
  if (logFolder !== undefined) atEnd(startArchiving({ db, logFolder, into, key, onError }).stop)
  atEnd(startLooking(parts, onError))
  if (into === undefined) return
  const stopped = new AbortController()
  const every = { backup: backupEvery, verification: dayMilliseconds, drill: drillEvery }
  const timetable = startTimetable({ db, now, every, run: (chore) => runChore(chore, stopped.signal), onError })
  atEnd(async () => {
    stopped.abort()
    await timetable.stop()
  })
}

/** What the page and the alarms look at. */
export function watchedBackups({ settings, logFolder }: Pick<KeptParts, "settings" | "logFolder">) {
  return { backups: settings.backupDir, isEmbedded: logFolder !== undefined }
}

function startLooking(parts: KeptParts, onError: (error: unknown) => void): () => void {
  const look = async () =>
    raiseTroubles(await troubles(parts.db, watchedBackups(parts), parts.now()), parts.ground.alarms)
  const timer = setInterval(() => void look().catch(onError), lookMilliseconds).unref()
  return () => clearInterval(timer)
}
