// Going through a view case by case: each case once, none that a colleague has before them.

import { type Db, transaction } from "../database/index.ts"
import type { Actor } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type ListedCase, listCases, placeAfter } from "./list.ts"
import type { CaseFilter } from "./list-conditions.ts"
import { casesOfOthers, lockPlays, movePlay, type Play } from "./play-store.ts"

const pageLimit = 20
/** So many pages are looked through for a case that nobody else has; a list is rarely so well attended. */
const pagesLimit = 10
/** Whoever has not moved on for so long has let go of their case. */
const heldMilliseconds = 30 * 60 * 1000

/** Gives a colleague the next case of the view that they go through; undefined at its end. */
export async function nextInPlay(
  db: Db,
  actor: Actor & { readonly personId: number },
  play: Play,
  filter: CaseFilter,
  at: EpochMilliseconds,
): Promise<ListedCase | undefined> {
  let after = play.afterPlace
  for (let page = 0; page < pagesLimit; page++) {
    const place = after === null ? {} : { after }
    const { items, next } = await listCases(db, actor, filter, { limit: pageLimit, ...place })
    const fresh = items.filter((each) => !play.given.includes(each.caseId))
    const taken = await take(db, actor.personId, fresh, at)
    if (taken !== undefined) return taken
    if (next === null) break
    after = next
  }
  await transaction(db, (tx) => movePlay(tx, actor.personId, { caseId: null, place: play.afterPlace }, at))
  return undefined
}

async function take(
  db: Db,
  personId: number,
  listed: readonly ListedCase[],
  at: EpochMilliseconds,
): Promise<ListedCase | undefined> {
  if (listed.length === 0) return undefined
  return await transaction(db, async (tx) => {
    await lockPlays(tx)
    const caseIds = listed.map((each) => each.caseId)
    const others = await casesOfOthers(tx, personId, caseIds, at - heldMilliseconds)
    const free = listed.find((each) => !others.includes(each.caseId))
    if (free !== undefined) await movePlay(tx, personId, { caseId: free.caseId, place: placeAfter(free) }, at)
    return free
  })
}
