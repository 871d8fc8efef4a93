// The published versions of the charter, read once and asked for by instant or by number.

import type { EpochMilliseconds } from "../time/index.ts"
import type { Charter } from "./schema.ts"

export type CharterVersion = {
  /** 1 for the first version published; not the number that the document gives itself. */
  readonly number: number
  readonly inForceFrom: EpochMilliseconds
  readonly publishedAt: EpochMilliseconds
  /** Of the text as published, in hexadecimal. */
  readonly sha256: string
  readonly text: string
  readonly charter: Charter
}

export type CharterBook = {
  /** Oldest first. Each comes into force later than the one before. */
  readonly versions: readonly CharterVersion[]
  /** The version in force at an instant. The first one is in force for all time before it too. */
  readonly versionAt: (at: EpochMilliseconds) => CharterVersion
  /** The version of a number. Throws where there is none: a number comes from our own rows. */
  readonly version: (number: number) => CharterVersion
}

/** A book of at least one version, in any order. */
export function charterBook(published: readonly CharterVersion[]): CharterBook {
  const versions = [...published].sort((a, b) => a.inForceFrom - b.inForceFrom)
  const [first] = versions
  if (first === undefined) throw new Error("no version of the charter has been published")
  const byNumber = new Map(versions.map((each) => [each.number, each]))
  return {
    versions,
    versionAt: (at) => versions.findLast((each) => each.inForceFrom <= at) ?? first,
    version: (number) => {
      const found = byNumber.get(number)
      if (found === undefined) throw new Error(`no version ${number} of the charter has been published`)
      return found
    },
  }
}

/** A book of one charter that is in force for all time: before anything is published, and for what-if questions. */
export function bookOfOne(charter: Charter, text: string, sha256: string): CharterBook {
  return charterBook([{ number: 1, inForceFrom: 0, publishedAt: 0, sha256, text, charter }])
}
