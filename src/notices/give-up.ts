// Giving a notice up before it is ever handed to a relay: its case is told why, as of any other end.

import { type Db, transaction } from "../database/index.ts"
import { Refused } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { FailureCode } from "./notice.ts"
import { failureInWords } from "./reasons.ts"
import type { NoticeRecorder } from "./settle.ts"
import { giveUpWaiting, type NoticeKey } from "./store.ts"

/** Gives up a notice that waits. Throws Refused where an attempt is under way, or its matter has ended. */
export async function giveUpNotice(
  db: Db,
  key: NoticeKey,
  recorder: NoticeRecorder,
  reasonCode: FailureCode,
  at: EpochMilliseconds,
): Promise<void> {
  await transaction(db, async (tx) => {
    // The case first, then its notice: every verb locks in this order.
    await recorder.settled(tx, { ...key, outcome: "failed", reasonCode, rendered: null }, at)
    if (!(await giveUpWaiting(tx, key, failureInWords(reasonCode))))
      throw new Refused("A message that was to be left out is no longer waiting.")
  })
}
