import assert from "node:assert/strict"
import { after, test } from "node:test"
import { openBrowser, violations } from "../../../test/support/browser.ts"
import { defaultCharterText, instant } from "../../../test/support/desk.ts"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { password } from "../../../test/support/visitor.ts"
import { settleDueCase } from "../../cases/index.ts"
import { transaction } from "../../database/index.ts"
import { addStaff } from "../../people/index.ts"
import { doReplay, whatIfPages } from "../index.ts"

const desk = await deskPages(whatIfPages)
const origin = await desk.server.listen({ port: 0, host: "127.0.0.1" })
const browser = await openBrowser()
after(async () => {
  await browser.close()
  await desk.close()
})

test("what-if can be read, filled in and widened by everyone, without scripts of its own", async () => {
  const opened = await desk.open("2026-03-23T09:00", {
    priority: 4,
    subject: "A subject with averyveryverylongwordwithoutanyspaceinitatall".repeat(3),
  })
  await settleDueCase(desk.db, opened.caseId, await desk.rules(), instant("2026-03-23T18:00"))
  const staff = { name: "Priya Shah", email: "priya@desk.example", role: "team-leader", password }
  await transaction(desk.db, (tx) => addStaff(tx, staff, 0))
  const page = await browser.newPage()
  await page.goto(`${origin}/sign-in`)
  await page.fill("#email", staff.email)
  await page.fill("#password", password)
  await page.click("main button[type=submit]")
  await page.goto(`${origin}/desk/what-if`)
  assert.deepEqual(await violations(page), [])
  await page.fill("#from", "yesterday")
  await page.click("text=Preview the proposal")
  assert.match((await page.textContent(".govuk-error-summary")) ?? "", /Enter a real date/)
  assert.deepEqual(await violations(page), [])
  await page.fill("#from", "")
  await page.fill("#charter", defaultCharterText.replaceAll("3: 8h, 4: 8h", "3: 8h, 4: 16h"))
  await page.click("text=Preview the proposal")
  await page.getByRole("heading", { name: "What differs from the charter in force" }).waitFor()
  assert.deepEqual(await violations(page), [])
  await page.click("text=Replay the cases under this charter")
  await page.getByText("Waiting to begin").waitFor()
  assert.deepEqual(await violations(page), [])
  await doReplay(desk.db, Number(/\d+$/.exec(page.url())?.[0]), () => instant("2026-03-23T18:00"))
  await page.click("text=See how far it is")
  await page.getByRole("heading", { name: "Kept and missed" }).waitFor()
  await page.getByText("As it would have").waitFor()
  await page.locator("details > summary").click()
  assert.deepEqual(await violations(page), [])
})
