// A head to the folder outside the database: with the leaves that its root stands for, the audit's, the ledger of redactions and the public keys.

import { type Db, type Reads, transaction } from "../database/index.ts"
import { auditLeavesOf } from "./audit-store.ts"
import { type CaseHead, leafText } from "./case-tree.ts"
import {
  auditFile,
  headFile,
  keysFile,
  leavesFile,
  mustNotReplace,
  redactionsFile,
  writeLines,
  writeText,
} from "./files.ts"
import { type HeadRow, headNumbered, seeOneMoment } from "./heads-store.ts"
import { keysText } from "./keys-file.ts"
import { listedKeys } from "./keys-store.ts"
import { ledgerLines, ledgerText } from "./ledger.ts"
import { signedHeadOf } from "./make.ts"
import type { HeadSource } from "./source.ts"
import { headText } from "./statement.ts"

/** Writes one head. What it needs comes first: where the file of a head is, the others are too. */
export async function exportHead(db: Db, source: HeadSource, folder: string, number: number): Promise<void> {
  const head = await headNumbered(db, number)
  if (head === undefined) throw new Error(`there is no head ${number}`)
  const text = headText(signedHeadOf(head))
  mustNotReplace(folder, number, text)
  await writeText(folder, keysFile, keysText(await listedKeys(db)))
  await writeText(folder, redactionsFile, ledgerText(await ledgerLines(db)))
  await writeLines(folder, auditFile(number), auditLines(db, number))
  await writeLeaves(db, source, folder, head)
  await writeText(folder, headFile(number), text)
}

async function* auditLines(on: Reads, number: number): AsyncGenerator<string> {
  for (const { auditId, hash } of await auditLeavesOf(on, number))
    yield `{"id":${auditId},"hash":"${hash.toString("hex")}"}\n`
}

// The leaves as they were when the head was made, however late they are written: histories only grow, and a head knows what it had seen.
async function writeLeaves(db: Db, source: HeadSource, folder: string, head: HeadRow): Promise<void> {
  await transaction(db, async (tx) => {
    await seeOneMoment(tx)
    const before = head.leavesAfter === null ? undefined : await headNumbered(tx, head.leavesAfter)
    await writeLines(folder, leavesFile(head.number), leafLines(tx, source, head, before))
  })
}

/** Reads on a connection that waits for the disk: nothing is locked by it. */
async function* leafLines(
  on: Reads,
  source: HeadSource,
  head: HeadRow,
  before: HeadRow | undefined,
): AsyncGenerator<string> {
  yield `{"head":${head.number},"after":${head.leavesAfter}}\n`
  const leaves =
    before === undefined ? wholeLeaves(on, source, head) : await source.between(on, before.snapshot, head.snapshot)
  for await (const each of leaves) yield `${leafText(each)}\n`
}

const casesAtOnce = 16_384

async function* wholeLeaves(on: Reads, source: HeadSource, head: HeadRow): AsyncGenerator<CaseHead> {
  for (let after = 0; ; ) {
    const found = await source.after(on, after, casesAtOnce)
    const changed = new Set(await source.changedAfter(on, head.snapshot, after, found.at(-1)?.caseId ?? after))
    const then = await source.at(on, head.snapshot, [...changed])
    yield* [...found.filter((each) => !changed.has(each.caseId)), ...then].toSorted((a, b) => a.caseId - b.caseId)
    after = found.at(-1)?.caseId ?? after
    if (found.length < casesAtOnce) return
  }
}
