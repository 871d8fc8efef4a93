// The end of an attempt: what became of the notice, told to its case and written into its row in one transaction.

import { setTimeout as pause } from "node:timers/promises"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { fail } from "../failpoint.ts"
import type { EpochMilliseconds, Now } from "../time/epoch.ts"
import type { FailureCode } from "./notice.ts"
import type { Outgoing } from "./outgoing.ts"
import { failureInWords, unrecorded } from "./reasons.ts"
import type { Rendered } from "./render.ts"
import { type ClaimedNotice, catchNotice, type NoticeKey, renewAttempt, settleNotice } from "./store.ts"

export type NoticeSettled = NoticeKey & {
  readonly outcome: "sent" | "failed"
  readonly reasonCode: FailureCode | null
  /** The message as it went or would have gone; null where there was none to write. */
  readonly rendered: { readonly kind: "notice"; readonly bytes: Buffer } | null
}

/** Tells the case what became of its notice: keeps the message as content, adds the event, and gives the content's number. */
export type NoticeRecorder = {
  readonly settled: (tx: Tx, settled: NoticeSettled, at: EpochMilliseconds) => Promise<number | null>
}

/** What an attempt works with. */
export type Sending = {
  readonly db: Db
  readonly key: NoticeKey
  readonly outgoing: Outgoing
  readonly recorder: NoticeRecorder
  readonly now: Now
}

export type End = {
  readonly outcome: "sent" | "failed"
  readonly failure: FailureCode | null
  readonly code: string
  readonly mail: Rendered | null
}

// The relay's answer cannot be asked for again, so a database that is away for a moment does not lose it.
/** Ends the matter. Throws what kept the case from being told, once the notice itself is settled. */
export async function settle(sending: Sending, claimed: ClaimedNotice, end: End): Promise<void> {
  await keptAlive(sending, claimed, async () => {
    for (const milliseconds of sending.outgoing.recordingPauses) {
      try {
        return await record(sending, claimed, end)
      } catch (error) {
        if (error instanceof Overtaken) return
        await pause(milliseconds)
      }
    }
    await recordOrSettleAlone(sending, claimed, end)
  })
}

// A case that cannot be written to must not mean that somebody gets the same message every minute: then the matter is ended
// without it, and whoever watches the errors hears of it.
async function recordOrSettleAlone(sending: Sending, claimed: ClaimedNotice, end: End): Promise<void> {
  try {
    await record(sending, claimed, end)
  } catch (error) {
    if (error instanceof Overtaken) return
    const settlement = { ...settlementOf(sending, claimed, end), renderedContentId: null, reason: unrecorded }
    await transaction(sending.db, (tx) => settleNotice(tx, sending.key, claimed.attempt, settlement))
    throw error
  }
}

/** Another attempt has begun, or a bounce came first: what this one did is not written down. */
class Overtaken extends Error {}

async function record(sending: Sending, claimed: ClaimedNotice, end: End): Promise<void> {
  const { db, key, outgoing, recorder } = sending
  const { outcome, failure, mail } = end
  await transaction(db, async (tx) => {
    const settlement = settlementOf(sending, claimed, end)
    const message = mail === null ? null : ({ kind: "notice", bytes: mail.bytes } as const)
    // The case first, then its notice: every verb locks in this order.
    const settled = { ...key, outcome, reasonCode: failure, rendered: message }
    const renderedContentId = await recorder.settled(tx, settled, settlement.at)
    if (outcome === "sent" && outgoing.relay === null) await catchNotice(tx, key, settlement.at)
    const isOurs = await settleNotice(tx, key, claimed.attempt, { ...settlement, renderedContentId })
    if (!isOurs) throw new Overtaken()
    await fail("notice.before_commit")
  })
  await fail("notice.after_commit")
}

function settlementOf({ now }: Sending, claimed: ClaimedNotice, { outcome, failure, code, mail }: End) {
  return {
    state: outcome,
    at: now(),
    messageId: mail?.messageId ?? null,
    reason: failure === null ? null : failureInWords(failure, code),
    possibleDuplicate: claimed.possibleDuplicate,
  }
}

// The lease is short, so that a dead process is noticed soon, and an attempt may take longer: it renews its lease meanwhile.
export async function keptAlive<T>(sending: Sending, claimed: ClaimedNotice, work: () => Promise<T>): Promise<T> {
  const { db, key, outgoing, now } = sending
  const timer = setInterval(() => {
    renewAttempt(db, key, claimed.attempt, now() + outgoing.leaseMilliseconds).catch(() => {})
  }, outgoing.renewMilliseconds)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}
