// What somebody must do something about: backups that are missing, old or damaged, log that is not archived, a drill that failed, mail that is held.

import type { AlarmName, Alarms } from "../alarms.ts"
import type { Db } from "../database/index.ts"
import { type EpochMilliseconds, instantInWords, spanInWords } from "../time/index.ts"
import { failedChores } from "./chores-store.ts"
import { presentHold } from "./hold-store.ts"
import {
  type ArchiveState,
  archiveState,
  archivesLog,
  type BackupRow,
  type DrillRow,
  latestDrills,
  presentBackups,
} from "./store.ts"

export type Watched = {
  /** BACKUP_DIR, where backups are made on a timetable. */
  readonly backups: string | undefined
  /** Whether the desk's own PostgreSQL keeps the log. */
  readonly isEmbedded: boolean
}

export type Trouble = { readonly name: AlarmName; readonly sentence: string }

const names: readonly AlarmName[] = ["backup", "log-archive", "drill", "mail-held"]
const oldestMilliseconds = 24 * 3_600_000
const silenceMilliseconds = 5 * 60_000

/** What is wrong at this moment, each in a sentence that says what to do. */
export async function troubles(db: Db, { backups, isEmbedded }: Watched, at: EpochMilliseconds): Promise<Trouble[]> {
  const hold = await presentHold(db)
  const held: Trouble[] =
    hold === undefined
      ? []
      : [
          {
            name: "mail-held",
            sentence: `No mail goes out since the restore at ${instantInWords(hold.restoredAt)}: look at what waits, then let it out on the page Continuity.`,
          },
        ]
  if (backups === undefined) return held
  const [drill] = await latestDrills(db, 1)
  return [
    ...backupTroubles(await presentBackups(db, 1000), await failedChores(db), at),
    ...(isEmbedded ? archiveTroubles(await archiveState(db), await archivesLog(db)) : []),
    ...drillTroubles(drill),
    ...held,
  ]
}

/** Keeps the alarms as `troubles` has them. */
export function raiseTroubles(found: readonly Trouble[], alarms: Alarms): void {
  for (const name of names) {
    const own = found.filter((each) => each.name === name)
    if (own.length === 0) alarms.clear(name)
    else alarms.raise(name, own.map((each) => each.sentence).join(" "))
  }
}

function backupTroubles(
  present: readonly BackupRow[],
  failed: readonly { name: string; reason: string }[],
  at: EpochMilliseconds,
): Trouble[] {
  const newest = present.find((each) => each.state === "good")
  const isOld = newest !== undefined && at - newest.madeAt > oldestMilliseconds
  const damaged = present.filter((each) => each.state === "damaged").length
  const sentences = [
    ...failed.filter(({ name }) => name !== "drill").map(({ name, reason }) => `The last ${name} failed: ${reason}`),
    ...(isOld
      ? [
          `The newest good backup is ${spanInWords(Math.floor((at - newest.madeAt) / 60_000))} old, and 24 hours are the most.`,
        ]
      : []),
    ...(damaged > 0
      ? [`Damaged backups: ${damaged}. Look at them on the page Continuity, and make a new one with charter backup.`]
      : []),
  ]
  return sentences.map((sentence) => ({ name: "backup", sentence }))
}

function archiveTroubles(state: ArchiveState | undefined, isArchiving: boolean): Trouble[] {
  const sentence = archiveSentence(state, isArchiving)
  return sentence === undefined ? [] : [{ name: "log-archive", sentence }]
}

function archiveSentence(state: ArchiveState | undefined, isArchiving: boolean): string | undefined {
  if (!isArchiving)
    return "PostgreSQL was started without an archive of its log, so only what is in a backup can be restored: restart the desk when no other charter command runs."
  if (state === undefined) return undefined
  if (state.failingSince !== null)
    return `The log has not got into the archive since ${instantInWords(state.failingSince)}: ${state.reason} Work since then is on this machine's disk alone.`
  if (state.shippedAt !== null && state.now - state.shippedAt > silenceMilliseconds)
    return `Nothing has got into the archive of log since ${instantInWords(state.shippedAt)}. Look at PostgreSQL's own log.`
  return undefined
}

function drillTroubles(drill: DrillRow | undefined): Trouble[] {
  if (drill === undefined || drill.isPassed) return []
  return [
    {
      name: "drill",
      sentence: `The restore drill of ${instantInWords(drill.begunAt)} failed: ${drill.faults[0] ?? ""}`,
    },
  ]
}
