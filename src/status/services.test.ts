// Being told about some services and not about others, by mail and by feed; what is about the whole is for all.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { colleague, type Visitor } from "../../test/support/visitor.ts"
import { rows, run, sql } from "../database/index.ts"
import { charterWithParts, type FrontSite, frontSite } from "../front/test-front.ts"
import { effectOfPart, effectOfWhole } from "./status.ts"

let site: FrontSite
let leader: Visitor
before(async () => {
  site = await frontSite({ charter: charterWithParts })
  leader = await colleague(site.server, site.db, "team-leader", "Leila Nasser")
})
after(() => site.close())

const report = { kind: "incident", effect: "down", words: "We look into it.", publish: "now" }

async function subscribed(email: string, services: string[]): Promise<void> {
  await site.visitor().post("/status/subscribe", { email, services })
  const asked = (await site.posted()).find(({ to }) => to === email)
  await site.visitor().post(/\/status\/confirm\/[a-z0-9-]+/.exec(asked?.text ?? "")?.[0] ?? "", {})
}

async function toldOf(service: string, title: string) {
  const { errors } = await leader.post("/desk/status/new", { ...report, service, title })
  assert.deepEqual(errors, [])
  return await site.posted()
}

test("whoever chose some services hears of these and of the whole, and whoever chose all hears of everything", async () => {
  await subscribed("all@force.example", ["*"])
  await subscribed("videos@force.example", ["videos"])
  await subscribed("two@force.example", ["videos", "sign-in"])
  const addressed = async (service: string) =>
    (await toldOf(service, `About ${service}`)).map(({ to }) => to).toSorted()
  assert.deepEqual(await addressed("sign-in"), ["all@force.example", "two@force.example"])
  assert.deepEqual(await addressed("videos"), ["all@force.example", "two@force.example", "videos@force.example"])
  assert.deepEqual(await addressed("college-learn"), ["all@force.example", "two@force.example", "videos@force.example"])
})

test("a subscription from before there was a choice is about everything", async () => {
  await run(
    site.db,
    sql`insert into status_subscriptions (address, asked_at, confirmed_at) values ('old@force.example', now(), now())`,
  )
  assert.ok((await toldOf("sign-in", "Sign-in is slow")).some(({ to }) => to === "old@force.example"))
})

test("the link in each mail changes what it is about, twice if need be, and tells nobody else's", async () => {
  const mail = (await toldOf("videos", "Videos stop")).find(({ to }) => to === "videos@force.example")
  const link = /\/status\/choice\/[a-z0-9-]+/.exec(mail?.text ?? "")?.[0] ?? ""
  const person = site.visitor()
  assert.match((await person.get(link)).html, /value="videos" checked/)
  assert.deepEqual((await person.post(link, {})).errors, ["Select what you want to be told about"])
  assert.deepEqual((await person.post(link, { services: "no-such" })).errors, ["Select what you want to be told about"])
  assert.equal((await person.post(link, { services: "sign-in" })).heading, "Your choice is saved")
  const told = await toldOf("videos", "Videos stop again")
  assert.ok(!told.some(({ to }) => to === "videos@force.example"))
  assert.ok((await toldOf("sign-in", "Nobody gets in")).some(({ to }) => to === "videos@force.example"))
  assert.equal((await person.get(link.replace("/choice/", "/unsubscribe/"))).status, 410)
  assert.equal((await person.get(`${link}x`)).status, 410)
})

test("an ended subscription cannot be changed back to life", async () => {
  const mail = (await toldOf("videos", "Videos once more")).find(({ to }) => to === "two@force.example")
  const [choice = "", stop = ""] = ["choice", "unsubscribe"].map(
    (name) => new RegExp(`/status/${name}/[a-z0-9-]+`).exec(mail?.text ?? "")?.[0],
  )
  await site.visitor().post(stop, {})
  assert.equal((await site.visitor().get(choice)).status, 410)
  const left = await rows<{ address: string | null }>(
    site.db,
    sql`select address from status_subscriptions where address = 'two@force.example'`,
  )
  assert.deepEqual(left, [])
})

test("nobody is subscribed without a choice, and what was typed stays", async () => {
  const refused = await site.visitor().post("/status/subscribe", { email: "jo@force.example" })
  assert.deepEqual([refused.status, refused.errors], [400, ["Select what you want to be told about"]])
  assert.match(refused.html, /value="jo@force\.example"/)
  const both = await site.visitor().post("/status/subscribe", { email: "not an address", services: ["videos"] })
  assert.match(both.html, /value="videos" checked/)
})

test("each service has a feed and a calendar of its own, with what is said of the whole; what is none has neither", async () => {
  const visitor = site.visitor()
  const atom = await visitor.get("/status/services/videos/feed.atom")
  assert.match(atom.html, /<title>Videos: service status<\/title>/)
  assert.match(atom.html, /Videos stop/)
  assert.match(atom.html, /About college-learn/)
  assert.doesNotMatch(atom.html, /Nobody gets in/)
  assert.match(atom.html, /<id>https:\/\/desk\.example\/status\/services\/videos\/feed\.atom<\/id>/)
  assert.match((await visitor.get("/status/services/videos/calendar.ics")).html, /X-WR-CALNAME:Videos: planned work/)
  for (const none of ["no-such", "*", "Videos", "..%2f"])
    assert.equal((await visitor.get(`/status/services/${none}/feed.atom`)).status, 404, none)
})

test("the whole is as bad as what is said of it, and partly working while a part is down", async () => {
  assert.equal(effectOfWhole("none", "down"), "partly")
  assert.equal(effectOfWhole("down", "slow"), "down")
  assert.equal(effectOfWhole("none", "at-risk"), "at-risk")
  assert.equal(effectOfWhole("none", "none"), "none")
  assert.equal(effectOfPart("slow", "down"), "down")
  assert.equal(effectOfPart("down", "slow"), "down")
})
