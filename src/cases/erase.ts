// Erasing words, with everything that was made from them for finding and showing.

import type { Tx } from "../database/index.ts"
import { type Erasure, eraseRows } from "./content-store.ts"
import { beforeErasure } from "./word-rounds.ts"

/** Deletes the bytes and the salts of some contents; search, excerpts and the spelling of other searches know nothing of them any more. */
export async function eraseContent(tx: Tx, caseId: number, erasure: Erasure): Promise<void> {
  const forgetWhatIsLost = await beforeErasure(tx, caseId)
  await eraseRows(tx, caseId, erasure)
  await forgetWhatIsLost()
}
