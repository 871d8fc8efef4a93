// The end of an import: what has fallen due is on record, and from here on the clocks that still run are ordinary ones.

import { changeLockedCase, isImporting } from "../cases/index.ts"
import { freshRules } from "../clocks/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { system } from "../people/index.ts"
import type { Now } from "../time/index.ts"
import { importEnded } from "./judged.ts"
import { casesToEnd, markEnded } from "./store.ts"

const batchSize = 100

/** Ends the import of every case that is still being imported. A stop half way loses nothing: each case knows whether it has ended. */
export async function endCases(
  db: Db,
  importId: number,
  now: Now,
  tell: (done: number, of: number) => void,
): Promise<void> {
  for (let done = 0; ; ) {
    const waiting = await casesToEnd(db, importId, batchSize)
    if (waiting.cases.length === 0) return
    const rules = await freshRules(db)
    const at = now()
    await transaction(db, async (tx) => {
      for (const caseId of waiting.cases) {
        await changeLockedCase(tx, caseId, { actor: system, rules, at }, ({ state }) => ({
          happenings: isImporting(state) ? [importEnded(importId)] : [],
        }))
      }
      await markEnded(tx, importId, waiting.cases)
    })
    done += waiting.cases.length
    tell(done, done + waiting.all - waiting.cases.length)
  }
}
