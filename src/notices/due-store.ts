// What is known of a notice before an attempt begins.

import { notHeld } from "../backup/index.ts"
import { instant, type Reads, row, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { NoticeKind } from "./notice.ts"
import type { NoticeKey } from "./store.ts"

export type DueNotice = {
  /** Where it goes: null where the address has been erased. */
  readonly recipient: string | null
  readonly kind: NoticeKind
  readonly isToLetter: boolean
  /** How the case came; null where nobody knows. */
  readonly channel: string | null
}

/** A notice while it is due; undefined where there is nothing to do. */
export async function dueNotice(on: Reads, key: NoticeKey, at: EpochMilliseconds): Promise<DueNotice | undefined> {
  const found = await row<Omit<DueNotice, "recipient"> & { recipient: Buffer | null }>(
    on,
    sql`select recipient.bytes as recipient, n.kind, n.facts ? 'letter' as "isToLetter", cases.fold ->> 'channel' as channel
      from notices n
      left join cases on cases.case_id = n.case_id
      left join content recipient on recipient.case_id = n.case_id and recipient.content_id = n.recipient_content_id
      where n.case_id = ${key.caseId} and n.notice_id = ${key.noticeId} and n.state = 'waiting' and n.next_attempt_at <= ${instant(at)} and ${notHeld}`,
  )
  return found && { ...found, recipient: found.recipient === null ? null : found.recipient.toString("utf8") }
}
