// Whether a desk works on a database at this moment: what a verb beside it must know before it goes by a clock of its own.

import type { Reads } from "./database.ts"
import { isAnybodyPresent } from "./presence.ts"

/** Whether any process of a desk holds its session on this database. */
export async function deskIsRunning(on: Reads): Promise<boolean> {
  return await isAnybodyPresent(on)
}
