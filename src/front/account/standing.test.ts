// How a customer's cases stand: in the list in the words of the page.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { assignIncident, holdIncident, replyToCustomer, resolveIncident } from "../../incidents/index.ts"
import type { Actor } from "../../people/index.ts"
import { type FrontSite, frontSite } from "../test-front.ts"
import { plainAnswers, sent } from "../test-site.ts"

let site: FrontSite
let leader: Actor
before(async () => {
  site = await frontSite()
  leader = await site.actor("team-leader")
})
after(() => site.close())

async function signedIn(email: string) {
  const person = site.visitor()
  await person.post("/account/sign-in", { email })
  const link = (await site.posted()).flatMap(({ text }) => /\/account\/enter\/[a-z0-9-]+/.exec(text)?.[0] ?? []).at(-1)
  await person.post(link ?? "", {})
  return person
}

test("the list says how a case stands in the words of its page, whoever has it", async () => {
  const { reference } = await sent(site.visitor(), plainAnswers)
  const visitor = await signedIn(plainAnswers.email)
  const stands = async (heading: string, sentence: RegExp) => {
    const list = await visitor.get("/account")
    assert.match(list.html, new RegExp(`-state">${heading}</div>`))
    const { text } = await visitor.get(`/account/cases/${reference}`)
    assert.match(text, new RegExp(`${heading} ${sentence.source}`))
  }
  const ask = () => site.ask(leader, reference)
  await stands("We have your report", /It is waiting for an adviser to take it\./)
  await replyToCustomer(site.db, await ask(), { body: "Which browser?" })
  await stands("It is with one of our teams", /Nobody there has taken it at the moment\./)
  await assignIncident(site.db, await ask(), "me")
  await stands("We are working on it", /Somebody has taken your report/)
  await holdIncident(site.db, await ask(), { for: "supplier" })
  await stands("We are waiting for a supplier", /Somebody whom we depend on/)
  await resolveIncident(site.db, await ask(), { outcome: "fixed", body: "It opens again." })
  await stands("We think that this is settled", /If it is not right/)
})
