// A notice of ours came back: the report goes on the case, and the notice counts as failed where the report says so.

import { type ChangedCase, changeLockedCase, type Deciding, keptLetter } from "../cases/index.ts"
import type { Tx } from "../database/index.ts"
import { bounced } from "../notices/index.ts"
import { system } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { Ask } from "./ask.ts"

export type BounceReport = {
  readonly noticeId: number
  /** RFC 3463's status, or "" where the report has none. */
  readonly status: string
  /** Whether the report says that the message was not delivered; a mere delay is no end. */
  readonly isFinal: boolean
  readonly receivedAt: EpochMilliseconds
  readonly from?: string
  readonly subject?: string
  readonly letter: { readonly id: number; readonly raw: Buffer }
}

export async function recordBounce(
  tx: Tx,
  caseId: number,
  report: BounceReport,
  { rules, at }: Pick<Ask, "rules" | "at">,
): Promise<ChangedCase> {
  // The case is locked before the notice, as everywhere.
  const changed = await changeLockedCase(tx, caseId, { actor: system, rules, at }, (deciding) => ({
    happenings: [{ type: "bounced", data: bounceData(deciding, report) }],
  }))
  const { noticeId, status, isFinal } = report
  if (isFinal) await bounced(tx, { caseId, noticeId, status, at })
  return changed
}

function bounceData({ keep }: Deciding, { noticeId, status, receivedAt, from, subject, letter }: BounceReport) {
  const kept = keptLetter(letter, keep)
  const origin = { originContentId: kept.raw.content }
  return {
    notice: noticeId,
    status,
    receivedAt,
    ...(from === undefined ? {} : { from: keep("email", from, origin) }),
    ...(subject === undefined ? {} : { subject: keep("subject", subject, origin) }),
    letter: kept,
  }
}
