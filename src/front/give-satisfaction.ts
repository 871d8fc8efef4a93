// How satisfied a customer is with how their case went: given once, after it has ended; their words are content like all words.

import { type CaseState, changeLockedCase, type Deciding, type Decision } from "../cases/index.ts"
import { currentRules } from "../clocks/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { Refused } from "../errors.ts"
import { system } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export const scores = [5, 4, 3, 2, 1] as const
export type Score = (typeof scores)[number]
export type Satisfaction = { readonly score: Score; readonly words: string }

/** Whether it is still to be given. */
export function isToBeGiven({ resolvedAt, satisfaction }: Pick<CaseState, "resolvedAt" | "satisfaction">): boolean {
  return resolvedAt !== null && satisfaction === undefined
}

/** Records it. A second answer changes nothing. Throws Refused while the case is open. */
export async function giveSatisfaction(
  db: Db,
  caseId: number,
  given: Satisfaction,
  at: EpochMilliseconds,
): Promise<void> {
  const rules = await currentRules(db)
  await transaction(db, (tx) =>
    changeLockedCase(tx, caseId, { actor: system, rules, at }, (deciding) => satisfactionGiven(deciding, given)),
  )
}

export function satisfactionGiven({ state, keep }: Deciding, { score, words }: Satisfaction): Decision {
  if (state.satisfaction !== undefined) return { happenings: [] }
  if (state.resolvedAt === null) throw new Refused("The case has not ended yet.")
  const data = { score, ...(words === "" ? {} : { words: keep("body", words) }) }
  return { happenings: [{ type: "satisfaction-given", by: "customer", data }] }
}
