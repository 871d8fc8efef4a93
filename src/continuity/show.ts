// What a restored desk holds back: what would be sent, and what fell due while it was away.

import type { Db } from "../database/index.ts"
import type { Actor } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import {
  type FellDue,
  fellDue,
  type HeldCounts,
  type HeldNotice,
  type Hold,
  heldCounts,
  heldNotices,
  presentHold,
} from "./hold-store.ts"

export type ShownHold = {
  readonly hold: Hold | null
  readonly counts: HeldCounts
  /** The first of them, as far as the actor sees their cases. */
  readonly notices: readonly HeldNotice[]
  readonly fellDue: readonly FellDue[]
}

const shownAtMost = 100

export async function shownHold(db: Db, actor: Actor, at: EpochMilliseconds): Promise<ShownHold> {
  const hold = (await presentHold(db)) ?? null
  if (hold === null) return { hold, counts: { notices: 0, cases: 0 }, notices: [], fellDue: [] }
  return {
    hold,
    counts: await heldCounts(db, at),
    notices: await heldNotices(db, actor, shownAtMost),
    fellDue: await fellDue(db, actor, at, shownAtMost),
  }
}
