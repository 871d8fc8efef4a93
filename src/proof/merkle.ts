// Merkle trees as in RFC 6962 section 2.1 (RFC 9162 section 2.1): what a root says of each leaf can be shown with a few hashes.

import { hash } from "node:crypto"

export const hashBytes = 32

/** SHA-256 of 0x00 and the leaf: no leaf passes for a node. */
export function leafHash(leaf: string | Buffer): Buffer {
  return hash(
    "sha256",
    Buffer.concat([leafMark, typeof leaf === "string" ? Buffer.from(leaf, "utf8") : leaf]),
    "buffer",
  )
}

/** SHA-256 of 0x01 and both children. */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return hash("sha256", Buffer.concat([nodeMark, left, right]), "buffer")
}

/** The root over leaf hashes that lie one after the other in a buffer; of none, SHA-256 of nothing. */
export function rootOf(leaves: Buffer): Buffer {
  if (leaves.length === 0) return hash("sha256", "", "buffer")
  let level = leaves
  while (level.length > hashBytes) level = levelAbove(level)
  return Buffer.from(level)
}

/** The hashes that lead from a leaf to the root, the nearest first. */
export function pathOf(leaves: Buffer, index: number): Buffer[] {
  const path: Buffer[] = []
  let [level, place] = [leaves, index]
  while (level.length > hashBytes) {
    const beside = hashIn(level, place ^ 1)
    if (beside.length > 0) path.push(Buffer.from(beside))
    level = levelAbove(level)
    place >>= 1
  }
  return path
}

/** The root that a leaf and its path give; undefined where the path does not fit the tree (RFC 9162 section 2.1.3.2). */
export function rootFrom(leaf: Buffer, index: number, size: number, path: readonly Buffer[]): Buffer | undefined {
  if (index < 0 || index >= size) return undefined
  let [place, last, root] = [index, size - 1, leaf]
  for (const beside of path) {
    if (last === 0) return undefined
    while (place % 2 === 0 && place === last) [place, last] = [Math.floor(place / 2), Math.floor(last / 2)]
    root = place % 2 === 1 || place === last ? nodeHash(beside, root) : nodeHash(root, beside)
    ;[place, last] = [Math.floor(place / 2), Math.floor(last / 2)]
  }
  return last === 0 ? root : undefined
}

const leafMark = Buffer.from([0])
const nodeMark = Buffer.from([1])

// Pairs are hashed from the left, and what has no partner goes up as it is: the same tree as the recursive definition's.
function levelAbove(level: Buffer): Buffer {
  const count = Math.ceil(level.length / hashBytes / 2)
  const above = Buffer.allocUnsafe(count * hashBytes)
  const node = Buffer.allocUnsafe(1 + 2 * hashBytes)
  node[0] = 1
  for (let index = 0; index < count; index++) {
    const pair = level.subarray(index * 2 * hashBytes, (index + 1) * 2 * hashBytes)
    if (pair.length === hashBytes) pair.copy(above, index * hashBytes)
    else {
      pair.copy(node, 1)
      hash("sha256", node, "buffer").copy(above, index * hashBytes)
    }
  }
  return above
}

function hashIn(level: Buffer, place: number): Buffer {
  return level.subarray(place * hashBytes, (place + 1) * hashBytes)
}
