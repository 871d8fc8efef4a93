// A charter comes into force: checked, numbered, and never back-dated.

import type { Tx } from "../database/index.ts"
import { Refused } from "../errors.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { contradictions } from "./contradictions.ts"
import { type CharterSource, readCharterSource } from "./read.ts"
import { insertVersion, lockVersions, type VersionRow, versionRows } from "./store.ts"

export type Publication = {
  readonly text: string
  readonly from: EpochMilliseconds
  readonly at: EpochMilliseconds
  /** What errors call the file. */
  readonly fileName?: string
  /** The person who publishes; null, as from the command line, where nobody has signed in. */
  readonly by?: number | null
}

export type Published = { readonly number: number; readonly inForceFrom: EpochMilliseconds }

/**
 * A new version, in force from an instant later than now and than every other version's start; the first may start at any.
 * Throws Invalid for a file that is no charter, Refused for one that contradicts itself or would be back-dated.
 */
export async function publishCharter(tx: Tx, publication: Publication): Promise<Published> {
  const { text, from, at, by = null, fileName = "charter" } = publication
  refuseContradictions(readCharterSource(text, fileName), fileName)
  await lockVersions(tx)
  const versions = await versionRows(tx)
  refuseBackDating(versions, from, at)
  const number = versions.length + 1
  await insertVersion(tx, { number, text, inForceFrom: from, publishedAt: at, publishedBy: by })
  return { number, inForceFrom: from }
}

export type Seeded =
  | { readonly published: true; readonly number: number }
  /** `differs`: the file says something else than the latest version, which stays. */
  | { readonly published: false; readonly latest: number; readonly differs: boolean }

/** Publishes into an empty database, and changes nothing in any other. */
export async function seedCharter(tx: Tx, text: string, at: EpochMilliseconds, fileName = "charter"): Promise<Seeded> {
  await lockVersions(tx)
  const latest = (await versionRows(tx)).at(-1)
  if (latest !== undefined) return { published: false, latest: latest.number, differs: latest.text !== text }
  const { number } = await publishCharter(tx, { text, from: at, at, fileName })
  return { published: true, number }
}

function refuseContradictions(source: CharterSource, fileName: string): void {
  const found = contradictions(source.charter).map(({ clause, reason, path }) => {
    const { line, column } = source.placeOf(path)
    return `${fileName}:${line}:${column}: ${clause}: ${reason}`
  })
  if (found.length > 0) throw new Refused(`This charter contradicts itself. ${found.join(" ")}`)
}

function refuseBackDating(versions: readonly VersionRow[], from: EpochMilliseconds, at: EpochMilliseconds): void {
  const latest = versions.at(-1)
  if (latest === undefined) return
  if (from <= at) {
    throw new Refused(
      "A new version of the charter comes into force later than now: what was promised before stays promised.",
    )
  }
  if (from <= latest.inForceFrom) {
    const start = Temporal.Instant.fromEpochMilliseconds(latest.inForceFrom).toString()
    throw new Refused(
      `Version ${latest.number} of the charter comes into force at ${start}: a new one must start after that.`,
    )
  }
}
