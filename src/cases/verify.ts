// `charter verify`: rebuilds everything that is derived from the events, compares it with what is stored, and checks the chains.

import type { Rulebook } from "../clocks/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { keysInDatabase } from "../proof/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { verifyContent, verifyNumbers } from "./verify-content.ts"
import { type Against, readableEvents, verifiedState } from "./verify-history.ts"
import { verifyNotices, verifyRows } from "./verify-rows.ts"
import {
  caseRowsAfter,
  casesWithOtherWords,
  clocksBetween,
  eventsBetween,
  noticesBetween,
  orphans,
  seeOneMoment,
} from "./verify-store.ts"
import { openWordsCheck, type WordsCheck } from "./verify-words.ts"
import { numbersBetween, renewal } from "./word-store.ts"

export type Verification = { readonly cases: number; readonly events: number }
/** Told of each difference as it is found. */
export type TellDifference = (difference: { readonly reference: string; readonly what: string }) => void

const batch = 200

/** Goes through every case. A desk may work beside it: each batch sees one moment. */
export async function verifyCases(
  db: Db,
  rules: Rulebook,
  at: EpochMilliseconds,
  tell: TellDifference,
): Promise<Verification> {
  const against = { rules, keys: await keysInDatabase(db) }
  const words = openWordsCheck()
  let after = 0
  let seen = { cases: 0, events: 0 }
  for (;;) {
    const found = await transaction(db, (tx) => verifyBatch(tx, after, { against, words, at, tell }))
    if (found.last === undefined) break
    seen = { cases: seen.cases + found.cases, events: seen.events + found.events }
    after = found.last
  }
  for (const caseId of await orphans(db)) tell({ reference: `case ${caseId}`, what: "has events, and no row" })
  const unsaid = await words.unsaid(db)
  if (unsaid > 0) tell({ reference: "search", what: `knows ${unsaid} words that no case says` })
  return seen
}

type Batch = {
  readonly against: Against
  readonly words: WordsCheck
  readonly at: EpochMilliseconds
  readonly tell: TellDifference
}

async function verifyBatch(tx: Tx, after: number, { against, words, at, tell }: Batch) {
  await seeOneMoment(tx)
  const found = await caseRowsAfter(tx, after, batch)
  const [first, last] = [found[0]?.caseId, found.at(-1)?.caseId]
  if (first === undefined || last === undefined) return { cases: 0, events: 0, last: undefined }
  const events = Map.groupBy(await eventsBetween(tx, first, last), (each) => each.caseId)
  const clocks = Map.groupBy(await clocksBetween(tx, first, last), (each) => each.caseId)
  const notices = Map.groupBy(await noticesBetween(tx, first, last), (each) => each.caseId)
  const others = new Set(await casesWithOtherWords(tx, first, last))
  const numbers = Map.groupBy(await numbersBetween(tx, first, last), (each) => each.caseId)
  const unknown = await words.unknownBetween(tx, first, last)
  const { renewedTo, until } = await renewal(tx)
  let counted = 0
  for (const row of found) {
    const say = (what: string) => tell({ reference: row.reference, what })
    const own = events.get(row.caseId) ?? []
    counted += own.length
    const state = verifiedState(row, own, against, say)
    if (state !== undefined) verifyRows(row, state, clocks.get(row.caseId) ?? [], against.rules, at, say)
    // What search keeps of an old case may be of the old kind still.
    const isOld = row.caseId > renewedTo && row.caseId <= until
    if (!row.hasWords || (others.has(row.caseId) && !isOld)) say("is not found by the words that it holds")
    if (unknown.has(row.caseId) && !isOld) say(`search does not know ${unknown.get(row.caseId)} of its words`)
    const readable = readableEvents(own)
    verifyNotices(readable, notices.get(row.caseId) ?? [], say)
    const contents = await verifyContent(tx, row, readable, say)
    if (!isOld) verifyNumbers(contents, numbers.get(row.caseId) ?? [], say)
  }
  return { cases: found.length, events: counted, last }
}
