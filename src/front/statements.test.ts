// What a public body owes to whoever uses its pages: an accessibility statement, a privacy notice, and which cookies there are.

import assert from "node:assert/strict"
import { rmSync } from "node:fs"
import { after, before, test } from "node:test"
import { markedLanguages } from "../../test/guards/second-language.ts"
import { colleague } from "../../test/support/visitor.ts"
import { type FrontSite, frontSite } from "./test-front.ts"
import { plainAnswers, sent } from "./test-site.ts"

const { languages, folder } = markedLanguages()
let site: FrontSite
before(async () => {
  site = await frontSite({ languages })
})
after(async () => {
  await site.close()
  rmSync(folder, { recursive: true })
})

const addresses = ["/accessibility", "/privacy", "/cookies"]

test("every page leads to the three of them, and each is under 100 kB", async () => {
  const leader = await colleague(site.server, site.db, "team-leader")
  for (const { html } of [
    await site.visitor().get("/"),
    await site.visitor().get("/nowhere"),
    await leader.get("/desk/organisations"),
  ])
    for (const address of addresses) assert.match(html, new RegExp(`footer__link" href="${address}"`))
  for (const address of addresses) {
    const { status, html } = await site.visitor().get(address)
    assert.equal(status, 200, address)
    assert.ok(html.length < 100_000, address)
  }
})

test("the accessibility statement says what was tested, what is not known, and whom to complain to", async () => {
  const { heading, text, html } = await site.visitor().get("/accessibility")
  assert.equal(heading, "Accessibility statement for College Learn")
  assert.match(text, /Web Content Accessibility Guidelines version 2\.2 AA/)
  assert.match(text, /at 320 and at 1,280 pixels wide/)
  assert.match(text, /What is not known/)
  assert.match(text, /This statement was prepared on \d{1,2} \w+ 20\d\d\./)
  assert.match(text, /call us on 0800 692 1122/)
  assert.match(html, /href="https:\/\/www\.equalityadvisoryservice\.com\/"/)
})

test("the privacy notice says who answers, what is kept, for how long, who sees it and how it is erased", async () => {
  const { heading, text } = await site.visitor().get("/privacy")
  assert.equal(heading, "Privacy notice")
  assert.match(text, /The Customer Contact Centre answers for what is kept here\..*0800 692 1122/)
  assert.match(text, /deleted 4 hours after you last saved something in it/)
  for (const title of ["What we keep", "How long we keep it", "Who sees it", "How it is erased"])
    assert.ok(text.includes(title), title)
})

test("the pages that need no form leave no cookie", async () => {
  const person = site.visitor()
  for (const address of ["/", "/help", "/status", "/charter", ...addresses]) await person.get(address)
  assert.deepEqual([...person.cookies.keys()], [])
})

test("the cookies page names each cookie that a visit of the public sets, and no other", async () => {
  const { html, text } = await site.visitor().get("/cookies")
  const [ofPublic = "", ofStaff = ""] = html.split(/<h2[^>]*>When our staff sign in/)
  const person = site.visitor()
  const met = new Set<string>()
  const note = () => {
    for (const name of person.cookies.keys()) met.add(name)
  }
  await person.get("/?lang=cy")
  await person.get("/?lang=en")
  const { link } = await sent(person, plainAnswers)
  await site.posted()
  note()
  await person.post("/account/sign-in", { email: plainAnswers.email })
  const entrance = (await site.posted()).flatMap(({ text: mail }) => /\/account\/enter\/[a-z0-9-]+/.exec(mail) ?? [])[0]
  await person.post(entrance ?? "", {})
  note()
  await person.post(`${link}/message`, { body: "It is Firefox." })
  note()
  assert.deepEqual([...met].toSorted(), named(ofPublic).toSorted())
  assert.match(text, /charter-language What it is for .* How long it lasts 365 days/)
  const staff = await colleague(site.server, site.db, "adviser")
  const kept = [...staff.cookies.keys()].filter((name) => !named(ofPublic).includes(name))
  assert.deepEqual(
    kept.filter((name) => !named(ofStaff).includes(name)),
    [],
  )
  assert.equal(named(ofStaff).length, 3)
})

function named(html: string): string[] {
  return [...html.matchAll(/<h3[^>]*>(__Host-[a-z-]+)<\/h3>/g)].map(([, name]) => name ?? "")
}
