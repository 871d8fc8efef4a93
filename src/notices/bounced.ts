// A message came back: the relay had taken it, and somewhere behind it nobody did.

import type { Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { failureInWords } from "./reasons.ts"
import { markBounced, type NoticeKey } from "./store.ts"

export type Bounce = NoticeKey & {
  /** RFC 3463's status from the report, or "" where it has none. */
  readonly status: string
  readonly at: EpochMilliseconds
}

/**
 * Marks a notice as failed. For reports of failure alone (RFC 3464 action `failed`): a delay is no end. False where the notice
 * does not exist, was never sent, or has failed already.
 */
export async function bounced(tx: Tx, bounce: Bounce): Promise<boolean> {
  const status = /^[245]\.\d{1,3}\.\d{1,3}$/.test(bounce.status) ? bounce.status : ""
  return markBounced(tx, bounce, failureInWords("bounced", status))
}
