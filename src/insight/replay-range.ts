// Replays the cases of one range: what is counted goes into the tally, what is to be told into lists.

import { caseEventFrom, eventRowsOf, recordedFrom, trustedCorrections } from "../cases/index.ts"
import { type Charter, type CharterVersion, charterBook } from "../charter/index.ts"
import { rulebook } from "../clocks/index.ts"
import type { Tx } from "../database/index.ts"
import type { KnownKeys } from "../proof/index.ts"
import type { EpochMilliseconds, Holiday } from "../time/index.ts"
import { type Change, changesOf } from "./change.ts"
import { laidRules } from "./promises.ts"
import { readBodies } from "./read.ts"
import type { Corrected, Difference } from "./recorded.ts"
import { type ReplayedCase, type Replayer, replayer } from "./replay-case.ts"
import { bodiesIn, type Range, type Selection } from "./store.ts"
import { type Counting, counting } from "./tally.ts"

/** Everything that a replay goes by: plain data, so that a thread can be told. */
export type Basics = {
  readonly versions: readonly CharterVersion[]
  readonly holidays: readonly Holiday[]
  /** Undefined: each clock stays under the version that it started in, and only the holidays are proposed. */
  readonly charter: Charter | undefined
  /** Undefined: those that are known. */
  readonly proposedHolidays: readonly Holiday[] | undefined
  readonly keys: KnownKeys
  readonly selection: Selection
  readonly at: EpochMilliseconds
}

type OfCase<Value> = Value & { readonly caseId: number }
/** What is to be told of a range, in the order of its cases. */
export type Told = {
  readonly changes: Change[]
  readonly differences: (OfCase<Difference> | OfCase<{ readonly what: string }>)[]
  readonly corrected: OfCase<Corrected>[]
}

export type RangeReplayer = {
  readonly replay: (tx: Tx, range: Range) => Promise<Told>
  readonly tally: Counting["tally"]
}

export function rangeReplayer(basics: Basics): RangeReplayer {
  const replaying = replayer(rulesOf(basics))
  const counts = counting()
  return { replay: (tx, range) => replayRange(tx, range, basics, replaying, counts), tally: counts.tally }
}

async function replayRange(tx: Tx, range: Range, basics: Basics, replaying: Replayer, counts: Counting): Promise<Told> {
  const { at, selection } = basics
  const told: Told = { changes: [], differences: [], corrected: [] }
  const mayDiffer = basics.proposedHolidays !== undefined
  const later: number[] = []
  const unreadable = new Set<number>()
  let current = 0
  const endCurrent = () => {
    if (current === 0 || unreadable.has(current)) return
    if (replaying.hasCorrections()) later.push(current)
    else tell(replaying.end(at), told, counts, mayDiffer)
  }
  const fail = (caseId: number) => {
    unreadable.add(caseId)
    if (caseId !== current) endCurrent()
    current = caseId
  }
  const events = await readBodies(bodiesIn(tx, range, selection), {
    hear: (caseId, event) => {
      if (caseId !== current) {
        endCurrent()
        current = caseId
        // A history that has lost its beginning is no history.
        if (event.type !== "opened") return fail(caseId)
      }
      if (!unreadable.has(caseId)) replaying.hear(caseId, event)
    },
    fail,
  })
  endCurrent()
  counts.events(events)
  for (const caseId of later) await replayCorrected(tx, caseId, basics, replaying, told, counts)
  const what = "has a history that cannot be read: charter verify says where"
  for (const caseId of unreadable) told.differences.push({ caseId, what })
  return inOrder(told)
}

// Corrections are few, and whether one counts rests on the chain: such a case is read once more, with its hashes.
async function replayCorrected(
  tx: Tx,
  caseId: number,
  { at, keys, proposedHolidays }: Basics,
  replaying: Replayer,
  told: Told,
  counts: Counting,
): Promise<void> {
  const stored = await eventRowsOf(tx, caseId)
  const say = (what: string) => void told.differences.push({ caseId, what })
  const corrections = trustedCorrections(caseId, stored, keys, say)
  for (const { body } of stored) replaying.hear(caseId, caseEventFrom(recordedFrom(body)))
  tell(replaying.end(at, corrections), told, counts, proposedHolidays !== undefined)
}

function tell(replayed: ReplayedCase, told: Told, counts: Counting, mayDifferInHolidays: boolean): void {
  const { caseId, differences, corrected } = replayed
  // A case whose record is not proved is told of as that, and compared with nothing.
  const changes = differences.length === 0 ? changesOf(replayed, mayDifferInHolidays) : []
  for (const change of changes) told.changes.push(change)
  for (const difference of differences) told.differences.push({ caseId, ...difference })
  for (const each of corrected) told.corrected.push({ caseId, ...each })
  counts.count(replayed, changes)
}

function inOrder(told: Told): Told {
  for (const list of [told.changes, told.differences, told.corrected])
    list.sort((one: { caseId: number }, other: { caseId: number }) => one.caseId - other.caseId)
  return told
}

function rulesOf({ versions, holidays, charter, proposedHolidays }: Basics) {
  const actual = rulebook(charterBook(versions), holidays)
  const book = charterBook(charter === undefined ? versions : [onlyVersion(charter)])
  const proposed = laidRules(rulebook(book, proposedHolidays ?? holidays), charter !== undefined)
  return { actual: laidRules(actual), proposed, conditions: charter }
}

/** The number that a proposal has among versions: none that was ever published. */
const unpublished = 0

function onlyVersion(charter: Charter): CharterVersion {
  return { number: unpublished, inForceFrom: 0, publishedAt: 0, sha256: "", text: "", charter }
}
