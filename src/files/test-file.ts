// For tests: bytes as a file that somebody hands over.

import type { GivenFile } from "./index.ts"

export function givenFile(name: string, bytes: Buffer): GivenFile {
  const pieces = async function* () {
    for (let from = 0; from < bytes.length; from += 100_000) yield bytes.subarray(from, from + 100_000)
  }
  return { name, size: bytes.length, pieces }
}
