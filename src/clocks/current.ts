// The rules as this process knows them: read again when a version was published or a holiday imported, looked for at most each second.

import { charterBook, charterRevision, charterVersions } from "../charter/index.ts"
import type { Db, Reads, Tx } from "../database/index.ts"
import { Refused } from "../errors.ts"
import { holidayRevision, loadHolidays } from "../time/index.ts"
import { type Rulebook, rulebook } from "./rulebook.ts"

type Known = { readonly rules: Rulebook; readonly revision: string; checkedAt: number }

const known = new WeakMap<Db, Known>()
const checking = new WeakMap<Db, Promise<Rulebook>>()
const freshMilliseconds = 1000

/** The rules in force. May be a second old: good for opening and showing, and re-derived before anything is announced. */
export async function currentRules(db: Db): Promise<Rulebook> {
  const cached = known.get(db)
  if (cached !== undefined && performance.now() - cached.checkedAt < freshMilliseconds) return cached.rules
  const under = checking.get(db) ?? freshRules(db).finally(() => checking.delete(db))
  checking.set(db, under)
  return await under
}

/**
 * The same for whoever is in a transaction of `db`: asked over the transaction's own connection, because a second one may never
 * come free while everybody holds one. What it has to read is not kept: the transaction may yet be rolled back.
 */
export async function currentRulesIn(tx: Tx, db: Db): Promise<Rulebook> {
  const cached = known.get(db)
  if (cached !== undefined && performance.now() - cached.checkedAt < freshMilliseconds) return cached.rules
  if (cached === undefined || cached.revision !== (await revisionOn(tx))) return await readRules(tx)
  cached.checkedAt = performance.now()
  return cached.rules
}

/** The rules as the database has them now: what the sweep announces by. */
export async function freshRules(db: Db): Promise<Rulebook> {
  const revision = await revisionOn(db)
  const cached = known.get(db)
  const rules = cached?.revision === revision ? cached.rules : await readRules(db)
  known.set(db, { rules, revision, checkedAt: performance.now() })
  return rules
}

// One after the other: a transaction's connection takes one statement at a time.
async function revisionOn(on: Reads): Promise<string> {
  return `${await charterRevision(on)} ${await holidayRevision(on)}`
}

async function readRules(on: Reads): Promise<Rulebook> {
  const versions = await charterVersions(on)
  if (versions.length === 0)
    throw new Refused("No charter has been published yet: a desk publishes one at its first start.")
  return rulebook(charterBook(versions), await loadHolidays(on))
}
