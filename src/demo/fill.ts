// Fills an empty desk with a week, once and whole: in one transaction, so that a process that is killed half-way has done nothing.

import { freshRules } from "../clocks/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import type { Letterhead } from "../notices/index.ts"
import { type Actor, addStaff } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { passwordOf, type StaffName, staff } from "./cast.ts"
import { hours, momentsBefore } from "./moments.ts"
import { oneTransaction } from "./one-transaction.ts"
import { openStage, played } from "./stage.ts"
import { forgetDoneJobs, isEmptyDesk, lockDemonstration, presentStaff } from "./store.ts"
import { ended } from "./story-ended.ts"
import { open } from "./story-open.ts"

/**
 * The week that ends at `at`, in an empty desk; any other is left alone. Gives the sign-ins of those of its staff who are there,
 * as sentences.
 */
export async function fillDemonstration(db: Db, at: EpochMilliseconds, letterhead: Letterhead): Promise<string[]> {
  if (await isEmptyDesk(db)) await transaction(db, (tx) => fillOnce(db, tx, at, letterhead))
  const everybody = Object.values(staff)
  const present = await presentStaff(
    db,
    everybody.map((each) => each.email),
  )
  return signIns(
    everybody.filter((each) => present.has(each.email)),
    letterhead.key,
  )
}

function signIns(people: readonly (typeof staff)[StaffName][], key: Buffer): string[] {
  if (people.length === 0) return []
  const named = people.map(({ name, role }) => `${name} (${role.replace("-", " ")})`)
  return [
    `The demonstration has a week behind it, and these people: ${named.join(", ")}.`,
    ...people.map(({ email }) => `Sign in as ${email} with the password: ${passwordOf(key, email)}`),
  ]
}

async function fillOnce(desk: Db, tx: Tx, at: EpochMilliseconds, letterhead: Letterhead): Promise<void> {
  await lockDemonstration(tx)
  if (!(await isEmptyDesk(tx))) return
  const { db, tx: part } = oneTransaction(desk, tx)
  const rules = await freshRules(db)
  const calendar = rules.calendar(rules.versionAt(at), rules.versionAt(at).charter.document.contact.calendar)
  const momentOf = momentsBefore(calendar, at)
  const actors = await staffAdded(part, letterhead.key, momentOf(hours(daysBefore)))
  const { stage, close } = openStage({ db, rules, letterhead, actors, momentOf })
  try {
    await played(stage, [...ended, ...open], at)
  } finally {
    await close()
  }
  await forgetDoneJobs(tx)
}

// Somebody set the desk up before the week began.
const daysBefore = 46

async function staffAdded(tx: Tx, key: Buffer, at: EpochMilliseconds): Promise<Record<StaffName, Actor>> {
  const add = async ({ name, email, role }: (typeof staff)[StaffName]): Promise<Actor> => {
    const personId = await addStaff(tx, { name, email, role, password: passwordOf(key, email) }, at)
    return { personId, name, email, role, queues: null }
  }
  // At once, because it is the passwords' hashes that take their time.
  const [priya, tom, grace, marek, helen, ines, sam] = await Promise.all([
    add(staff.priya),
    add(staff.tom),
    add(staff.grace),
    add(staff.marek),
    add(staff.helen),
    add(staff.ines),
    add(staff.sam),
  ])
  return { priya, tom, grace, marek, helen, ines, sam }
}
