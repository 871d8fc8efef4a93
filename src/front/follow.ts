// A private link: whose case it opens, and for how long. It works while the case is open and 30 days after it ended; one that was
// issued after that works 30 days from its issue.

import { type CaseState, findCase, shownState } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { NotFound } from "../errors.ts"
import { verifiedFollowToken } from "../notices/index.ts"
import { system } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type Followed = {
  readonly caseId: number
  readonly reference: string
  readonly state: CaseState
  /** The link was good once, and shows nothing any more. */
  readonly hasExpired: boolean
}

const daysAfterTheEnd = 30

/**
 * The case behind a private link. Throws the NotFound that every unknown address gives; whether a token is ours is decided by its keyed
 * hash, before anything is looked up, so that no answer and no delay tells whether a case exists.
 */
export async function followedCase(db: Db, key: Buffer, token: string, at: EpochMilliseconds): Promise<Followed> {
  const named = verifiedFollowToken(key, token)
  const found = named && (await findCase(db, system, named.caseId))
  if (found === undefined) throw new NotFound()
  const state = await shownState(db, found)
  const { caseId, reference } = found
  return { caseId, reference, state, hasExpired: hasExpired(state.endedAt, named?.issuedAt ?? 0, at) }
}

// What the sentence around a link leaves at its end when it is copied or made clickable.
const pastedTail = /[\s.,;:!?'"’”»*)\]}>]+$/

/**
 * The token of ours that was pasted with the end of a sentence; undefined for every other, ours or not. Decided by the keyed hash alone:
 * a wrong token with such an end is answered like any wrong token.
 */
export function tokenBeforeTail(key: Buffer, token: string): string | undefined {
  const bare = token.replace(pastedTail, "")
  return bare !== token && verifiedFollowToken(key, bare) !== undefined ? bare : undefined
}

/** Whether a link of a case that ended then (null: it is open), issued then, shows nothing any more at `at`. */
export function hasExpired(
  endedAt: EpochMilliseconds | null,
  issuedAt: EpochMilliseconds,
  at: EpochMilliseconds,
): boolean {
  if (endedAt === null) return false
  return at > Math.max(endedAt, issuedAt) + daysAfterTheEnd * 86_400_000
}
