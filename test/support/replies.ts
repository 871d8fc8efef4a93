// Replies from a page wait ten seconds: here they pass.

import type { Db } from "../../src/database/index.ts"
import { sendWaiting } from "../../src/incidents/index.ts"
import { instant } from "./desk.ts"

/** Lets every reply go that waits; gives how many went. What fails is thrown. */
export async function repliesGo({ db, now }: { readonly db: Db; readonly now: string }): Promise<number> {
  const faults: unknown[] = []
  const gone = await sendWaiting(db, instant(now) + 10_000, (error) => faults.push(error))
  if (faults.length > 0) throw faults[0]
  return gone
}
