// The rules as this process knows them: read again when a version was published or a holiday imported, looked for at most each second.

import { charterRevision, publishedBook } from "../charter/index.ts"
import type { Db } from "../database/index.ts"
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

/** The rules as the database has them now: what the sweep announces by. */
export async function freshRules(db: Db): Promise<Rulebook> {
  const [charter, holidays] = await Promise.all([charterRevision(db), holidayRevision(db)])
  const revision = `${charter} ${holidays}`
  const cached = known.get(db)
  const rules = cached?.revision === revision ? cached.rules : await readRules(db)
  known.set(db, { rules, revision, checkedAt: performance.now() })
  return rules
}

async function readRules(db: Db): Promise<Rulebook> {
  const book = await publishedBook(db)
  if (book === undefined)
    throw new Refused("No charter has been published yet: a desk publishes one at its first start.")
  return rulebook(book, await loadHolidays(db))
}
