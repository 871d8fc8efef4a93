// The audit, verified: each row that a head has covered is there, and says what it said.

import type { Reads } from "../database/index.ts"
import { auditLeaf } from "./audit-leaves.ts"
import { type CoveredRow, coveredAudit } from "./audit-store.ts"
import { emptyFrontier, type Frontier, frontierRoot, grown } from "./frontier.ts"
import { type ExportedRow, readAuditLeaves } from "./leaf-files.ts"
import type { Statement } from "./statement.ts"
import type { TellProof } from "./tell.ts"

type Covered = Pick<Statement, "number" | "audit">
const atOnce = 5000

/**
 * Compares the rows with what a head says of them. The database's own list of leaves names what was changed; where that list was changed
 * along with it, the leaves that were exported do, if their folder is given.
 */
export async function verifyAudit(
  on: Reads,
  head: Covered,
  folder: string | undefined,
  tell: TellProof,
): Promise<void> {
  const exported = folder === undefined ? undefined : await trustedExport(head, folder)
  let leaves = emptyFrontier
  for await (const each of coveredRows(on, head.audit.rows)) {
    leaves = grown(leaves, each.hash)
    const fault = faultOf(each, exported?.[each.position])
    if (fault !== undefined) tell(`audit row ${exported?.[each.position]?.auditId ?? each.auditId}`, fault)
  }
  if (!isSigned(leaves, head))
    tell(
      "the audit",
      `is not what head ${head.number} signed: ${head.audit.rows} rows, of which ${leaves.size} are listed`,
    )
}

async function* coveredRows(on: Reads, rows: number): AsyncGenerator<CoveredRow> {
  for (let from = 0; from < rows; ) {
    const found = await coveredAudit(on, from, Math.min(atOnce, rows - from))
    yield* found
    const last = found.at(-1)
    if (last === undefined) return
    from = last.position + 1
  }
}

// What was exported counts only where it is what the head signed.
async function trustedExport(head: Covered, folder: string): Promise<ExportedRow[] | undefined> {
  const rows = await readAuditLeaves(folder, head.number)
  const tree = rows?.reduce((growing, each) => grown(growing, Buffer.from(each.hash, "hex")), emptyFrontier)
  return tree !== undefined && isSigned(tree, head) ? rows : undefined
}

function isSigned(tree: Frontier, { audit }: Covered): boolean {
  return tree.size === audit.rows && frontierRoot(tree).toString("hex") === audit.root
}

function faultOf({ row, hash, auditId }: CoveredRow, exported: ExportedRow | undefined): string | undefined {
  if (row === null) return "is missing"
  const leaf = auditLeaf(row)
  if (exported !== undefined && exported.auditId !== auditId) return "is missing, and another stands in its place"
  if (exported !== undefined) return leaf.toString("hex") === exported.hash ? undefined : "has been changed"
  return leaf.equals(hash) ? undefined : "has been changed"
}
