// Administration as an administrator has it: by keyboard, with scripts and without, and every page of it read by axe, narrow and wide.

import assert from "node:assert/strict"
import { test } from "node:test"
import { type AdminWiring, adminPages } from "../../src/admin/index.ts"
import { run, sql, transaction } from "../../src/database/index.ts"
import { incidentPages } from "../../src/incidents/index.ts"
import { addStaff } from "../../src/people/index.ts"
import { type Posts, postDelivery } from "../../src/webhooks/index.ts"
import { openReceiver, type Receiver } from "../../src/webhooks/test-receiver.ts"
import { type Browser, openBrowser } from "../support/browser.ts"
import { instant } from "../support/desk.ts"
import { deskPages } from "../support/desk-pages.ts"
import { password } from "../support/visitor.ts"
import { type Person, personIn } from "./person.ts"
import { skip, ways } from "./place.ts"

const wiring: AdminWiring = { secretKey: Buffer.alloc(32, 7), reach: "loopback", canMail: false }
const email = "ada@desk.example"

test("administration, by keyboard", { skip }, async (context) => {
  const desk = await deskPages([...incidentPages, ...adminPages(wiring)])
  const origin = await desk.server.listen({ port: 0, host: "127.0.0.1" })
  const [browser, receiver] = await Promise.all([openBrowser(), openReceiver()])
  context.after(async () => {
    receiver.close()
    await browser.close()
    await desk.close()
  })
  const staff = { name: "Ada Admin", email, role: "administrator", password }
  await transaction(desk.db, (tx) => addStaff(tx, staff, 0))
  const reference = await desk.opened()
  for (const { way, scripts } of ways) {
    await context.test(
      `somebody is invited, a token and a webhook are made, and the audit is searched, ${way}`,
      async () => {
        const ada = await signedIn(browser, origin, scripts)
        await invites(ada, browser, origin, scripts)
        await makesToken(ada, way)
        await addsEndpoint(ada, receiver, way)
        await readsAudit(ada, reference)
        await ada.leave()
      },
    )
  }
  await context.test("a message that cannot be delivered is listed, and sent again", async () => {
    const ada = await signedIn(browser, origin, true)
    const posts: Posts = { key: wiring.secretKey, reach: "loopback", now: () => instant(desk.now), clock: () => 0 }
    await desk.opened()
    receiver.status = 503
    for (const delivery of [1, 2, 3]) await postDelivery(desk.db, delivery, posts)
    receiver.status = 200
    await run(desk.db, sql`update webhook_endpoints set rests_until = null`)
    await run(desk.db, sql`update webhook_deliveries set state = 'failed', ended_at = now(), is_attempting = false`)
    await ada.visit("/desk/admin/webhooks")
    await ada.sees("Webhooks")
    await ada.follow(/^Endpoint \d+/)
    await ada.sees(/^Endpoint \d+/)
    await ada.page.getByRole("table").getByRole("link").first().click()
    await ada.sees(/^Message \d+/)
    await ada.reads(/Not taken: the answer had the status 503/)
    await ada.push("Send it again")
    await ada.reads(/It is on its way again|Waiting/)
    await ada.leave()
  })
})

async function signedIn(browser: Browser, origin: string, scripts: boolean): Promise<Person> {
  const ada = await visitor(browser, origin, scripts)
  await ada.visit("/sign-in")
  await ada.sees("Sign in")
  await ada.write("Email address", email)
  await ada.write("Password", password)
  await ada.press("Enter")
  await ada.sees("Cases")
  return ada
}

async function visitor(browser: Browser, origin: string, scripts: boolean): Promise<Person> {
  const context = await browser.newContext({ javaScriptEnabled: scripts, viewport: { width: 1280, height: 900 } })
  const isOurs = (address: string) => address.startsWith(`${origin}/`)
  return personIn(await context.newPage(), { at: (path) => `${origin}${path}`, isOurs, scripts })
}

