// What was fetched from a mailbox, kept: all of it in one transaction with the note that it has been, and only by the process whose turn it is.

import { type Db, type Tx, transaction } from "../database/index.ts"
import { fail } from "../failpoint.ts"
import type { Now } from "../time/epoch.ts"
import { keepLettersIn } from "./keeper.ts"
import type { FetchedLetter, Server } from "./mailbox-connection.ts"
import { headersOf, headMac, newLetterFrom, receiptOf, seemingSender, wholeMac } from "./mailbox-letter.ts"
import type { ListedUid } from "./mailbox-list.ts"
import type { SharedMailbox } from "./mailboxes-store.ts"
import {
  type DealtWith,
  dealtWithBefore,
  type Hold,
  lockHold,
  type NewlyDealtWith,
  noteDealtWith,
  noteKept,
  noteSetAside,
  uidsDealtWith,
} from "./watches-store.ts"

export type Keeping = {
  readonly db: Db
  readonly mailbox: SharedMailbox
  readonly hold: Hold
  readonly now: Now
  /** What letters are known again by is keyed with it. */
  readonly key: Uint8Array
}

/** Another process looks after the mailbox now: nothing of this one's may stand. */
export class Overtaken extends Error {}

type Fetched = {
  readonly uid: number
  readonly raw: Buffer
  readonly letter: FetchedLetter
  readonly macs: readonly [whole: Buffer, head: Buffer]
}

/** Keeps what has not been dealt with; gives how many letters that were. Throws Overtaken. */
export async function keepFetched(
  keeping: Keeping,
  letters: readonly FetchedLetter[],
  uidValidity: number,
): Promise<number> {
  const { db, hold, key, mailbox } = keeping
  const fetched = letters.flatMap((letter) => fetchedFrom(letter, key))
  if (fetched.length === 0) return 0
  return await transaction(db, async (tx) => {
    if (!(await lockHold(tx, hold))) throw new Overtaken("another process looks after this mailbox now")
    const dealt = await uidsDealtWith(tx, mailbox.mailboxId, uidValidity, Math.min(...fetched.map(({ uid }) => uid)))
    const open = fetched.filter(({ uid }) => !dealt.has(uid))
    const kept = await keepOpen(tx, keeping, open, uidValidity)
    await fail("mailbox.before_commit")
    return kept
  })
}

async function keepOpen(tx: Tx, keeping: Keeping, open: readonly Fetched[], uidValidity: number): Promise<number> {
  const { db, mailbox, now } = keeping
  const before = await dealtWithBefore(
    tx,
    mailbox.mailboxId,
    uidValidity,
    open.flatMap(({ macs }) => macs),
  )
  const knownAs = (each: Fetched) => before.find(({ letterMac }) => each.macs.some((mac) => mac.equals(letterMac)))
  const fresh = open.filter((each) => knownAs(each) === undefined)
  const at = now()
  const numbers = await keepLettersIn(
    tx,
    db,
    fresh.map(({ raw, letter }) => newLetterFrom(raw, mailbox, receiptOf(letter, at))),
    fresh.map(({ raw }) => seemingSender(raw)),
  )
  const known = open.flatMap((each) => asBefore(each, knownAs(each)))
  const added = fresh.map(({ uid, macs }, index) => ({
    uid,
    letterMac: macs[0],
    letterId: numbers[index] ?? null,
    isMarked: false,
  }))
  await noteDealtWith(tx, mailbox.mailboxId, uidValidity, [...known, ...added])
  await noteKept(tx, mailbox.mailboxId, fresh.length)
  return fresh.length
}

function asBefore({ uid }: Fetched, known: DealtWith | undefined): NewlyDealtWith[] {
  return known === undefined ? [] : [{ ...known, uid, isMarked: true }]
}

function fetchedFrom(letter: FetchedLetter, key: Uint8Array): Fetched[] {
  const { uid, source } = letter
  if (source === undefined) return []
  return [
    {
      uid,
      raw: source,
      letter,
      macs: [wholeMac(key, source), headMac(key, headersOf(source), letter.size ?? source.length)],
    },
  ]
}

/**
 * Notes letters that are left where they lie: old ones, and those larger than what is taken. By their headers and their size they are
 * known again under another number.
 */
export async function passOver(
  { db, hold, key, mailbox }: Keeping,
  server: Server,
  { old, large }: { readonly old: readonly ListedUid[]; readonly large: readonly ListedUid[] },
  uidValidity: number,
): Promise<void> {
  const uids = [...old, ...large].map(({ uid }) => uid)
  if (uids.length === 0) return
  const heads = await server.fetchAll(uids.join(","), { uid: true, headers: true, size: true }, { uid: true })
  const dealt = heads.flatMap(({ uid, headers, size = 0 }) =>
    headers === undefined ? [] : [{ uid, letterMac: headMac(key, headers, size), letterId: null, isMarked: true }],
  )
  await transaction(db, async (tx) => {
    if (!(await lockHold(tx, hold))) throw new Overtaken("another process looks after this mailbox now")
    const known = await uidsDealtWith(tx, mailbox.mailboxId, uidValidity, Math.min(...uids))
    const open = dealt.filter(({ uid }) => uids.includes(uid) && !known.has(uid))
    await noteDealtWith(tx, mailbox.mailboxId, uidValidity, open)
    await noteSetAside(tx, mailbox.mailboxId, large.filter(({ uid }) => open.some((each) => each.uid === uid)).length)
  })
}
