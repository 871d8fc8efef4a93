// Every statement on how a mailbox stands: which process looks after it, how far it has come, what it has dealt with. These go by the
// database's own clock: the machines' may differ.

import { type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

/** A process's right to look after a mailbox: whoever has an older number keeps nothing more. */
export type Hold = { readonly mailboxId: number; readonly fence: number }

const holdSeconds = 30

/** Takes a mailbox over, unless another living process looks after it. */
export async function takeMailbox(on: Reads, mailboxId: number, poller: string): Promise<Hold | undefined> {
  await run(on, sql`insert into mailbox_watches (mailbox_id) values (${mailboxId}) on conflict do nothing`)
  const found = await row<{ fence: number }>(
    on,
    sql`update mailbox_watches set poller = ${poller}, fence = fence + 1, held_until = now() + make_interval(secs => ${holdSeconds})
      where mailbox_id = ${mailboxId} and (held_until is null or held_until < now() or poller = ${poller}) returning fence`,
  )
  return found === undefined ? undefined : { mailboxId, fence: found.fence }
}

/** Says that the process lives. False where another has taken over. */
export async function renewHold(on: Reads, { mailboxId, fence }: Hold): Promise<boolean> {
  const renewed = await run(
    on,
    sql`update mailbox_watches set held_until = now() + make_interval(secs => ${holdSeconds}) where mailbox_id = ${mailboxId} and fence = ${fence}`,
  )
  return renewed === 1
}

/** Lets another take over at once. */
export async function leaveMailbox(on: Reads, { mailboxId, fence }: Hold): Promise<void> {
  await run(on, sql`update mailbox_watches set held_until = null where mailbox_id = ${mailboxId} and fence = ${fence}`)
}

/** Locks the mailbox for the rest of the transaction; false where another process has taken over. */
export async function lockHold(tx: Tx, { mailboxId, fence }: Hold): Promise<boolean> {
  const found = await row(
    tx,
    sql`select from mailbox_watches where mailbox_id = ${mailboxId} and fence = ${fence} for update`,
  )
  return found !== undefined
}

export type Progress = {
  readonly uidValidity: number | null
  readonly nextUid: number
  /** Whether the mailbox has been looked through to its end before. */
  readonly hasLooked: boolean
}

export async function progressOf(on: Reads, mailboxId: number): Promise<Progress | undefined> {
  return await row<Progress>(
    on,
    sql`select uid_validity as "uidValidity", next_uid as "nextUid", looked_at is not null as "hasLooked"
      from mailbox_watches where mailbox_id = ${mailboxId}`,
  )
}

/** Begins to count under a numbering: from `nextUid` on everything is new. */
export async function beginNumbering(
  on: Reads,
  { mailboxId, fence }: Hold,
  uidValidity: number,
  nextUid: number,
): Promise<void> {
  await run(
    on,
    sql`update mailbox_watches set uid_validity = ${uidValidity}, next_uid = ${nextUid} where mailbox_id = ${mailboxId} and fence = ${fence}`,
  )
}

/** The numbers from `from` on that have been dealt with. */
export async function uidsDealtWith(
  on: Reads,
  mailboxId: number,
  uidValidity: number,
  from: number,
): Promise<Set<number>> {
  const found = await rows<{ uid: number }>(
    on,
    sql`select uid from mailbox_letters where mailbox_id = ${mailboxId} and uid_validity = ${uidValidity} and uid >= ${from}`,
  )
  return new Set(found.map((each) => each.uid))
}

export type DealtWith = { readonly letterMac: Buffer; readonly letterId: number | null }

/** Letters with one of these hashes that were dealt with under another numbering. */
export async function dealtWithBefore(
  on: Reads,
  mailboxId: number,
  uidValidity: number,
  macs: readonly Buffer[],
): Promise<DealtWith[]> {
  return await rows<DealtWith>(
    on,
    sql`select distinct on (letter_mac) letter_mac as "letterMac", letter_id as "letterId" from mailbox_letters
      where mailbox_id = ${mailboxId} and uid_validity <> ${uidValidity} and letter_mac = any(${macs}::bytea[]) order by letter_mac, letter_id`,
  )
}

export type NewlyDealtWith = DealtWith & { readonly uid: number; readonly isMarked: boolean }

/** Notes what was dealt with, and that a letter was kept where one was. */
export async function noteDealtWith(
  tx: Tx,
  mailboxId: number,
  uidValidity: number,
  dealt: readonly NewlyDealtWith[],
): Promise<void> {
  await run(
    tx,
    sql`insert into mailbox_letters (mailbox_id, uid_validity, uid, letter_mac, letter_id, is_marked)
      select ${mailboxId}, ${uidValidity}, uid, mac, letter, marked
      from unnest(${dealt.map((each) => each.uid)}::bigint[], ${dealt.map((each) => each.letterMac)}::bytea[],
        ${dealt.map((each) => each.letterId)}::bigint[], ${dealt.map((each) => each.isMarked)}::boolean[]) as dealt (uid, mac, letter, marked)`,
  )
}

export async function noteKept(tx: Tx, mailboxId: number, letters: number): Promise<void> {
  if (letters === 0) return
  await run(
    tx,
    sql`update mailbox_watches set letters = letters + ${letters}, last_letter_at = now(), waiting = greatest(0, waiting - ${letters})
      where mailbox_id = ${mailboxId}`,
  )
}

export async function noteSetAside(tx: Tx, mailboxId: number, letters: number): Promise<void> {
  await run(tx, sql`update mailbox_watches set set_aside = set_aside + ${letters} where mailbox_id = ${mailboxId}`)
}

export async function noteWaiting(on: Reads, { mailboxId, fence }: Hold, waiting: number): Promise<void> {
  await run(
    on,
    sql`update mailbox_watches set waiting = ${waiting} where mailbox_id = ${mailboxId} and fence = ${fence} and waiting <> ${waiting}`,
  )
}

/** Kept letters of which the server has not been told. */
export async function unmarkedUids(on: Reads, mailboxId: number, uidValidity: number): Promise<number[]> {
  const found = await rows<{ uid: number }>(
    on,
    sql`select uid from mailbox_letters where mailbox_id = ${mailboxId} and uid_validity = ${uidValidity} and not is_marked order by uid limit 500`,
  )
  return found.map((each) => each.uid)
}

export async function noteMarked(
  on: Reads,
  mailboxId: number,
  uidValidity: number,
  uids: readonly number[],
): Promise<void> {
  await run(
    on,
    sql`update mailbox_letters set is_marked = true
      where mailbox_id = ${mailboxId} and uid_validity = ${uidValidity} and uid = any(${uids}::bigint[])`,
  )
}

/** The mailbox has been looked through to its end. */
export async function noteLooked(
  on: Reads,
  { mailboxId, fence }: Hold,
  nextUid: number,
  waiting: number,
): Promise<void> {
  await run(
    on,
    sql`update mailbox_watches set looked_at = now(), next_uid = ${nextUid}, waiting = ${waiting}, failing_since = null, failure = null
      where mailbox_id = ${mailboxId} and fence = ${fence}`,
  )
}

export async function noteFailure(on: Reads, { mailboxId, fence }: Hold, failure: string): Promise<void> {
  await run(
    on,
    sql`update mailbox_watches set failing_since = coalesce(failing_since, now()), failure = ${failure.slice(0, 300)}
      where mailbox_id = ${mailboxId} and fence = ${fence}`,
  )
}

/** How a mailbox stands, in seconds by the database's clock. */
export type MailboxStanding = {
  readonly mailboxId: number
  readonly address: string
  readonly name: string
  readonly isPaused: boolean
  readonly letters: number
  readonly waiting: number
  readonly setAside: number
  readonly lastLetterAt: EpochMilliseconds | null
  /** Since it was last looked through to its end; null where it never was. */
  readonly lagSeconds: number | null
  readonly failingSeconds: number | null
  readonly failure: string | null
}

export async function mailboxStandings(on: Reads): Promise<MailboxStanding[]> {
  return await rows<MailboxStanding>(
    on,
    sql`select m.mailbox_id as "mailboxId", m.address, m.name, m.paused_at is not null as "isPaused", coalesce(w.letters, 0) as letters,
      coalesce(w.waiting, 0) as waiting, coalesce(w.set_aside, 0) as "setAside", w.last_letter_at as "lastLetterAt",
      extract(epoch from now() - w.looked_at)::double precision as "lagSeconds",
      extract(epoch from now() - w.failing_since)::double precision as "failingSeconds", w.failure
    from mailboxes m left join mailbox_watches w using (mailbox_id) where m.removed_at is null order by m.mailbox_id`,
  )
}
