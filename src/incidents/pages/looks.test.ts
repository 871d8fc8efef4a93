import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { z } from "zod"
import { type Browser, openBrowser, type Page, violations } from "../../../test/support/browser.ts"
import { instant } from "../../../test/support/desk.ts"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { repliesGo } from "../../../test/support/replies.ts"
import { password } from "../../../test/support/visitor.ts"
import { row, sql, transaction } from "../../database/index.ts"
import { importLog, readMapping } from "../../history/index.ts"
import { addStaff } from "../../people/index.ts"
import { addNote, holdIncident, incidentPages, replyToCustomer, resolveIncident } from "../index.ts"

const sentence = "The disk of this desk is nearly full: 3 % of it is free. Make room."
const desk = await deskPages(incidentPages, { alarms: () => [{ name: "disk", sentence }] })
const origin = await desk.server.listen({ port: 0, host: "127.0.0.1" })
let browser: Browser | undefined
after(async () => {
  await browser?.close()
  beacon.close()
  await desk.close()
})

const longWord = "https://learn.college.example/a/very/long/address/without/any/space/in/it/at/all/index.html"
const happened: string[] = []
// What a beacon would reach, if one ever left the page.
const beacon = createServer((request, response) => {
  happened.push(`fetched ${request.url}`)
  response.end()
})
let full = ""
let ended = ""
let imported = ""

before(async () => {
  await new Promise<void>((resolve) => beacon.listen(0, "127.0.0.1", resolve))
  const { port } = z.object({ port: z.int() }).parse(beacon.address())
  const beaconAddress = `http://127.0.0.1:${port}/p`
  const staff = { name: "Priya Shah", email: "priya@desk.example", role: "team-leader", password }
  await transaction(desk.db, (tx) => addStaff(tx, staff, 0))
  full = await desk.opened({
    subject: `Videos stop: ${longWord} <script>alert(1)</script>`,
    priority: 2,
    requester: {
      name: `DS ${longWord}`,
      email: "amara.whitfield-osei@northmoor.police.example",
      phone: "01632 960 134",
    },
    correspondence: {
      body: `It stops.\n${longWord}`,
      html: `<p onclick="alert(2)">It <b>stops</b>.</p><script>alert(3)</script><img src="${beaconAddress}">`,
      quoted: "> Earlier words",
      files: [{ name: `${longWord}.png`, bytes: Buffer.from("x") }],
    },
  })
  ended = await desk.opened()
  const actor = await desk.actor("adviser")
  const ask = async (reference: string) => await desk.ask(actor, { reference }, desk.now)
  await addNote(desk.db, await ask(full), "A note")
  await replyToCustomer(desk.db, await ask(full), { body: "A reply" })
  await resolveIncident(desk.db, await ask(ended), { outcome: "fixed", body: "Done." })
  const admin = { name: "Ada Admin", email: "ada@desk.example", role: "administrator", password }
  await transaction(desk.db, (tx) => addStaff(tx, admin, 0))
  imported = await importedCase()
  browser = await openBrowser()
})

async function importedCase(): Promise<string> {
  const samples = join(import.meta.dirname, "../../history/samples")
  const mappingText = readFileSync(join(samples, "old-desk.yaml"), "utf8")
  await importLog(desk.db, {
    path: join(samples, "old-desk.csv"),
    mapping: readMapping(mappingText, "old-desk.yaml"),
    mappingText,
    charter: 1,
    secretKey: Buffer.alloc(32, 3),
    now: () => instant(desk.now),
  })
  const found = await row<{ reference: string }>(
    desk.db,
    sql`select reference from cases where fold ? 'imported' order by seq desc limit 1`,
  )
  return found?.reference ?? ""
}

