// The proof that one case stands in a head: its leaf, the hashes that lead from it to the root, and the head.

import { type Db, type Reads, transaction } from "../database/index.ts"
import { NotFound, Refused } from "../errors.ts"
import { canonical } from "../timeline/index.ts"
import {
  type BucketRoots,
  bucketOf,
  type CaseHead,
  emptyBucket,
  leafText,
  setLeaf,
  treePath,
  treeSize,
} from "./case-tree.ts"
import { bucketRoots, bucketsNumbered, latestHead, seeOneMoment } from "./heads-store.ts"
import { readLeaves } from "./leaf-files.ts"
import { signedHeadOf } from "./make.ts"
import { leafHash, rootFrom, rootOf } from "./merkle.ts"
import type { HeadSource } from "./source.ts"
import type { SignedHead } from "./statement.ts"

/** The proof from the latest head, as one line of canonical JSON. Throws Refused where no head has seen the case yet. */
export async function proofOfCase(db: Db, source: HeadSource, caseId: number): Promise<string> {
  return await transaction(db, async (tx) => {
    await seeOneMoment(tx)
    return await proofIn(tx, source, caseId)
  })
}

/** The proof from an exported head and the leaves beside it. Throws NotFound where the case was not in it. */
export async function proofFromFile(head: SignedHead, folder: string, caseId: number): Promise<string> {
  const buckets = new Map<number, Buffer>()
  let found: CaseHead | undefined
  for await (const each of readLeaves(folder, head.statement.number)) {
    const leaves = buckets.get(bucketOf(each.caseId)) ?? emptyBucket()
    setLeaf(leaves, each)
    buckets.set(bucketOf(each.caseId), leaves)
    if (each.caseId === caseId) found = each
  }
  const leaves = buckets.get(bucketOf(caseId))
  if (found === undefined || leaves === undefined) throw new NotFound("This case is not in that head.")
  const roots = new Map([...buckets].map(([bucket, own]) => [bucket, rootOf(own)]))
  return proofText(head, found, { leaves, roots })
}

async function proofIn(on: Reads, source: HeadSource, caseId: number): Promise<string> {
  const head = await latestHead(on)
  const [bucket] = await bucketsNumbered(on, [bucketOf(caseId)])
  const [found] = head === undefined ? [] : await source.at(on, head.snapshot, [caseId])
  if (head === undefined || bucket === undefined || found === undefined)
    throw new Refused("No head has been signed since this case was opened: there will be a proof after the next one.")
  const roots = new Map((await bucketRoots(on)).map((each) => [each.bucket, each.root]))
  return proofText(signedHeadOf(head), found, { leaves: bucket.leaves, roots })
}

type Tree = { readonly leaves: Buffer; readonly roots: BucketRoots }

// What does not prove anything is not handed out: a history that was changed behind the desk's back, leaves that are not the head's.
function proofText({ statement, signature }: SignedHead, leaf: CaseHead, { leaves, roots }: Tree): string {
  const path = treePath(leaf.caseId, leaves, roots)
  const root = rootFrom(leafHash(leafText(leaf)), leaf.caseId - 1, treeSize(roots), path)
  if (root?.toString("hex") !== statement.root)
    throw new Refused(`The history of this case is not what head ${statement.number} says of it: run charter verify.`)
  return canonical({
    what: "charter inclusion proof",
    v: 1,
    leaf: { case: leaf.caseId, head: leaf.hash.toString("hex"), seq: leaf.seq },
    path: path.map((each) => each.toString("hex")),
    head: statement,
    signature: signature.toString("hex"),
  })
}
