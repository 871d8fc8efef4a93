// The job `send-notice`: one attempt to hand a notice to the relay. Doing it twice is harmless, dying at any step is too:
// the row says what is owed, and the sweep brings it back.

import type { Db } from "../database/index.ts"
import { fail } from "../failpoint.ts"
import type { EpochMilliseconds, Now } from "../time/epoch.ts"
import { domainOf, isOwnAddress } from "./addresses.ts"
import { caseAllowance, mayLoop, noticeAllowance } from "./allowance.ts"
import type { Answer } from "./answer.ts"
import { attachedFiles } from "./attached-store.ts"
import { usableAddress } from "./clean.ts"
import { type DueNotice, dueNotice } from "./due-store.ts"
import type { DeskContact } from "./letterhead.ts"
import { lowerCase } from "./mac.ts"
import { type FailureCode, noticeFacts } from "./notice.ts"
import type { Outgoing } from "./outgoing.ts"
import { troubleInWords, waitsForRoom } from "./reasons.ts"
import { type Rendered, rendered } from "./render.ts"
import { keptAlive, type NoticeRecorder, type Sending, settle } from "./settle.ts"
import { type ClaimedNotice, claimNotice, lookAgain, type NoticeKey, postponeNotice, renewAttempt } from "./store.ts"
import type { Turn } from "./turns.ts"
import { undeliverableMac } from "./undeliverable.ts"

const minute = 60_000
const longestPause = 60 * minute
const patience = 5 * 24 * 60 * minute
// A desk that was down for days still tries more than once.
const fewestAttempts = 5
/** How long a notice waits for room in an allowance: a thousand forms in somebody's name do not mail them for a fortnight. */
const patienceForRoom = 24 * 60 * minute

/** Makes one attempt now, or stands in line for its domain. Does nothing where the notice is settled, not yet due or under way. */
export async function sendNotice(
  db: Db,
  key: NoticeKey,
  outgoing: Outgoing,
  recorder: NoticeRecorder,
  now: Now,
): Promise<void> {
  const due = await dueNotice(db, key, now())
  if (due === undefined) return
  const { caseId, noticeId } = key
  const sending = { db, key: { caseId, noticeId }, outgoing, recorder, now }
  await outgoing.lanes.take(domainOf(due.recipient ?? ""), `${caseId}.${noticeId}`, () => attempt(sending, due))
}

/** Gives back what stands in line here, for another process or the next start to take at once. */
export async function handBack(db: Db, { lanes }: Outgoing, at: EpochMilliseconds): Promise<void> {
  const keys = lanes.waiting().map((id) => {
    const [caseId = 0, noticeId = 0] = id.split(".").map(Number)
    return { caseId, noticeId }
  })
  if (keys.length > 0) await lookAgain(db, keys, at)
}

async function attempt(sending: Sending, due: DueNotice): Promise<void> {
  const { db, key, outgoing, now } = sending
  // Before the attempt counts: while the charter cannot be read, nothing has been tried.
  const contact = await outgoing.contactAt(now())
  const claimed = await claimNotice(db, key, claimOf(sending, due))
  if (claimed === undefined) return
  await fail("notice.after_claim")
  const impediment = impedimentOf(claimed, outgoing.letterhead.mailAddress)
  if (impediment === "limit" && mayWait(due, claimed)) return untilThereIsRoom(sending, claimed)
  if (impediment !== undefined) return givenUp(sending, claimed, impediment, null)
  const mail = await written(sending, claimed, contact)
  const turn = outgoing.turns.next()
  try {
    await fail("notice.before_sending")
    const answer = await handedOver(sending, claimed, mail, turn)
    turn.hold()
    await fail("notice.after_relay")
    await recorded(sending, claimed, mail, answer)
  } finally {
    turn.end()
  }
}