async function signedIn(javaScriptEnabled = true, email = "priya@desk.example"): Promise<Page> {
  if (browser === undefined) throw new Error("there is no browser")
  const page = await browser.newPage({ javaScriptEnabled })
  page.on("dialog", (dialog) => {
    happened.push(`ran ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(`${origin}/sign-in`)
  await page.fill("#email", email)
  await page.fill("#password", password)
  await page.click("main button[type=submit]")
  return page
}

test("every page of the desk can be read, pointed at and widened by everyone, narrow and wide", async () => {
  const page = await signedIn()
  const forms = ["reply", "note", "classification", "assignment", "hold", "escalation", "resolution", "redaction"]
  const paths = [
    "/desk/cases",
    "/desk/cases?q=nothing-like-it",
    "/desk/calls/new",
    `/desk/cases/${full}?logged=yes`,
    `/desk/cases/${ended}?show=all`,
    `/desk/cases/${imported}?show=all`,
    ...forms.map((noun) => `/desk/cases/${full}/${noun}`),
    `/desk/cases/${ended}/reopening`,
    `/desk/cases/${ended}/closure`,
  ]
  for (const path of paths) {
    const answer = await page.goto(origin + path)
    assert.equal(answer?.status(), 200, path)
    // On a wide screen some stand open without their fold.
    await page.setViewportSize({ width: 320, height: 800 })
    const folded = page.locator("details:not([open]) > summary")
    while ((await folded.count()) > 0) await folded.first().click()
    assert.deepEqual(await violations(page), [], path)
  }
  await page.close()
})

test("what somebody must do something about stands on an administrator's pages for everyone to read", async () => {
  const page = await signedIn(true, "ada@desk.example")
  for (const path of ["/desk/cases", `/desk/cases/${full}`, `/desk/cases/${full}/reply`]) {
    await page.goto(origin + path)
    assert.ok((await page.textContent("body"))?.includes(sentence), path)
    assert.deepEqual(await violations(page), [], path)
  }
  await page.close()
})

test("a form with errors, a refusal and a stale form are as good", async () => {
  const page = await signedIn()
  await page.goto(`${origin}/desk/cases/${full}/resolution`)
  await page.click("main form button")
  await page.locator(".govuk-error-summary:focus").waitFor()
  assert.deepEqual(await violations(page), [])
  await page.goto(`${origin}/desk/cases/${full}/classification`)
  await page.click("main form button")
  await page.locator("main").getByText("This cannot be done now").waitFor()
  assert.deepEqual(await violations(page), [])
  await page.goto(`${origin}/desk/cases/${full}/reply`)
  await page.fill("#body", "Half a reply")
  await holdIncident(desk.db, await desk.ask(await desk.actor("adviser"), { reference: full }, desk.now), {
    for: "customer",
  })
  await page.click("main form button")
  await page.locator("main").getByText("This case has changed").waitFor()
  assert.equal(await page.inputValue("#body"), "Half a reply")
  assert.deepEqual(await violations(page), [])
  await page.close()
})

test("A01 A02 A08 nothing that came in ran, and nothing was fetched", async () => {
  const page = await signedIn()
  await page.goto(`${origin}/desk/cases/${full}`)
  await page.click("text=Formatted version")
  assert.deepEqual(await violations(page), [])
  assert.match((await page.frameLocator("iframe").locator("body").textContent()) ?? "", /It stops/)
  await page.close()
  assert.deepEqual(happened, [])
})

test("a call is logged by keyboard alone, with scripts and without", async () => {
  for (const withScripts of [true, false]) {
    const page = await signedIn(withScripts)
    await page.goto(`${origin}/desk/calls/new`)
    const began = performance.now()
    for (const words of ["Sam Carter", "01632 960 134", "sam@force.example", "No sound", "Videos are silent."]) {
      await page.keyboard.type(words)
      await page.keyboard.press("Tab")
    }
    await page.keyboard.press("Enter")
    await page.waitForURL(/logged=yes$/)
    assert.match((await page.textContent(".govuk-panel__title")) ?? "", /INC-2026-\d{6}/)
    assert.ok(performance.now() - began < 20_000)
    await page.close()
  }
})

test("a case is worked without scripts: taken, answered, resolved", async () => {
  const reference = await desk.opened()
  const page = await signedIn(false)
  await page.goto(`${origin}/desk/cases/${reference}`)
  await page.click("text=Take it")
  assert.match((await page.textContent("main")) ?? "", /Owner: Priya Shah/)
  await page.fill("#reply-body", "Try again now.")
  await page.click("text=Send reply")
  assert.equal(await repliesGo(desk), 1)
  await page.goto(`${origin}/desk/cases/${reference}`)
  assert.match((await page.textContent("main")) ?? "", /Reply to the customer\s+Try again now\./)
  await page.click("main a:text-is('Resolve')")
  await page.click("text=Fixed")
  await page.fill("#body", "It works.")
  await page.click("text=Resolve the case")
  assert.match((await page.textContent("main")) ?? "", /will be resolved in a few seconds/)
  assert.equal(await repliesGo(desk), 1)
  await page.goto(`${origin}/desk/cases/${reference}`)
  assert.match((await page.textContent("main")) ?? "", /Words to the customer \(Fixed\)\s+It works\./)
  await page.close()
})
