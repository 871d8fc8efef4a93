// Each second: replies whose time for undoing is over go, and uploaded files are checked for viruses. Each in rounds of its own, because a
// scanner that takes its time must hold up neither replies nor deadlines.

import { isHeld } from "../backup/index.ts"
import type { Db } from "../database/index.ts"
import { checkUploads, type Scanner } from "../files/index.ts"
import { checkCaseFiles, sendWaiting } from "../incidents/index.ts"
import type { Now } from "../time/index.ts"
import { everySecond } from "./every.ts"
import { openRests } from "./rests.ts"

export type WritingRounds = {
  readonly db: Db
  readonly now: Now
  /** Checks files for viruses; absent where none is set, and then none waits. */
  readonly scanner?: Scanner | undefined
  /** Told whether the scanner answers. */
  readonly onScanner?: (isThere: boolean) => void
  readonly mayAnnounce?: () => boolean
  /** A hint after replies have gone: their notices have jobs. */
  readonly onGone: () => void
  readonly onError: (error: unknown, doing: string) => void
}

export function startWritingRounds(parts: WritingRounds): { readonly stop: () => Promise<void> } {
  const rests = openRests()
  const replies = everySecond(
    () => replyRound(parts, rests),
    (error) => parts.onError(error, "waiting replies"),
  )
  const files = everySecond(
    () => fileRound(parts),
    (error) => parts.onError(error, "checking files"),
  )
  return { stop: async () => void (await Promise.all([replies.stop(), files.stop()])) }
}

// After a restore, and while the clock is in doubt, nothing goes out.
async function replyRound(parts: WritingRounds, rests: ReturnType<typeof openRests>): Promise<void> {
  const { db, now, mayAnnounce = () => true, onGone, onError } = parts
  if (!mayAnnounce() || (await isHeld(db))) return
  const resting = new Set(rests.resting())
  const failed = (error: unknown, caseId: number) => {
    rests.failed(caseId)
    onError(error, `reply on case ${caseId}`)
  }
  if ((await sendWaiting(db, now(), failed, (caseId) => resting.has(caseId))) > 0) onGone()
}

async function fileRound({ db, now, scanner, onScanner }: WritingRounds): Promise<void> {
  await checkUploads(db, scanner, now(), onScanner)
  await checkCaseFiles(db, scanner, now(), onScanner)
}
