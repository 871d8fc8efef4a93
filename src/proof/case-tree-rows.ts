// The tree over all cases as it is kept: brings its rows up to the present moment, a few ranges at a time.

import type { Tx } from "../database/index.ts"
import { bucketOf, type CaseHead, casesIn, emptyBucket, setLeaf, treeRoot, treeSize } from "./case-tree.ts"
import { bucketRoots, bucketsNumbered, clearBuckets, saveBuckets } from "./heads-store.ts"
import { rootOf } from "./merkle.ts"
import type { HeadSource, Snapshot } from "./source.ts"

export type TreeChange = {
  readonly size: number
  readonly cases: number
  readonly root: Buffer
  /** How many cases had changed. */
  readonly changed: number
  /** Whether all was hashed anew. */
  readonly isWhole: boolean
}

/** From so many changed cases on, going through all of them in order is no dearer. */
const manyChanges = 50_000
const casesAtOnce = 16_384
const bucketsAtOnce = 64

/** Hashes what has changed since a moment, or everything. */
export async function changeTree(tx: Tx, source: HeadSource, since: Snapshot | undefined): Promise<TreeChange> {
  const changed = since === undefined ? undefined : await source.changedSince(tx, since, manyChanges)
  const isWhole = changed === undefined || changed.length >= manyChanges
  const count = isWhole ? await wholeTree(tx, source) : await changedLeaves(tx, changed)
  const buckets = await bucketRoots(tx)
  const roots = new Map(buckets.map((each) => [each.bucket, each.root]))
  const cases = buckets.reduce((sum, each) => sum + each.cases, 0)
  return { size: treeSize(roots), cases, root: treeRoot(roots), changed: count, isWhole }
}

async function wholeTree(tx: Tx, source: HeadSource): Promise<number> {
  await clearBuckets(tx)
  let [count, after] = [0, 0]
  for (;;) {
    const found = await source.after(tx, after, casesAtOnce)
    count += await changedLeaves(tx, found)
    after = found.at(-1)?.caseId ?? after
    if (found.length < casesAtOnce) return count
  }
}

async function changedLeaves(tx: Tx, heads: readonly CaseHead[]): Promise<number> {
  const changes = [...Map.groupBy(heads, (each) => bucketOf(each.caseId))]
  for (let at = 0; at < changes.length; at += bucketsAtOnce)
    await changeBuckets(tx, changes.slice(at, at + bucketsAtOnce))
  return heads.length
}

async function changeBuckets(tx: Tx, changes: readonly (readonly [number, readonly CaseHead[]])[]): Promise<void> {
  const found = await bucketsNumbered(
    tx,
    changes.map(([bucket]) => bucket),
  )
  const known = new Map(found.map((each) => [each.bucket, each.leaves]))
  const saved = changes.map(([bucket, heads]) => {
    const leaves = known.get(bucket) ?? emptyBucket()
    for (const head of heads) setLeaf(leaves, head)
    return { bucket, cases: casesIn(leaves), root: rootOf(leaves), leaves }
  })
  await saveBuckets(tx, saved)
}
