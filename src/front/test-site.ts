// For tests: the customer's pages on a desk with a clock that is moved by hand.

import { testDatabase } from "../../test/support/database.ts"
import { defaultCharterText, instant } from "../../test/support/desk.ts"
import { visitor } from "../../test/support/visitor.ts"
import { seedCharter } from "../charter/index.ts"
import { freshRules } from "../clocks/index.ts"
import { rows, sql, transaction } from "../database/index.ts"
import type { Ask } from "../incidents/index.ts"
import { type Actor, addToken, type Role } from "../people/index.ts"
import { seedHolidays } from "../time/index.ts"
import { openLog, webServer } from "../web/index.ts"
import { frontPages } from "./index.ts"

export const secretKey = Buffer.from("k3J9vQ1xW7bN5mT2yR8pL4sD6fG0hZcVaXeUiOqBtMw=", "base64")
export const publicUrl = "https://desk.example"

export async function testSite() {
  const database = await testDatabase()
  const { db } = database
  await transaction(db, async (tx) => {
    await seedHolidays(tx)
    await seedCharter(tx, defaultCharterText, instant("2020-01-01T00:00"))
  })
  const clock = { at: instant("2026-03-27T16:30") }
  const place = { url: publicUrl }
  const pages = frontPages({ secretKey })
  const server = webServer({
    db,
    now: () => clock.at,
    settings: { publicUrl: () => place.url },
    secretKey,
    log: openLog({ to: { write: () => {} } }),
    pages,
  })
  return {
    db,
    pages,
    server,
    visitor: () => visitor(server),
    /** Listens, for a browser; gives the address. */
    listening: async () => {
      place.url = await server.listen({ host: "127.0.0.1", port: 0 })
      return place.url
    },
    /** Sets the clock, in London's time. */
    itIs: (text: string) => {
      clock.at = instant(text)
    },
    actor: async (role: Role, name = `Test ${role}`): Promise<Actor> => {
      const { personId } = await transaction(db, (tx) => addToken(tx, { name, role }, 0))
      return { personId, name, email: null, role, queues: null }
    },
    ask: async (actor: Actor, reference: string): Promise<Ask> => ({
      actor,
      reference,
      rules: await freshRules(db),
      at: clock.at,
    }),
    cases: () =>
      rows<{ reference: string; state: string; subject: string }>(
        db,
        sql`select reference, state, subject from cases order by case_id`,
      ),
    close: async () => {
      await server.close()
      await database.close()
    },
  }
}

export type TestSite = Awaited<ReturnType<typeof testSite>>
export type Person = ReturnType<typeof visitor>

export const plainAnswers = {
  problem: "Cannot open module 3",
  details: "The page stays empty.\nSince this morning.",
  name: "Sam Carter",
  email: "sam.carter@force.example",
}
export type PlainAnswers = { problem: string; details: string; name: string; email?: string; phone?: string }

/** Begins a report; gives the path of its pages. */
export async function begun(person: Person): Promise<string> {
  const { location } = await person.post("/report", {})
  return (location ?? "").replace(/\/problem$/, "")
}

/** Answers every question; gives the path of the report's pages. */
export async function written(person: Person, answers: PlainAnswers = plainAnswers): Promise<string> {
  const form = await begun(person)
  for (const [step, typed] of Object.entries(answers)) await person.post(`${form}/${step}`, { [step]: typed })
  return form
}

/** Writes and sends a report; gives its reference and the path of its private link. */
export async function sent(
  person: Person,
  answers: PlainAnswers = plainAnswers,
): Promise<{ form: string; reference: string; link: string }> {
  const form = await written(person, answers)
  await person.post(`${form}/check`, {})
  const { html, text } = await person.get(`${form}/sent`)
  const reference = /INC-\d{4}-\d{6}/.exec(text)?.[0] ?? ""
  const link = /href="[^"]*(\/follow\/[^"]+)"/.exec(html)?.[1] ?? ""
  return { form, reference, link }
}
