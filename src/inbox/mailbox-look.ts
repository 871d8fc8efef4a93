// One look through a mailbox: what has not been dealt with is fetched, kept, and only then marked as read on the server. Letters are told
// apart by their numbers there, never by dates or by whether somebody has opened them; where the numbering has changed, by their bytes.

import { fail } from "../failpoint.ts"
import type { Now } from "../time/epoch.ts"
import type { OpenFolder, Server } from "./mailbox-connection.ts"
import { type Keeping, keepFetched, passOver } from "./mailbox-keep.ts"
import { type Group, groupsOf, type ListedUid, listed } from "./mailbox-list.ts"
import type { SharedMailbox } from "./mailboxes-store.ts"
import { letterLimitBytes } from "./smtp.ts"
import {
  beginNumbering,
  type Hold,
  noteLooked,
  noteMarked,
  noteWaiting,
  type Progress,
  progressOf,
  uidsDealtWith,
  unmarkedUids,
} from "./watches-store.ts"

export type Looking = Keeping & {
  readonly server: Server
  readonly mailbox: SharedMailbox
  readonly hold: Hold
  readonly now: Now
  /** How many times the fetch of a letter has failed, by its number: after three it no longer keeps the others waiting. */
  readonly stumbles: Map<number, number>
  readonly isOver: () => boolean
  /** A hint after letters were kept. */
  readonly onKept: () => void
}

/** Servers make numbers visible out of order at times: so many before the last are looked at again. */
const overlap = 200
const chunkUids = 200
const stumblesLimit = 3

/** Looks through the mailbox to its end; gives how many letters were kept. Throws what the server or the database threw. */
export async function look(looking: Looking): Promise<number> {
  const { server, mailbox, db } = looking
  const folder = await server.mailboxOpen(mailbox.folder)
  const uidValidity = Number(folder.uidValidity)
  const progress = await begun(looking, folder)
  await markAgain(looking, uidValidity)
  const from = Math.max(1, progress.hasLooked ? progress.nextUid - overlap : 1)
  const known = await uidsDealtWith(db, mailbox.mailboxId, uidValidity, from)
  const open = (await uidsFrom(server, from)).filter((uid) => !known.has(uid))
  await noteWaiting(db, looking.hold, open.length)
  let kept = 0
  const missed: number[] = []
  for (let start = 0; start < open.length && !looking.isOver(); start += chunkUids) {
    const done = await dealWith(looking, open.slice(start, start + chunkUids), uidValidity, progress)
    kept += done.kept
    missed.push(...done.missed)
  }
  if (looking.isOver()) return kept
  const beyond = Math.max(progress.nextUid, (open.at(-1) ?? 0) + 1)
  await noteLooked(db, looking.hold, Math.min(beyond, ...missed), missed.length)
  return kept
}

// Until the first look has come to its end, whatever lay there when it began is treated as what lay there.
async function begun(looking: Looking, folder: OpenFolder): Promise<Progress> {
  const { db, hold, mailbox } = looking
  const uidValidity = Number(folder.uidValidity)
  const progress = await progressOf(db, mailbox.mailboxId)
  if (progress === undefined) throw new Error("a mailbox that is looked at has a row of its own")
  if (progress.uidValidity === uidValidity) return progress
  const nextUid = progress.hasLooked ? 1 : folder.uidNext
  await beginNumbering(db, hold, uidValidity, nextUid)
  return { ...progress, uidValidity, nextUid }
}

// "n:*" gives the last one whatever its number.
async function uidsFrom(server: Server, from: number): Promise<number[]> {
  const found = await server.search({ uid: `${from}:*` }, { uid: true })
  if (!Array.isArray(found)) throw new Error("the mail server does not tell which letters there are")
  return found.filter((uid) => uid >= from).toSorted((one, other) => one - other)
}

type Done = { readonly kept: number; readonly missed: readonly number[] }

async function dealWith(
  looking: Looking,
  uids: readonly number[],
  uidValidity: number,
  progress: Progress,
): Promise<Done> {
  const all = await listed(looking.server, uids)
  const isOld = (uid: number) => !progress.hasLooked && uid < progress.nextUid
  const large = all.filter(({ size }) => size > letterLimitBytes)
  const left = all.filter((each) => !large.includes(each) && isOld(each.uid) && !isTaken(looking.mailbox, each))
  await passOver(looking, looking.server, { old: left, large }, uidValidity)
  const wanted = all.filter((each) => !left.includes(each) && !large.includes(each))
  const missed: number[] = []
  let kept = 0
  for (const group of groupsOf(wanted)) {
    if (looking.isOver()) break
    const done = await fetchGroup(looking, group, uidValidity)
    kept += done.kept
    missed.push(...done.missed)
  }
  return { kept, missed }
}

function isTaken({ backlog }: SharedMailbox, { isSeen }: ListedUid): boolean {
  return backlog === "all" || (backlog === "unseen" && !isSeen)
}

// A letter whose fetch has ended the connection before is fetched by itself; after the third time it waits for a person.
async function fetchGroup(looking: Looking, group: Group, uidValidity: number): Promise<Done> {
  const { stumbles } = looking
  const fit = group.uids.filter((uid) => (stumbles.get(uid) ?? 0) < stumblesLimit)
  const shaky = fit.filter((uid) => stumbles.has(uid))
  const batches = [fit.filter((uid) => !stumbles.has(uid)), ...shaky.map((uid) => [uid])].filter(
    (each) => each.length > 0,
  )
  let kept = 0
  const missed = group.uids.filter((uid) => !fit.includes(uid))
  for (const uids of batches) {
    const done = await fetchTogether(looking, uids, uidValidity)
    kept += done.kept
    missed.push(...done.missed)
  }
  return { kept, missed }
}

async function fetchTogether(looking: Looking, uids: readonly number[], uidValidity: number): Promise<Done> {
  const { server, stumbles } = looking
  for (const uid of uids) stumbles.set(uid, (stumbles.get(uid) ?? 0) + 1)
  // Ends well only with the server's word that this was all: a letter that is cut short never gets further.
  const letters = await server.fetchAll(
    uids.join(","),
    { uid: true, source: true, size: true, internalDate: true },
    { uid: true },
  )
  const whole = letters.filter(({ uid, source }) => uids.includes(uid) && source !== undefined)
  const kept = await keepFetched(looking, whole, uidValidity)
  for (const { uid } of whole) stumbles.delete(uid)
  await fail("mailbox.after_commit")
  if (kept > 0) looking.onKept()
  const dealt = whole.map(({ uid }) => uid)
  if (dealt.length > 0) await mark(looking, dealt, uidValidity)
  return { kept, missed: uids.filter((uid) => !dealt.includes(uid)) }
}

// What was kept when the process died, or the server would not be told.
async function markAgain(looking: Looking, uidValidity: number): Promise<void> {
  const uids = await unmarkedUids(looking.db, looking.mailbox.mailboxId, uidValidity)
  if (uids.length > 0) await mark(looking, uids, uidValidity)
}

async function mark({ server, db, mailbox }: Looking, uids: readonly number[], uidValidity: number): Promise<void> {
  if (server.mailbox === false || server.mailbox.readOnly === true) return
  const isMarked = await server.messageFlagsAdd(uids.join(","), ["\\Seen"], { uid: true })
  if (isMarked) await noteMarked(db, mailbox.mailboxId, uidValidity, uids)
}
