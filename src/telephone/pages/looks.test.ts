import assert from "node:assert/strict"
import { after, test } from "node:test"
import { setTimeout as sleep } from "node:timers/promises"
import type { Locator, Page } from "playwright-core"
import { openBrowser, violations } from "../../../test/support/browser.ts"
import { isWithin } from "../../../test/support/machine.ts"
import { shiftOf, watchShift } from "../../../test/support/shift.ts"
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

test("offers that come move nothing on the page, cover neither what has the focus nor the header, and are put away in place", async () => {
  for (const each of [ring("waits"), over("waits")]) await told(each)
  for (const viewport of [
    { width: 1280, height: 900 },
    { width: 320, height: 568 },
  ])
    await moveNothing(await signedIn(true), viewport)
})

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

async function moveNothing(page: Page, viewport: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(viewport)
  await watchShift(page)
  await page.goto(`${origin}${callPath((await callNamed("waits")).id)}`)
  await until(() => server.changes.count() > 0)
  // The field stands at the lower edge of the screen, where an offer would cover it.
  const field = page.locator("#reference")
  await field.fill("Somebody is")
  await field.evaluate((element) => element.scrollIntoView({ block: "end" }))
  // What has just been pressed is an excuse for what moves within half a second of it.
  await sleep(600)
  const [stood, before] = [await field.boundingBox(), await shiftOf(page)]
  const names = [1, 2, 3, 4].map((each) => `moves-${viewport.width}-${each}`)
  for (const [index, name] of names.entries()) {
    await told({ ...ring(name, { user: "Extension 21" }), from: `0113 496 100${index}` })
    await page.locator("[data-offer]").nth(index).waitFor()
    assert.deepEqual(await field.boundingBox(), stood)
  }
  assert.equal((await shiftOf(page)) - before, 0)
  for (const other of [field, page.locator("header")]) assert.ok(!(await overlaps(page, other)), `${viewport.width}`)
  assert.deepEqual(await violations(page), [])
  await page.setViewportSize(viewport)
  await pictured(page, `offers-${viewport.width}`)
  await page.setViewportSize(viewport)
  await nothingIsHidden(page)
  await putAwayInPlace(page, field)
  for (const name of names) await told(over(name))
  await page.close()
}

// Whoever goes through the page by Tab sees some of each thing that they stand on.
async function nothingIsHidden(page: Page): Promise<void> {
  await page.focus("a")
  for (let each = 0; each < 40; each++) {
    await page.keyboard.press("Tab")
    const hidden = await page.evaluate<string | null>(`(async () => {
      for (let frame = 0; frame < 3; frame++) await new Promise((drawn) => requestAnimationFrame(drawn))
      const [at, over] = [document.activeElement, document.getElementById("desk-offers")]
      if (over.contains(at) || at === document.body) return null
      const { left, right, top, bottom } = at.getBoundingClientRect()
      const seen = [[left + 2, top + 2], [right - 2, top + 2], [left + 2, bottom - 2], [right - 2, bottom - 2]]
      return seen.every(([x, y]) => over.contains(document.elementFromPoint(x, y))) ? at.outerHTML : null
    })()`)
    assert.equal(hidden, null)
  }
}

// By a press of the button the words that were typed stay, and so does the place where they were.
async function putAwayInPlace(page: Page, field: Locator): Promise<void> {
  await field.focus()
  const address = page.url()
  // Behind those that are shown there may be more.
  for (let left = 8; left > 0 && (await page.locator("[data-offer]").count()) > 0; left--) {
    const first = page.locator("[data-offer]").first()
    const which = (await first.getAttribute("data-offer")) ?? ""
    await first.getByRole("button", { name: "Not now" }).click()
    await page.locator(`[data-offer="${which}"]`).waitFor({ state: "detached" })
    await until(() => field.evaluate((element) => element === element.ownerDocument.activeElement))
  }
  assert.equal(await page.locator("[data-offer]").count(), 0)
  assert.deepEqual([page.url(), await field.inputValue()], [address, "Somebody is"])
}

async function overlaps(page: Page, other: Locator): Promise<boolean> {
  const boxes = await Promise.all((await page.locator("[data-offer]").all()).map((each) => each.boundingBox()))
  const two = await other.boundingBox()
  const apart = (a: Box, b: Box) =>
    a.y + a.height <= b.y || b.y + b.height <= a.y || a.x + a.width <= b.x || b.x + b.width <= a.x
  return boxes.some((one) => one !== null && two !== null && !apart(one, two))
}

test("without scripts an offer is put away by its button, and whoever did so is where they were", async () => {
  await told(ring("plain", { user: "Extension 21" }))
  const plain = await signedIn(false)
  await plain.goto(`${origin}${callsPath}`)
  const offer = plain.locator(`[data-offer="${callPath((await callNamed("plain")).id)}"]`)
  await offer.getByRole("button", { name: "Not now" }).focus()
  await plain.keyboard.press("Enter")
  await offer.waitFor({ state: "detached" })
  assert.equal(plain.url(), `${origin}${callsPath}`)
  await told(over("plain"))
  await plain.close()
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
