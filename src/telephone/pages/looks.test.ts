import assert from "node:assert/strict"
import { after, test } from "node:test"
import { setTimeout as sleep } from "node:timers/promises"
import type { Page } from "playwright-core"
import { openBrowser, violations } from "../../../test/support/browser.ts"
import { isWithin } from "../../../test/support/machine.ts"
import { until } from "../../../test/support/until.ts"
import { password } from "../../../test/support/visitor.ts"
import { rows, sql } from "../../database/index.ts"
import { callPath, callsPath } from "../paths.ts"
import { answered, over, ring, sampleTelephone } from "../sample-telephone.ts"

const telephone = await sampleTelephone()
const { desk, server, told, callNamed } = telephone
const origin = await server.listen({ port: 0, host: "127.0.0.1" })
const browser = await openBrowser()
after(async () => {
  await browser.close()
  await telephone.close()
})

async function signedIn(javaScriptEnabled: boolean): Promise<Page> {
  const page = await (await browser.newContext({ javaScriptEnabled })).newPage()
  const [person] = await rows<{ email: string }>(desk.db, sql`select email from people where name = 'Priya Nair'`)
  await page.goto(`${origin}/sign-in`)
  await page.fill("#email", person?.email ?? "")
  await page.fill("#password", password)
  await page.click("main button[type=submit]")
  return page
}

test("a call is offered, looked at and logged by everyone, at any width, and without scripts by the keyboard alone", async () => {
  const shared = { name: "Sam Carter <b>", phone: "020 7946 0018" }
  await desk.opened({
    requester: shared,
    subject: "https://learn.college.example/a/very/long/address/without/any/space/in/it/index.html",
  })
  await told(ring("shown"))
  await told(answered("shown"))
  await told(ring("missed", { from: "0161 496 0000" }))
  await told({ ...over("missed"), from: "0161 496 0000" })
  const { id } = await callNamed("shown")
  const { id: missed } = await callNamed("missed")
  const page = await signedIn(true)
  for (const path of [callsPath, callPath(id), callPath(missed)]) {
    assert.equal((await page.goto(origin + path))?.status(), 200, path)
    assert.deepEqual(await violations(page), [], path)
    await pictured(page, path)
  }
  await page.click("text=Log the call")
  assert.match((await page.textContent(".govuk-error-summary")) ?? "", /Enter a subject/)
  assert.deepEqual(await violations(page), [])
  await logWithoutScripts(id)
})

test("a call that begins to ring is on every open page within a second and a half, said once, and takes nobody's focus", async () => {
  const page = await signedIn(true)
  await page.goto(`${origin}${callsPath}`)
  await page.evaluate(`
    window.heard = []
    new MutationObserver(() => {
      const { textContent } = document.getElementById("charter-announcer")
      if (textContent !== "") window.heard.push(textContent)
    }).observe(document.getElementById("charter-announcer"), { childList: true, characterData: true, subtree: true })`)
  await page.focus("main a")
  const stood = await page.evaluate<string>("document.activeElement.outerHTML")
  // The stream begins after the page; what comes before that is told once it has begun.
  await until(() => server.changes.count() > 0)
  const number = "0113 496 0000"
  const began = performance.now()
  await told({ ...ring("live", { user: "Extension 21" }), from: number })
  await page.locator("#desk-offers").getByText(`A call comes in from ${number}`).waitFor()
  assert.ok(isWithin(performance.now() - began, 1500), `${performance.now() - began} ms`)
  await told({ ...answered("live"), from: number })
  await page.locator("#desk-offers").getByText(`You are on the line with ${number}`).waitFor()
  assert.equal(await page.evaluate<string>("document.activeElement.outerHTML"), stood)
  const said = async () => (await page.evaluate<string[]>("window.heard")).filter((each) => each.includes(number))
  await until(async () => (await said()).length > 0)
  // As long again as sentences are gathered for: a second one would have come by now.
  await sleep(600)
  assert.equal((await said()).length, 1)
  assert.deepEqual(await violations(page), [])
  await page.close()
})

async function logWithoutScripts(id: number): Promise<void> {
  const plain = await signedIn(false)
  await plain.goto(`${origin}${callsPath}`)
  await plain.focus(`main a[href="${callPath(id)}"]`)
  await plain.keyboard.press("Enter")
  await plain.waitForURL(`**${callPath(id)}`)
  await plain.focus("#subject")
  for (const words of ["Cannot sign in", "Tab", "The page stays empty"]) {
    if (words === "Tab") await plain.keyboard.press("Tab")
    else await plain.keyboard.type(words)
  }
  await plain.focus("#subject")
  await plain.keyboard.press("Enter")
  await plain.waitForURL(/INC-\d{4}-\d+/)
}

// For whoever wants to see: PICTURES names a folder.
async function pictured(page: Page, path: string): Promise<void> {
  const folder = process.env["PICTURES"]
  if (folder === undefined) return
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    await page.screenshot({ path: `${folder}/${path.replaceAll("/", "-")}-${width}.png`, fullPage: true })
  }
}
