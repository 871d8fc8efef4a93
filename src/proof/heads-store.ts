// Every statement on the heads and on the tree of the latest one.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Snapshot } from "./source.ts"

export type HeadRow = {
  readonly number: number
  readonly at: EpochMilliseconds
  readonly statement: string
  readonly signature: Buffer
  readonly snapshot: Snapshot
  readonly cluster: string
  readonly leavesAfter: number | null
  readonly auditFrontier: Buffer
}

/**
 * Waits until nobody else makes a head, to the end of the transaction, and lets it see one moment. Said before anything is read: the
 * moment begins with the first statement that reads, so that it comes after the other's end.
 */
export async function makeHeadsAlone(tx: Tx): Promise<void> {
  await run(tx, sql`set transaction isolation level repeatable read`)
  await run(tx, sql`lock table head_buckets in exclusive mode`)
}

export async function seeOneMoment(tx: Tx): Promise<void> {
  await run(tx, sql`set transaction isolation level repeatable read, read only`)
}

/** Which PostgreSQL cluster this is: another one counts its transactions anew. */
export async function clusterIdentity(on: Reads): Promise<string> {
  const found = await row<{ cluster: string }>(
    on,
    sql`select system_identifier::text as cluster from pg_control_system()`,
  )
  return found?.cluster ?? ""
}

export async function latestHead(on: Reads): Promise<HeadRow | undefined> {
  return await row<HeadRow>(on, sql`select ${headColumns} from heads order by number desc limit 1`)
}

export async function headNumbered(on: Reads, number: number): Promise<HeadRow | undefined> {
  return await row<HeadRow>(on, sql`select ${headColumns} from heads where number = ${number}`)
}

/** Heads after a number, in order. */
export async function headsAfter(on: Reads, number: number, limit: number): Promise<HeadRow[]> {
  return await rows<HeadRow>(
    on,
    sql`select ${headColumns} from heads where number > ${number} order by number limit ${limit}`,
  )
}

/** How many heads, and how many changed cases, there are since the last one whose leaves are whole. */
export async function sinceWhole(on: Reads): Promise<{ heads: number; changed: number }> {
  const found = await row<{ heads: number; changed: number }>(
    on,
    sql`select count(*) as heads, coalesce(sum(changed), 0)::bigint as changed from heads
    where number > (select coalesce(max(number), 0) from heads where leaves_after is null)`,
  )
  return found ?? { heads: 0, changed: 0 }
}

export type NewHead = Omit<HeadRow, "snapshot"> & { readonly changed: number }

/** Inserts a head with the moment that this transaction sees. */
export async function insertHead(tx: Tx, head: NewHead): Promise<void> {
  await run(
    tx,
    sql`insert into heads (number, at, statement, signature, snapshot, cluster, leaves_after, changed, audit_frontier)
    values (${head.number}, ${instant(head.at)}, ${head.statement}, ${head.signature}, pg_current_snapshot(), ${head.cluster},
      ${head.leavesAfter}, ${head.changed}, ${head.auditFrontier})`,
  )
}

export type BucketRow = {
  readonly bucket: number
  readonly cases: number
  readonly root: Buffer
  readonly leaves: Buffer
}

export async function clearBuckets(tx: Tx): Promise<void> {
  await run(tx, sql`delete from head_buckets`)
}

export async function bucketsNumbered(on: Reads, numbers: readonly number[]): Promise<BucketRow[]> {
  return await rows<BucketRow>(
    on,
    sql`select bucket, cases, root, leaves from head_buckets where bucket = any(${numbers}::bigint[])`,
  )
}

export async function saveBuckets(tx: Tx, buckets: readonly BucketRow[]): Promise<void> {
  await run(
    tx,
    sql`insert into head_buckets (bucket, cases, root, leaves)
    select * from unnest(${buckets.map((each) => each.bucket)}::bigint[], ${buckets.map((each) => each.cases)}::int[],
      ${buckets.map((each) => each.root)}::bytea[], ${buckets.map((each) => each.leaves)}::bytea[])
    on conflict (bucket) do update set cases = excluded.cases, root = excluded.root, leaves = excluded.leaves`,
  )
}

export async function bucketRoots(on: Reads): Promise<Omit<BucketRow, "leaves">[]> {
  return await rows(on, sql`select bucket, cases, root from head_buckets`)
}

const headColumns = sql`number, at, statement, signature, snapshot::text as snapshot, cluster, leaves_after as "leavesAfter",
  audit_frontier as "auditFrontier"`
