// A notice of ours came back: the report goes on the case, and the notice counts as failed where the report says so.

import { type ChangedCase, changeLockedCase, keptLetter } from "../cases/index.ts"
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
  readonly letter: { readonly id: number; readonly raw: Buffer }
}

export async function recordBounce(
  tx: Tx,
  caseId: number,
  { noticeId, status, isFinal, receivedAt, letter }: BounceReport,
  { rules, at }: Pick<Ask, "rules" | "at">,
): Promise<ChangedCase> {
  // The case is locked before the notice, as everywhere.
  const changed = await changeLockedCase(tx, caseId, { actor: system, rules, at }, ({ keep }) => ({
    happenings: [{ type: "bounced", data: { notice: noticeId, status, receivedAt, letter: keptLetter(letter, keep) } }],
  }))
  if (isFinal) await bounced(tx, { caseId, noticeId, status, at })
  return changed
}