async function recorded(sending: Sending, claimed: ClaimedNotice, mail: Rendered, answer: Answer): Promise<void> {
  if (answer.is === "accepted") return settle(sending, claimed, { outcome: "sent", failure: null, code: "", mail })
  if (answer.is === "refused") return givenUp(sending, claimed, "refused", mail, answer.code)
  if (isHopeless(claimed, sending.now())) return givenUp(sending, claimed, "expired", mail, answer.code)
  await postpone(sending, claimed, mail.messageId, answer)
}

function claimOf({ outgoing, key, now }: Sending, due: DueNotice) {
  const at = now()
  const secret = outgoing.letterhead.key
  return {
    at,
    until: at + outgoing.leaseMilliseconds,
    address: noticeAllowance(secret, due),
    case: caseAllowance(secret, key.caseId),
    undeliverableMac: undeliverableMac(secret, lowerCase((due.recipient ?? "").trim())),
  }
}

function impedimentOf(claimed: ClaimedNotice, mailAddress: string): FailureCode | undefined {
  if (claimed.recipient === null) return "redacted"
  if (usableAddress(claimed.recipient) === undefined) return "unusable-address"
  const own = [mailAddress, ...claimed.mailboxAddresses]
  if (own.some((each) => isOwnAddress(each, claimed.recipient ?? ""))) return "own-address"
  if (claimed.isAutomatic && claimed.isUndeliverable) return "undeliverable"
  return claimed.maySend ? undefined : "limit"
}

function mayWait(due: DueNotice, { roomAt, createdAt }: ClaimedNotice): boolean {
  return roomAt !== null && !mayLoop(due) && roomAt < createdAt + patienceForRoom
}

async function untilThereIsRoom({ db, key }: Sending, { attempt: number, roomAt, createdAt }: ClaimedNotice) {
  await postponeNotice(db, key, number, {
    until: roomAt ?? createdAt,
    reason: waitsForRoom,
    messageId: null,
    mayHaveArrived: false,
  })
}

// What cannot be written is a fault of ours: it is put off like any other, so that it neither blocks the queue nor spins.
async function written(sending: Sending, claimed: ClaimedNotice, contact: DeskContact): Promise<Rendered> {
  const { deskName, phone } = contact
  try {
    const notice = { ...claimed, facts: noticeFacts.parse(claimed.facts) }
    const letterhead = {
      ...sending.outgoing.letterhead,
      ...(claimed.mailAddress === null ? {} : { mailAddress: claimed.mailAddress }),
      deskName,
      phone,
    }
    const files = await attachedFiles(sending.db, claimed.caseId, notice.facts)
    return await rendered(notice, usableAddress(claimed.recipient ?? "") ?? "", letterhead, files)
  } catch (error) {
    const later = { trouble: "not-written", code: "", mayHaveArrived: false } as const
    await postpone(sending, claimed, null, later)
    throw error
  }
}

async function handedOver(sending: Sending, claimed: ClaimedNotice, mail: Rendered, turn: Turn): Promise<Answer> {
  const { relay } = sending.outgoing
  if (relay === null) return { is: "accepted" }
  const claimedAt = performance.now()
  return keptAlive(sending, claimed, () =>
    relay.send(mail, async () => {
      await turn.take()
      if (performance.now() - claimedAt > freshMilliseconds) await mustStillBeOurs(sending, claimed)
    }),
  )
}

const freshMilliseconds = 5000

// A process that stood still may have lost the attempt to another, which has sent the message meanwhile.
async function mustStillBeOurs({ db, key, outgoing, now }: Sending, { attempt: number }: ClaimedNotice): Promise<void> {
  if (await renewAttempt(db, key, number, now() + outgoing.leaseMilliseconds)) return
  throw new Error("another attempt has begun")
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

function givenUp(sending: Sending, claimed: ClaimedNotice, failure: FailureCode, mail: Rendered | null, code = "") {
  return settle(sending, claimed, { outcome: "failed", failure, code, mail })
}
