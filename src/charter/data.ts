// The charter as data for other systems: the file as it was read, with the version that it is.

import type { CharterVersion } from "./book.ts"
import type { Charter } from "./schema.ts"

export type CharterData = Charter & {
  readonly version: number
  readonly inForceFrom: string
  readonly publishedAt: string
  readonly sha256: string
}

/** For `GET /api/v1/charter`. Answers to an incident's conditions go by `priorities[].conditions[].id`. */
export function charterAsData({ number, inForceFrom, publishedAt, sha256, charter }: CharterVersion): CharterData {
  const text = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toString()
  return { version: number, inForceFrom: text(inForceFrom), publishedAt: text(publishedAt), sha256, ...charter }
}
