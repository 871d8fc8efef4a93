// What the page of continuity shows, in words: promises of the charter beside what was measured.

import { basename } from "node:path"
import { type CharterVersion, forceNames } from "../../charter/index.ts"
import { type EpochMilliseconds, spanInWords } from "../../time/index.ts"
import { megabytesASecond, tenGigabytesSeconds } from "../figures.ts"
import type { ArchiveState, BackupRow, DrillRow } from "../store.ts"

/** What we set ourselves beside the charter's clause, which names no figures. */
export const targets = { recoveryPointSeconds: 60, tenGigabytesMinutes: 30 } as const

/** The charter's clauses on continuity, each with its force. */
export function clausesView(version: CharterVersion | undefined) {
  const clauses = version?.charter.continuity.clauses ?? []
  return clauses.map(({ id, words, force }) => ({ id, words, force: forceNames[force] }))
}

export function backupView(backup: BackupRow, at: EpochMilliseconds) {
  return {
    ...backup,
    name: basename(backup.folder),
    age: spanInWords(Math.max(0, Math.floor((at - backup.madeAt) / 60_000))),
    size: sizeInWords(backup.bytes),
    isGood: backup.state === "good",
    encrypted: backup.isEncrypted ? "Yes" : "No",
  }
}

export function drillView(drill: DrillRow) {
  const { recoveryPointSeconds: point, recoverySeconds, dataBytes, eventsMissing } = drill
  const [rate, ten] = [megabytesASecond(drill), tenGigabytesSeconds(drill)]
  return {
    ...drill,
    point: point === null ? "Not measured" : secondsInWords(point),
    isPointKept: point !== null && point <= targets.recoveryPointSeconds,
    time: recoverySeconds === null ? "Not measured" : secondsInWords(recoverySeconds),
    size: dataBytes === null ? "" : sizeInWords(dataBytes),
    rate: rate === undefined ? "" : `${rate.toFixed(1)} MB a second`,
    ten: ten === undefined ? "" : spanInWords(Math.ceil(ten / 60)),
    isTenKept: ten !== undefined && ten / 60 <= targets.tenGigabytesMinutes,
    missing: eventsMissing === null ? "" : eventsMissing.toLocaleString("en-GB"),
  }
}

export function archiveView(state: ArchiveState | undefined) {
  if (state === undefined) return undefined
  const { shippedAt, now, failingSince, dropped } = state
  const age = shippedAt === null ? undefined : secondsInWords(Math.max(0, (now - shippedAt) / 1000))
  return { age, failingSince, dropped }
}

function secondsInWords(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} second${Math.round(seconds) === 1 ? "" : "s"}`
  return spanInWords(Math.round(seconds / 60))
}

function sizeInWords(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1000)} kB`
  if (bytes < 1_000_000_000) return `${Math.round(bytes / 1_000_000)} MB`
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`
}
