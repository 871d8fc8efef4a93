// Colleagues who are named by their email address to lead a major incident, or to decide in it: they must be here, and see the case.

import { caseIdIn, findCase } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import { colleagueActor, findColleague } from "../people/index.ts"
import type { Ask } from "./ask.ts"

/** Their number. `me` is whoever asks. Throws Invalid of the field `lead`. */
export async function colleagueNamed(db: Db, ask: Ask, who: string): Promise<number> {
  const { personId } = ask.actor
  if (who === "me" && personId !== null) return personId
  const [found, wrong] = await looked(db, ask, who)
  if (found !== undefined) return found
  throw new Invalid([{ field: "lead", message: wrong }])
}

/** Their numbers. Throws Invalid of the field `members`, with all that is wrong: whoever typed a dozen is told once. */
export async function colleaguesNamed(db: Db, ask: Ask, emails: readonly string[]): Promise<number[]> {
  const found: number[] = []
  const wrong: string[] = []
  for (const email of emails) {
    const [personId, problem] = await looked(db, ask, email)
    if (personId === undefined) wrong.push(problem)
    else found.push(personId)
  }
  if (wrong.length === 0) return found
  throw new Invalid([{ field: "members", message: wrong.join(". ") }])
}

async function looked(db: Db, ask: Ask, email: string): Promise<[number | undefined, string]> {
  const who = email.slice(0, 80)
  const colleague = await findColleague(db, email)
  if (colleague === undefined) return [undefined, `There is no colleague with the email address ${who}`]
  if (await seesAsMuch(db, ask, colleague.personId)) return [colleague.personId, ""]
  return [undefined, `${who} does not see the team that has this case, so they could not open it`]
}

// Of a case that whoever asks does not see nothing is said here: it is not there for them.
async function seesAsMuch(db: Db, { actor, reference }: Ask, personId: number): Promise<boolean> {
  const caseId = caseIdIn(reference)
  if (caseId === undefined || (await findCase(db, actor, caseId)) === undefined) return true
  const other = await colleagueActor(db, personId)
  return other !== undefined && (await findCase(db, other, caseId)) !== undefined
}
