// The tree over all cases: a case's leaf stands at its number, so that it can stand at no other place, and a number that is no case has an empty
// leaf. Ranges of 256 numbers are subtrees of their own: what has not changed is not hashed again.

import { canonical } from "../timeline/index.ts"
import { hashBytes, leafHash, nodeHash, pathOf, rootOf } from "./merkle.ts"

/** The end of a case's history: its last event, and the hash of that one in the case's chain. */
export type CaseHead = { readonly caseId: number; readonly seq: number; readonly hash: Buffer }

/** How many numbers a range has. */
export const bucketSize = 256
const bucketHeight = Math.log2(bucketSize)

/** The line that is hashed for a case. */
export function leafText({ caseId, seq, hash }: CaseHead): string {
  return canonical({ case: caseId, head: hash.toString("hex"), seq })
}

export function bucketOf(caseId: number): number {
  return Math.floor((caseId - 1) / bucketSize)
}

/** The leaves of a range in which no number is a case. */
export function emptyBucket(): Buffer {
  return Buffer.concat(Array.from({ length: bucketSize }, () => emptyLeaf))
}

/** Puts the leaf of a case into its range. */
export function setLeaf(leaves: Buffer, head: CaseHead): void {
  leafHash(leafText(head)).copy(leaves, placeIn(head.caseId))
}

export function casesIn(leaves: Buffer): number {
  let cases = 0
  for (let at = 0; at < leaves.length; at += hashBytes)
    if (!leaves.subarray(at, at + hashBytes).equals(emptyLeaf)) cases++
  return cases
}

/** The roots of the ranges that hold cases, by range. */
export type BucketRoots = ReadonlyMap<number, Buffer>

/** How many leaves the tree has: whole ranges, up to the one of the last case. */
export function treeSize(roots: BucketRoots): number {
  return bucketSize * widthOf(roots)
}

export function treeRoot(roots: BucketRoots): Buffer {
  if (roots.size === 0) return rootOf(Buffer.alloc(0))
  let level = bottomLevel(roots)
  while (level.width > 1) level = levelAbove(level)
  return nodeAt(level, 0)
}

/** The path of a case's leaf to the root: within its range, and above it. */
export function treePath(caseId: number, leaves: Buffer, roots: BucketRoots): Buffer[] {
  const path = pathOf(leaves, placeIn(caseId) / hashBytes)
  let place = bucketOf(caseId)
  for (let level = bottomLevel(roots); level.width > 1; level = levelAbove(level)) {
    const beside = place % 2 === 0 ? place + 1 : place - 1
    if (beside < level.width) path.push(nodeAt(level, beside))
    place = Math.floor(place / 2)
  }
  return path
}

const emptyLeaf = leafHash("")
const emptyBucketRoot = Array.from({ length: bucketHeight }).reduce<Buffer>(
  (below) => nodeHash(below, below),
  emptyLeaf,
)

// A level of the tree above the ranges. Numbers may have wide gaps: only nodes that lead to a case are there, the others are all alike.
type Level = { readonly nodes: BucketRoots; readonly width: number; readonly empty: Buffer }

function bottomLevel(roots: BucketRoots): Level {
  return { nodes: roots, width: widthOf(roots), empty: emptyBucketRoot }
}

function widthOf(roots: BucketRoots): number {
  let last = -1
  for (const bucket of roots.keys()) last = Math.max(last, bucket)
  return last + 1
}

function levelAbove(level: Level): Level {
  const nodes = new Map<number, Buffer>()
  for (const below of level.nodes.keys()) {
    const place = Math.floor(below / 2)
    const [left, right] = [place * 2, place * 2 + 1]
    if (nodes.has(place)) continue
    nodes.set(place, right === level.width ? nodeAt(level, left) : nodeHash(nodeAt(level, left), nodeAt(level, right)))
  }
  return { nodes, width: Math.ceil(level.width / 2), empty: nodeHash(level.empty, level.empty) }
}

function nodeAt({ nodes, empty }: Level, place: number): Buffer {
  return nodes.get(place) ?? empty
}

function placeIn(caseId: number): number {
  return ((caseId - 1) % bucketSize) * hashBytes
}
