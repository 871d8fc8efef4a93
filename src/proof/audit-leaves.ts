// The audit in the head: each of its rows is a leaf of a tree that only grows. Nobody who writes an audit row waits for it.

import type { Tx } from "../database/index.ts"
import { canonical } from "../timeline/index.ts"
import { type AuditRow, insertAuditLeaves, uncoveredAudit } from "./audit-store.ts"
import { type Frontier, grown } from "./frontier.ts"
import { leafHash } from "./merkle.ts"
import type { Snapshot } from "./source.ts"
import { isoOf } from "./statement.ts"

const batch = 5000

/** Covers the rows that no head has covered yet; gives the tree with them. */
export async function coverAudit(
  tx: Tx,
  before: Frontier,
  head: number,
  since: Snapshot | undefined,
): Promise<Frontier> {
  let frontier = before
  for (let after = 0; ; ) {
    const found = await uncoveredAudit(tx, since, after, batch)
    const leaves = found.map((each) => ({ auditId: each.auditId, hash: auditLeaf(each) }))
    await insertAuditLeaves(tx, frontier.size, head, leaves)
    frontier = leaves.reduce((tree, each) => grown(tree, each.hash), frontier)
    after = found.at(-1)?.auditId ?? after
    if (found.length < batch) return frontier
  }
}

/** The hash of a row's leaf: over all that it says. */
export function auditLeaf({ auditId, at, personId, action, target, outcome, remote }: AuditRow): Buffer {
  return leafHash(canonical({ action, at: isoOf(at), id: auditId, outcome, person: personId, remote, target }))
}
