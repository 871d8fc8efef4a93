import assert from "node:assert/strict"
import { hash } from "node:crypto"
import { test } from "node:test"
import fc from "fast-check"
import {
  bucketOf,
  bucketSize,
  type CaseHead,
  emptyBucket,
  leafText,
  setLeaf,
  treePath,
  treeRoot,
  treeSize,
} from "./case-tree.ts"
import { emptyFrontier, frontierBytes, frontierFrom, frontierRoot, grown } from "./frontier.ts"
import { hashBytes, leafHash, nodeHash, pathOf, rootFrom, rootOf } from "./merkle.ts"

// The inputs and the roots of the Certificate Transparency reference implementations, for trees of one to eight leaves.
const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
const roots = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
const leaves = inputs.map((input) => leafHash(Buffer.from(input, "hex")))
const first = (count: number) => Buffer.concat(leaves.slice(0, count))

test("the roots are those of the reference implementations", () => {
  assert.equal(rootOf(Buffer.alloc(0)).toString("hex"), hash("sha256", "", "hex"))
  for (const [index, root] of roots.entries()) assert.equal(rootOf(first(index + 1)).toString("hex"), root)
})

test("a tree that grows leaf by leaf has the same roots, and goes on from its bytes", () => {
  let frontier = emptyFrontier
  for (const [index, leaf] of leaves.entries()) {
    frontier = grown(frontierFrom(index, frontierBytes(frontier)), leaf)
    assert.equal(frontierRoot(frontier).toString("hex"), roots[index])
  }
})

// RFC 6962 section 2.1, as it is written there.
function recursiveRoot(list: readonly Buffer[]): Buffer {
  const [only] = list
  if (list.length === 1 && only !== undefined) return only
  const split = 2 ** Math.floor(Math.log2(list.length - 1))
  return nodeHash(recursiveRoot(list.slice(0, split)), recursiveRoot(list.slice(split)))
}

const someLeaves = fc.array(
  fc.uint8Array({ minLength: hashBytes, maxLength: hashBytes }).map((each) => Buffer.from(each)),
  {
    minLength: 1,
    maxLength: 70,
  },
)

test("for any leaves: the recursive definition's root, and a path for each leaf that no other place and no other leaf fits", () => {
  fc.assert(
    fc.property(someLeaves, fc.nat(), fc.nat(), (list, one, other) => {
      const all = Buffer.concat(list)
      const root = rootOf(all)
      assert.ok(root.equals(recursiveRoot(list)))
      const index = one % list.length
      const leaf = list[index] ?? Buffer.alloc(0)
      const path = pathOf(all, index)
      assert.ok(rootFrom(leaf, index, list.length, path)?.equals(root))
      const elsewhere = other % (list.length + 2)
      const stranger = list[elsewhere]
      if (elsewhere !== index && stranger?.equals(leaf) !== true) {
        assert.ok(!rootFrom(leaf, elsewhere, list.length, path)?.equals(root))
        if (stranger !== undefined) assert.ok(!rootFrom(stranger, index, list.length, path)?.equals(root))
      }
      assert.ok(!rootFrom(leaf, index, list.length, [...path, root])?.equals(root))
      assert.ok(path.length === 0 || !rootFrom(leaf, index, list.length, path.slice(1))?.equals(root))
    }),
    { numRuns: 150 },
  )
})

function headOf(caseId: number): CaseHead {
  return { caseId, seq: (caseId % 7) + 1, hash: leafHash(`case ${caseId}`) }
}

function treeOf(caseIds: readonly number[]) {
  const buckets = new Map<number, Buffer>()
  for (const caseId of caseIds) {
    const leaves = buckets.get(bucketOf(caseId)) ?? emptyBucket()
    setLeaf(leaves, headOf(caseId))
    buckets.set(bucketOf(caseId), leaves)
  }
  return { buckets, roots: new Map([...buckets].map(([bucket, leaves]) => [bucket, rootOf(leaves)])) }
}

test("the tree of cases is the plain tree with an empty leaf for each number that is no case, in whichever ranges the cases are", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 12 * bucketSize }), { minLength: 1, maxLength: 40 }),
      (caseIds) => {
        const { buckets, roots } = treeOf(caseIds)
        const size = treeSize(roots)
        const plain = Array.from({ length: size }, (_, index) =>
          leafHash(caseIds.includes(index + 1) ? leafText(headOf(index + 1)) : ""),
        )
        assert.ok(treeRoot(roots).equals(rootOf(Buffer.concat(plain))))
        const [caseId = 0] = caseIds
        const path = treePath(caseId, buckets.get(bucketOf(caseId)) ?? emptyBucket(), roots)
        assert.ok(rootFrom(leafHash(leafText(headOf(caseId))), caseId - 1, size, path)?.equals(treeRoot(roots)))
      },
    ),
    { numRuns: 30 },
  )
})

test("a number a million millions away costs a few hashes, not a million millions", () => {
  const caseIds = [1, 77, 10 ** 12]
  const { buckets, roots } = treeOf(caseIds)
  for (const caseId of caseIds) {
    const path = treePath(caseId, buckets.get(bucketOf(caseId)) ?? emptyBucket(), roots)
    assert.ok(path.length < 45)
    assert.ok(rootFrom(leafHash(leafText(headOf(caseId))), caseId - 1, treeSize(roots), path)?.equals(treeRoot(roots)))
  }
})
