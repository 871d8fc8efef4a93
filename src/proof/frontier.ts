// A Merkle tree that only grows, remembered by the roots of the perfect trees that it consists of: a few hashes, however many leaves.

import { hash } from "node:crypto"
import { hashBytes, nodeHash } from "./merkle.ts"

export type Frontier = { readonly size: number; readonly peaks: readonly Buffer[] }

export const emptyFrontier: Frontier = { size: 0, peaks: [] }

/** The tree with one leaf more. */
export function grown({ size, peaks }: Frontier, leaf: Buffer): Frontier {
  const kept = [...peaks]
  let added = leaf
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
    const left = kept.pop()
    if (left === undefined) throw new Error("a frontier has a peak for each bit of its size")
    added = nodeHash(left, added)
  }
  return { size: size + 1, peaks: [...kept, added] }
}

/** The root of the whole tree: the peaks joined from the right. */
export function frontierRoot({ peaks }: Frontier): Buffer {
  return peaks.length === 0 ? hash("sha256", "", "buffer") : peaks.reduceRight((right, left) => nodeHash(left, right))
}

export function frontierFrom(size: number, bytes: Buffer): Frontier {
  const peaks = Array.from({ length: bytes.length / hashBytes }, (_, index) =>
    bytes.subarray(index * hashBytes, (index + 1) * hashBytes),
  )
  return { size, peaks }
}

export function frontierBytes({ peaks }: Frontier): Buffer {
  return Buffer.concat(peaks)
}
