// Whether a desk to which all this happened has kept its promises: its database against the ledger of the world outside.

import type pg from "pg"
import { verifyCases } from "../../src/cases/index.ts"
import { freshRules } from "../../src/clocks/index.ts"
import { clocksWrong, type Judging } from "./judged-clocks.ts"
import { contactsWrong, strangersWrong, verbsWrong } from "./judged-contacts.ts"
import { lettersWrong } from "./judged-letters.ts"
import { acknowledgementsWrong, duplicates, noticesWrong } from "./judged-notices.ts"
import { jobsWrong, outsideWrong, settingsWrong, spoolWrong } from "./judged-rest.ts"
import type { Ledger } from "./ledger.ts"

export type Judgement = {
  /** What was found wrong, a sentence each; nothing when every promise was kept. */
  readonly broken: readonly string[]
  readonly counts: Readonly<Record<string, number>>
}

export async function judged(judging: Judging): Promise<Judgement> {
  const { owner, ledger, varDir } = judging
  const held = await heldAgainst(owner, ledger)
  const clocks = await clocksWrong(judging)
  const broken = [
    ...held.broken,
    ...clocks.broken,
    ...(await jobsWrong(owner)),
    ...(await settingsWrong(owner)),
    ...spoolWrong(varDir),
    ...(await verifyWrong(judging)),
  ]
  return { broken, counts: { ...held.counts, ...clocks.counts } }
}

/** Only what somebody outside was told, or should have been: for desks of several processes and clocks of their own too. */
export async function heldAgainst(owner: pg.Client, ledger: Ledger): Promise<Judgement> {
  const twice = await duplicates(owner, ledger)
  const broken = [
    ...outsideWrong(ledger),
    ...(await contactsWrong(owner, ledger)),
    ...(await strangersWrong(owner, ledger)),
    ...(await verbsWrong(owner, ledger)),
    ...(await lettersWrong(owner, ledger)),
    ...(await acknowledgementsWrong(owner)),
    ...(await noticesWrong(owner, ledger)),
    ...twice.broken,
  ]
  return { broken, counts: { ...countsOf(ledger), duplicates: twice.count } }
}

function countsOf(ledger: Ledger) {
  return {
    faults: ledger.faults.length,
    crashes: ledger.crashes.length,
    contacts: ledger.contacts.length,
    verbs: ledger.contacts.flatMap((each) => each.verbs).length,
    letters: ledger.letters.length,
    messages: ledger.relayed.filter((each) => each.isTaken).length,
  }
}

async function verifyWrong({ db, at }: Judging): Promise<string[]> {
  const broken: string[] = []
  await verifyCases(db, await freshRules(db), at, ({ reference, what }) => {
    broken.push(`verify: ${reference}: ${what}`)
  })
  return broken
}