async function invites(ada: Person, browser: Browser, origin: string, scripts: boolean): Promise<void> {
  const name = `New Person ${scripts}`
  await ada.visit("/desk/admin")
  await ada.sees("Administration")
  await ada.follow("Staff")
  await ada.sees("Staff")
  await ada.push("Invite somebody")
  await ada.sees("Invite somebody")
  await ada.push("Make the invitation")
  await ada.reads("Enter an email address, like name@example.org")
  await ada.write("Name", name)
  await ada.write("Email address", `new.${scripts}@desk.example`)
  await ada.choose("Adviser")
  await ada.choose("Contact centre")
  await ada.choose("The cases of every team")
  await ada.push("Make the invitation")
  await ada.sees("Invitation made")
  const link = (await ada.page.textContent("#secret"))?.trim() ?? ""
  await joins(await visitor(browser, origin, scripts), new URL(link).pathname, name)
  await ada.visit("/desk/admin/staff")
  await ada.follow(name)
  await ada.sees(name)
  await ada.choose("Team leader")
  await ada.push("Save")
  await ada.reads("Saved. It holds from their next page on.")
  await ada.push(`Disable ${name}`)
  await ada.reads("They are let in no more.")
  await ada.visit("/desk/admin/teams")
  await ada.sees("Teams")
  await ada.follow("Contact centre")
  await ada.sees("Contact centre")
}

async function joins(somebody: Person, path: string, name: string): Promise<void> {
  await somebody.visit(path)
  await somebody.sees("Choose your password")
  await somebody.reads(name)
  await somebody.write("Password", password)
  await somebody.write("The same password again", "something else")
  await somebody.push("Set the password")
  await somebody.reads("The two passwords are not the same")
  await somebody.write("Password", password)
  await somebody.write("The same password again", password)
  await somebody.push("Set the password")
  await somebody.sees("Sign in")
  await somebody.leave()
}

async function makesToken(ada: Person, way: string): Promise<void> {
  await ada.visit("/desk/admin/tokens")
  await ada.sees("API tokens")
  await ada.push("Make a token")
  await ada.sees("Make an API token")
  await ada.write("Name", `Switch ${way}`)
  await ada.choose("Adviser")
  await ada.push("Make the token")
  await ada.sees("Token made")
  assert.match((await ada.page.textContent("#secret")) ?? "", /charter_/)
  await ada.follow("I have copied it")
  await ada.push(`Revoke Switch ${way}`)
  await ada.reads("The token opens nothing any more.")
}

async function addsEndpoint(ada: Person, receiver: Receiver, way: string): Promise<void> {
  await ada.visit("/desk/admin/webhooks/new")
  await ada.sees("Add an endpoint")
  await ada.write("Address", "http://10.0.0.1/")
  await ada.push("Add the endpoint")
  await ada.reads("The address must begin with https:// and lead to the open internet")
  await ada.write("Address", `${receiver.url}${way.replaceAll(" ", "-")}`)
  await ada.choose("Opened")
  await ada.push("Add the endpoint")
  await ada.sees("Endpoint added")
  await ada.follow("I have copied it")
  await ada.sees(/^Endpoint \d+/)
  await ada.push("Send a test message")
  await ada.reads("Test message")
  await ada.push("Pause")
  await ada.reads(/Nothing that happens meanwhile is kept for it/)
  await ada.push("Resume")
  await ada.reads("It is told again of what happens from now on.")
}

async function readsAudit(ada: Person, reference: string): Promise<void> {
  await ada.visit(`/desk/cases/${reference}`)
  await ada.visit("/desk/admin/audit")
  await ada.sees("Audit")
  await ada.write("From", "31/2/2026")
  await ada.push("Search")
  await ada.reads("Enter a real date, for example 27 3 2026")
  await ada.write("From", "27/3/2026")
  await ada.write("Case", reference)
  await ada.push("Search")
  const download = ada.page.getByRole("button", { name: /^Download all of these/ })
  await download.waitFor()
  await ada.sees("Audit")
  const saved = ada.page.waitForEvent("download")
  await ada.reach(download)
  await ada.press("Enter")
  assert.equal((await saved).suggestedFilename(), "audit.csv")
}
