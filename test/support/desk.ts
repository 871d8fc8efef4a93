// A desk in small for tests of verbs: a database of its own with the default charter and the shipped holidays, and people to act.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { type ChangedCase, findByReference, fullCaseAnswer } from "../../src/cases/index.ts"
import { seedCharter } from "../../src/charter/index.ts"
import { freshRules, type Rulebook } from "../../src/clocks/index.ts"
import { type Db, transaction } from "../../src/database/index.ts"
import { type Ask, type IncidentContact, openIncident } from "../../src/incidents/index.ts"
import { type Actor, addToken, type Role, system } from "../../src/people/index.ts"
import { instantFrom, seedHolidays } from "../../src/time/index.ts"
import { testDatabase } from "./database.ts"

export type TestDesk = {
  readonly db: Db
  readonly url: string
  readonly ownerUrl: string
  readonly rules: () => Promise<Rulebook>
  readonly actor: (role: Role) => Promise<Actor>
  /** Opens an incident; what is not given is plain. */
  readonly open: (at: string, contact?: Partial<IncidentContact>, by?: number | "customer") => Promise<ChangedCase>
  readonly ask: (actor: Actor, found: { reference: string }, at: string) => Promise<Ask>
  /** The case as it stands now, derived for an instant. */
  readonly answer: (found: { reference: string }, at: string) => ReturnType<typeof fullCaseAnswer>
  readonly close: () => Promise<void>
}

export const defaultCharterText = readFileSync(join(import.meta.dirname, "../../charters/college-learn.yaml"), "utf8")

/** London's time unless it says otherwise: "2026-03-27T16:30". */
export function instant(text: string): number {
  return instantFrom(text, "Europe/London")
}

export async function testDesk(): Promise<TestDesk> {
  const database = await testDatabase()
  const { db } = database
  await transaction(db, async (tx) => {
    await seedHolidays(tx)
    await seedCharter(tx, defaultCharterText, instant("2020-01-01T00:00"))
  })
  return {
    ...database,
    rules: () => freshRules(db),
    actor: (role) => testActor(db, role),
    open: async (at, contact = {}, by = "customer") =>
      openIncident(
        db,
        { ...plainContact(instant(at)), ...contact },
        { by, rules: await freshRules(db), at: instant(at) },
      ),
    ask: async (actor, { reference }, at) => ({ actor, reference, rules: await freshRules(db), at: instant(at) }),
    answer: async ({ reference }, at) => {
      const found = await findByReference(db, system, reference)
      return fullCaseAnswer(db, found, await freshRules(db), instant(at))
    },
  }
}

function plainContact(receivedAt: number): IncidentContact {
  return {
    channel: "email",
    receivedAt,
    requester: { name: "Sam Carter", email: "sam.carter@force.example" },
    subject: "Cannot open the module",
    correspondence: { body: "The page stays empty when I open module 3." },
  }
}

async function testActor(db: Db, role: Role): Promise<Actor> {
  const { personId } = await transaction(db, (tx) => addToken(tx, { name: `Test ${role}`, role }, 0))
  return { personId, name: `Test ${role}`, email: null, role, queues: null }
}
