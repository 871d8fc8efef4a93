// The job `send-notice`: one attempt to hand a notice to the relay. Doing it twice is harmless, dying at any step is too:
// the row says what is owed, and the sweep brings it back.

import { setTimeout as pause } from "node:timers/promises"
import { type Db, type Tx, transaction } from "../database/index.ts"
import type { EpochMilliseconds, Now } from "../time/epoch.ts"
import { domainOf } from "./addresses.ts"
import type { Answer } from "./answer.ts"
import { usableAddress } from "./clean.ts"
import { lowerCase, macOf } from "./mac.ts"
import type { FailureCode } from "./notice.ts"
import type { Outgoing } from "./outgoing.ts"
import { failureInWords, troubleInWords } from "./reasons.ts"
import { type Rendered, rendered } from "./render.ts"
import {
  type ClaimedNotice,
  catchNotice,
  claimNotice,
  dueRecipient,
  type NoticeKey,
  postponeNotice,
  renewAttempt,
  settleNotice,
} from "./store.ts"

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

/** Automatic mails an hour: to one address, so that the desk is no weapon against it, and about one case, so that no loop goes on. */
export const automaticPerAddress = 3
export const automaticPerCase = 5

const minute = 60_000
const longestPause = 60 * minute
const patience = 5 * 24 * 60 * minute
// A desk that was down for days still tries more than once.
const fewestAttempts = 5

type Sending = {
  readonly db: Db
  readonly key: NoticeKey
  readonly outgoing: Outgoing
  readonly recorder: NoticeRecorder
  readonly now: Now
}

/** Makes one attempt now, or stands in line for its domain. Does nothing where the notice is settled, not yet due or under way. */
export async function sendNotice(
  db: Db,
  key: NoticeKey,
  outgoing: Outgoing,
  recorder: NoticeRecorder,
  now: Now,
): Promise<void> {
  const recipient = await dueRecipient(db, key, now())
  if (recipient === undefined) return
  const { caseId, noticeId } = key
  const sending = { db, key: { caseId, noticeId }, outgoing, recorder, now }
  await outgoing.lanes.take(domainOf(recipient ?? ""), `${caseId}.${noticeId}`, () => attempt(sending, recipient))
}

async function attempt(sending: Sending, recipient: string | null): Promise<void> {
  const { db, key, now } = sending
  const claimed = await claimNotice(db, key, claimOf(sending, recipient))
  if (claimed === undefined) return
  const impediment = impedimentOf(claimed)
  if (impediment !== undefined) return fail(sending, claimed, impediment, null)
  const mail = await written(sending, claimed)
  const answer = await handedOver(sending, claimed, mail)
  if (answer.is === "accepted") return settle(sending, claimed, { outcome: "sent", failure: null, code: "", mail })
  if (answer.is === "refused") return fail(sending, claimed, "refused", mail, answer.code)
  if (isHopeless(claimed, now())) return fail(sending, claimed, "expired", mail, answer.code)
  await postpone(sending, claimed, mail.messageId, answer)
}

function claimOf({ outgoing, key, now }: Sending, recipient: string | null) {
  const at = now()
  const secret = outgoing.letterhead.key
  const address = lowerCase((recipient ?? "").trim())
  return {
    at,
    until: at + outgoing.leaseMilliseconds,
    address: { mac: Buffer.from(macOf(secret, "automatic-mail-address", [address])), most: automaticPerAddress },
    case: { mac: Buffer.from(macOf(secret, "automatic-mail-case", [key.caseId])), most: automaticPerCase },
  }
}

function impedimentOf(claimed: ClaimedNotice): FailureCode | undefined {
  if (claimed.recipient === null) return "redacted"
  if (usableAddress(claimed.recipient) === undefined) return "unusable-address"
  return claimed.maySend ? undefined : "limit"
}

// What cannot be written is a fault of ours: it is put off like any other, so that it neither blocks the queue nor spins.
async function written(sending: Sending, claimed: ClaimedNotice): Promise<Rendered> {
  try {
    return await rendered(claimed, usableAddress(claimed.recipient ?? "") ?? "", sending.outgoing.letterhead)
  } catch (error) {
    const later = { trouble: "not-written", code: "", mayHaveArrived: false } as const
    await postpone(sending, claimed, null, later)
    throw error
  }
}

async function handedOver(sending: Sending, claimed: ClaimedNotice, mail: Rendered): Promise<Answer> {
  const { relay } = sending.outgoing
  if (relay === null) return { is: "accepted" }
  return keptAlive(sending, claimed, () => relay.send(mail))
}

// The lease is short, so that a dead process is noticed soon, and an attempt may take longer: it renews its lease meanwhile.
async function keptAlive<T>(sending: Sending, claimed: ClaimedNotice, work: () => Promise<T>): Promise<T> {
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

function isHopeless(claimed: ClaimedNotice, at: EpochMilliseconds): boolean {
  return at >= claimed.createdAt + patience && claimed.attempt >= fewestAttempts
}

type Later = Pick<Extract<Answer, { is: "deferred" }>, "trouble" | "code" | "mayHaveArrived">

async function postpone({ db, key, now }: Sending, claimed: ClaimedNotice, messageId: string | null, later: Later) {
  await postponeNotice(db, key, claimed.attempt, {
    until: now() + pauseAfter(claimed.attempt),
    reason: troubleInWords(later.trouble, later.code),
    messageId,
    mayHaveArrived: later.mayHaveArrived,
  })
}

/** How long to wait after the given attempt: 1, 2, 4 ... 60 minutes. */
export function pauseAfter(attempt: number): number {
  return Math.min(2 ** (attempt - 1) * minute, longestPause)
}

type End = {
  readonly outcome: "sent" | "failed"
  readonly failure: FailureCode | null
  readonly code: string
  readonly mail: Rendered | null
}

function fail(sending: Sending, claimed: ClaimedNotice, failure: FailureCode, mail: Rendered | null, code = "") {
  return settle(sending, claimed, { outcome: "failed", failure, code, mail })
}

// The relay's answer cannot be asked for again, so a database that is away for a moment does not lose it.
const recordingPauses = [250, 500, 1000, 2000, 4000, 8000, 16_000]

async function settle(sending: Sending, claimed: ClaimedNotice, end: End): Promise<void> {
  await keptAlive(sending, claimed, async () => {
    for (const milliseconds of recordingPauses) {
      try {
        return await record(sending, claimed, end)
      } catch (error) {
        if (error instanceof Overtaken) return
        await pause(milliseconds)
      }
    }
    await record(sending, claimed, end)
  })
}

/** Another attempt has begun, or a bounce came first: what this one did is not written down. */
class Overtaken extends Error {}

async function record({ db, key, outgoing, recorder, now }: Sending, claimed: ClaimedNotice, end: End): Promise<void> {
  const { outcome, failure, mail } = end
  await transaction(db, async (tx) => {
    const at = now()
    const message = mail === null ? null : ({ kind: "notice", bytes: mail.bytes } as const)
    // The case first, then its notice: every verb locks in this order.
    const settled = { ...key, outcome, reasonCode: failure, rendered: message }
    const renderedContentId = await recorder.settled(tx, settled, at)
    if (outcome === "sent" && outgoing.relay === null) await catchNotice(tx, key, at)
    const isOurs = await settleNotice(tx, key, claimed.attempt, {
      state: outcome,
      at,
      messageId: mail?.messageId ?? null,
      renderedContentId,
      reason: failure === null ? null : failureInWords(failure, end.code),
      possibleDuplicate: claimed.possibleDuplicate,
    })
    if (!isOurs) throw new Overtaken()
  })
}
