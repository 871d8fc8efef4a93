// Whether a desk to which all this happened has kept its promises: its database against the ledger of the world outside.

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
  const twice = await duplicates(owner, ledger)
  const clocks = await clocksWrong(judging)
  const broken = [
    ...outsideWrong(ledger),
    ...(await contactsWrong(owner, ledger)),
    ...(await strangersWrong(owner, ledger)),
    ...(await verbsWrong(owner, ledger)),
    ...(await lettersWrong(owner, ledger)),
    ...(await acknowledgementsWrong(owner)),
    ...(await noticesWrong(owner, ledger)),
    ...twice.broken,
    ...clocks.broken,
    ...(await jobsWrong(owner)),
    ...(await settingsWrong(owner)),
    ...spoolWrong(varDir),
    ...(await verifyWrong(judging)),
  ]
  return { broken, counts: { ...countsOf(ledger), duplicates: twice.count, ...clocks.counts } }
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
