// The figures of the floor, kept for a moment: a wall of screens asks for them each few seconds, and they are counted once for all who
// see the same cases.

import type { Charter } from "../charter/index.ts"
import type { Db, Reads } from "../database/index.ts"
import { type Actor, sightOf } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type Floor, floorNow } from "./now.ts"

const keptMilliseconds = 2000
type Kept = { readonly floor: Promise<Floor>; readonly countedAt: number }
const known = new WeakMap<Db, Map<string, Kept>>()

/** The floor as an actor may see it, at most two seconds old. `reads` is what is counted on where it must be. */
export function floorKept(db: Db, reads: Reads, actor: Actor, charter: Charter, at: EpochMilliseconds): Promise<Floor> {
  const all = known.get(db) ?? new Map<string, Kept>()
  known.set(db, all)
  const key = sightOf(actor)
  const kept = all.get(key)
  const now = performance.now()
  if (kept !== undefined && now - kept.countedAt < keptMilliseconds) return kept.floor
  for (const [other, { countedAt }] of all) if (now - countedAt >= keptMilliseconds) all.delete(other)
  const floor = floorNow(reads, actor, charter, at)
  all.set(key, { floor, countedAt: now })
  // A count that failed is nobody's answer but theirs who asked for it.
  floor.catch(() => all.delete(key))
  return floor
}
