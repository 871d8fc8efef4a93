// Makes a head: one transaction that sees one moment, hashes what has changed since the head before, and signs.

import { type Db, type Tx, transaction } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { coverAudit } from "./audit-leaves.ts"
import { changeTree, type TreeChange } from "./case-tree-rows.ts"
import { queueExports } from "./exports-store.ts"
import { emptyFrontier, type Frontier, frontierBytes, frontierFrom, frontierRoot } from "./frontier.ts"
import { clusterIdentity, type HeadRow, insertHead, latestHead, makeHeadsAlone, sinceWhole } from "./heads-store.ts"
import type { HeadKey } from "./keys.ts"
import { listedKeys, listKey } from "./keys-store.ts"
import { extendLedger, type Ledger } from "./ledger.ts"
import type { HeadSource } from "./source.ts"
import { isoOf, type SignedHead, type Statement, statementHash, statementSchema, statementText } from "./statement.ts"

export type Making = {
  readonly source: HeadSource
  readonly key: HeadKey
  readonly at: EpochMilliseconds
  /** Where heads go: each gets a row that says when it was there. */
  readonly places: readonly string[]
  /** The highest number of a head outside the database: after a restore from a backup there may be higher ones than here, and none is given twice. */
  readonly highestOutside: number
  /** Whether, given when the last one was made, another is wanted: asked once nobody else can make one. */
  readonly isDue: (lastAt: EpochMilliseconds) => boolean
}

/** Makes the next head; undefined where none is due. */
export async function makeHead(db: Db, making: Making): Promise<SignedHead | undefined> {
  return await transaction(db, async (tx) => {
    await makeHeadsAlone(tx)
    const last = await latestHead(tx)
    if (last !== undefined && !making.isDue(last.at)) return undefined
    return await madeHead(tx, last, making)
  })
}

async function madeHead(tx: Tx, last: HeadRow | undefined, making: Making): Promise<SignedHead> {
  const { source, key, places } = making
  const at = Math.max(making.at, last?.at ?? making.at)
  const cluster = await clusterIdentity(tx)
  const number = Math.max(last?.number ?? 0, making.highestOutside) + 1
  const since = last?.cluster === cluster ? last.snapshot : undefined
  const tree = await changeTree(tx, source, since)
  const audit = await coverAudit(tx, auditBefore(last), number, since)
  const redactions = await extendLedger(tx, source, number, since)
  await listKey(tx, key, at)
  const desk = (await listedKeys(tx))[0]?.keyId ?? key.keyId
  const statement = statementOf({ desk, number, at, key, last, tree, audit, redactions })
  const text = statementText(statement)
  const signature = key.sign(text)
  const leavesAfter = last === undefined || (await startsAnew(tx, tree)) ? null : last.number
  const auditFrontier = frontierBytes(audit)
  await insertHead(tx, {
    number,
    at,
    statement: text,
    signature,
    cluster,
    leavesAfter,
    changed: tree.changed,
    auditFrontier,
  })
  await queueExports(tx, number, places, at)
  return { statement, signature }
}

/** The statement of a head that is stored. */
export function signedHeadOf({ statement, signature }: Pick<HeadRow, "statement" | "signature">): SignedHead {
  return { statement: statementSchema.parse(JSON.parse(statement)), signature }
}

type Parts = {
  readonly desk: string
  readonly number: number
  readonly at: EpochMilliseconds
  readonly key: HeadKey
  readonly last: HeadRow | undefined
  readonly tree: TreeChange
  readonly audit: Frontier
  readonly redactions: Ledger
}

function statementOf({ desk, number, at, key, last, tree, audit, redactions }: Parts): Statement {
  return {
    what: "charter head",
    v: 1,
    desk,
    number,
    at: isoOf(at),
    size: tree.size,
    cases: tree.cases,
    root: tree.root.toString("hex"),
    key: key.keyId,
    previous: last === undefined ? null : statementHash(last.statement),
    audit: { rows: audit.size, root: frontierRoot(audit).toString("hex") },
    redactions,
  }
}

function auditBefore(last: HeadRow | undefined): Frontier {
  if (last === undefined) return emptyFrontier
  return frontierFrom(signedHeadOf(last).statement.audit.rows, last.auditFrontier)
}

/** So many heads at most need the leaves of one before them: whoever verifies reads all of these. */
const headsInARow = 24

async function startsAnew(tx: Tx, { isWhole, changed, cases }: TreeChange): Promise<boolean> {
  if (isWhole) return true
  const since = await sinceWhole(tx)
  return since.heads >= headsInARow || (since.changed + changed) * 2 > cases
}
