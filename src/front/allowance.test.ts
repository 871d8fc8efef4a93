// What an address is mailed when somebody else makes use of it: none of it keeps its owner's own mail away.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { rows, sql } from "../database/index.ts"
import { type FrontSite, frontSite } from "./test-front.ts"
import { plainAnswers, sent } from "./test-site.ts"

let site: FrontSite
before(async () => {
  site = await frontSite()
})
after(() => site.close())

test("A21: subscriptions in somebody's name keep neither an acknowledgement nor a link to sign in from them", async () => {
  const email = "owner@force.example"
  for (let times = 0; times < 5; times++) await site.visitor().post("/status/subscribe", { email })
  assert.equal((await site.posted()).length, 3)
  const { reference } = await sent(site.visitor(), { ...plainAnswers, email })
  await site.visitor().post("/account/sign-in", { email })
  const mails = await site.posted()
  assert.deepEqual(
    mails.map((each) => each.to),
    [email, email],
  )
  assert.ok(mails.some(({ subject }) => subject.includes(reference)))
  assert.ok(mails.some(({ text }) => text.includes("/account/enter/")))
  for (let times = 0; times < 4; times++) await site.visitor().post("/account/sign-in", { email })
  const second = await sent(site.visitor(), { ...plainAnswers, email })
  assert.ok((await site.posted()).some(({ subject }) => subject.includes(second.reference)))
})

test("a fourth report within the hour is acknowledged when the hour is over, as its page says", async () => {
  const email = "busy@force.example"
  for (let times = 0; times < 3; times++) await sent(site.visitor(), { ...plainAnswers, email })
  assert.equal((await site.posted()).length, 3)
  site.later(60_000)
  const person = site.visitor()
  const { form, reference } = await sent(person, { ...plainAnswers, email })
  assert.match(
    (await person.get(`${form}/sent`)).text,
    /If this address has had 3 of these emails within the hour, it comes later\./,
  )
  assert.deepEqual(await site.posted(), [])
  assert.deepEqual(await rows(site.db, sql`select from notices where state = 'failed'`), [])
  site.later(3_540_000)
  const [mail] = await site.posted()
  assert.ok(mail?.subject.includes(reference))
})

test("pages that promise a link say how many an address gets, to everybody alike", async () => {
  const { location: asked } = await site.visitor().post("/account/sign-in", { email: "nobody@force.example" })
  assert.match((await site.visitor().get(asked ?? "")).text, /We send at most 3 links an hour to an address\./)
  const { location } = await site.visitor().post("/status/subscribe", { email: "nobody@force.example" })
  assert.match((await site.visitor().get(location ?? "")).text, /We send at most 3 links an hour to an address\./)
})
