// Every statement on the rows of the audit as the heads cover them.

import { type Reads, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Snapshot } from "./source.ts"

export type AuditRow = {
  readonly auditId: number
  readonly at: EpochMilliseconds
  readonly personId: number | null
  readonly action: string
  readonly target: readonly string[]
  readonly outcome: string
  readonly remote: string | null
}

/** Rows that no head has covered, in their order: looked for from a moment on, or among all. */
export async function uncoveredAudit(
  on: Reads,
  since: Snapshot | undefined,
  after: number,
  limit: number,
): Promise<AuditRow[]> {
  return await rows<AuditRow>(
    on,
    sql`select ${auditColumns} from audit
    where xid >= coalesce(pg_snapshot_xmin(${since ?? null}::pg_snapshot)::text::bigint, 0) and audit_id > ${after}
      and not exists (select from audit_leaves where audit_leaves.audit_id = audit.audit_id)
    order by audit_id limit ${limit}`,
  )
}

export type AuditLeaf = { readonly auditId: number; readonly hash: Buffer }

export async function insertAuditLeaves(
  tx: Tx,
  position: number,
  head: number,
  leaves: readonly AuditLeaf[],
): Promise<void> {
  if (leaves.length === 0) return
  await run(
    tx,
    sql`insert into audit_leaves (position, audit_id, head, hash)
    select ${position}::bigint + place - 1, audit_id, ${head}, hash
    from unnest(${leaves.map((each) => each.auditId)}::bigint[], ${leaves.map((each) => each.hash)}::bytea[])
      with ordinality as new (audit_id, hash, place)`,
  )
}

export type CoveredRow = AuditLeaf & { readonly position: number; readonly row: AuditRow | null }

/** Covered rows from a place in the tree on, each with the row as it is now; null where it is gone. */
export async function coveredAudit(on: Reads, from: number, limit: number): Promise<CoveredRow[]> {
  const found = await rows<AuditLeaf & Omit<AuditRow, "at"> & { position: number; at: number | null }>(
    on,
    sql`select position, audit_leaves.audit_id as "auditId", hash, at, person_id as "personId", action, target, outcome, remote
    from audit_leaves left join audit on audit.audit_id = audit_leaves.audit_id
    where position >= ${from} order by position limit ${limit}`,
  )
  return found.map(({ position, hash, at, ...row }) => ({
    position,
    auditId: row.auditId,
    hash,
    row: at === null ? null : { ...row, at },
  }))
}

/** What one head covered first. */
export async function auditLeavesOf(on: Reads, head: number): Promise<AuditLeaf[]> {
  return await rows<AuditLeaf>(
    on,
    sql`select audit_id as "auditId", hash from audit_leaves where head = ${head} order by position`,
  )
}

const auditColumns = sql`audit_id as "auditId", at, person_id as "personId", action, target, outcome, remote`
