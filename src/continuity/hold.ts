// What a restore does to the restored history before any desk works on it: it is held, numbers that may have been handed out are left out,
// nobody is signed in, and what had been erased meanwhile is erased again.

import { leaveOutNumbers } from "../cases/index.ts"
import { freshRules } from "../clocks/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { doneBy, endAllSessions, record, system } from "../people/index.ts"
import { type EpochMilliseconds, lastEventAt } from "../time/index.ts"
import { insertHold } from "./hold-store.ts"
import { type KnownRedactions, redactAgainAll } from "./redactions.ts"

/**
 * So many numbers of cases are left out: those of the lost time were told to customers, and their links, reply addresses and Message-IDs must
 * never open somebody else's case.
 */
export const numbersLeftOut = 10_000

export type Begun = { readonly lastEventAt: EpochMilliseconds | undefined; readonly redactions: number }

/** Asked as the owner of the restored database. Safe to repeat. */
export async function holdRestored(
  db: Db,
  backup: string,
  known: KnownRedactions,
  at: EpochMilliseconds,
): Promise<Begun> {
  // Held first: whatever fails below, nothing goes out.
  const last = await transaction(db, async (tx) => {
    const lastAt = await lastEventAt(tx)
    await insertHold(tx, { restoredAt: at, lastEventAt: lastAt ?? null, backup, redactions: 0 })
    await leaveOutNumbers(tx, numbersLeftOut)
    await endAllSessions(tx)
    return lastAt
  })
  const redactions = known.length === 0 || last === undefined ? 0 : await erasedAgain(db, known, last, at)
  await transaction(db, async (tx) => {
    await insertHold(tx, { restoredAt: at, lastEventAt: last ?? null, backup, redactions })
    await record(tx, { action: "restored", outcome: "done", ...doneBy(system), target: [`backup:${backup}`] }, at)
  })
  return { lastEventAt: last, redactions }
}

async function erasedAgain(db: Db, known: KnownRedactions, last: EpochMilliseconds | undefined, at: EpochMilliseconds) {
  const ask = { actor: system, rules: await freshRules(db), at: Math.max(at, last ?? at) }
  return await redactAgainAll(db, known, last, ask)
}
