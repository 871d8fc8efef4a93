// The workspace: queue, case and customer side by side; what others do is shown without anything jumping; everything by keys.

import assert from "node:assert/strict"
import { setTimeout as sleep } from "node:timers/promises"
import { colleague } from "../acceptance/colleague.ts"
import { violations, violationsInForcedColours } from "../support/browser.ts"
import { isWithin } from "../support/machine.ts"
import { paletteMs } from "../support/palette.ts"
import { shiftOf, watchShift } from "../support/shift.ts"
import { told } from "./case-page.ts"
import type { Person } from "./person.ts"
import type { Colleague, Place } from "./place.ts"

const keysLimit = 12
const shownWithinMs = 1500
const paletteWithinMs = 100
/** From the command to the page, the start of the command among it. */
const endedWithinMs = 7000

let others = 0
const other = (place: Place) => colleague(place.desk, "adviser", `Omar Haddad ${others++}`)

export async function queueDoesNotJump(place: Place, adviser: Colleague): Promise<void> {
  const omar = await other(place)
  const first = await omar.open({ subject: "The first of all" })
  const me = await place.signedIn(adviser)
  await watchShift(me.page)
  await me.page.reload()
  const row = me.page.locator(`li[id^="case-"]`, { hasText: "The first of all" })
  const before = await row.boundingBox()
  // Sooner due than the first: a list that sorted itself would put it above.
  const second = await omar.open({ subject: "Came meanwhile", priority: 1 })
  const offer = me.page.getByRole("button", { name: "Show 1 new case" })
  await offer.waitFor()
  await omar.act(first.reference, "classification", { priority: 2 })
  await row.getByText("Priority 2").waitFor()
  assert.deepEqual(await row.boundingBox(), before)
  assert.equal(await shiftOf(me.page), 0)
  await me.sees("Cases")
  assert.match((await me.page.locator("#charter-announcer").textContent()) ?? "", /1 new case/)
  await me.reach(offer)
  await me.press("Enter")
  await me.page.locator("a[data-row]:focus", { hasText: "Came meanwhile" }).waitFor()
  await omar.act(second.reference, "resolution", { outcome: "advised", body: "Said." })
  await me.page.locator("li", { hasText: "Came meanwhile" }).getByText("No longer in this list").waitFor()
  await me.leave()
}

export async function caseOpensBesideQueue(place: Place, adviser: Colleague): Promise<void> {
  const omar = await other(place)
  const { reference } = await omar.open({ subject: "Opens beside the queue", priority: 1 })
  const me = await place.signedIn(adviser)
  await rowFocused(me, "Opens beside the queue")
  await me.press("o")
  await me.sees("Opens beside the queue")
  assert.equal(new URL(me.page.url()).pathname, `/desk/cases/${reference}`)
  assert.match(await me.page.title(), new RegExp(reference))
  await me.page.locator("h1:focus", { hasText: "Opens beside the queue" }).waitFor()
  await me.page.locator(".charter-row--chosen", { hasText: reference }).waitFor()
  const began = performance.now()
  await omar.act(reference, "assignment", { to: "me" })
  await me.page.locator("#case-head").getByText("In progress").waitFor()
  assert.ok(isWithin(performance.now() - began, shownWithinMs), `${performance.now() - began} ms`)
  await omar.act(reference, "note", { body: "Seen at once" })
  await me.page.locator("#case-history").getByRole("button", { name: "Show 1 new entry" }).waitFor()
  assert.deepEqual(await violationsInForcedColours(me.page), [])
  await me.page.goBack()
  await me.sees("Cases")
  await me.leave()
}

async function rowFocused(me: Person, subject: string): Promise<void> {
  const focused = me.page.locator("a[data-row]:focus", { hasText: subject })
  for (let rows = 0; (await focused.count()) === 0; rows++) {
    assert.ok(rows < 60, `j does not lead to ${subject}`)
    await me.press("j")
  }
}

export async function wordsAreKept(place: Place, adviser: Colleague): Promise<void> {
  const omar = await other(place)
  const { reference } = await omar.open({ subject: "Two write at once" })
  const me = await place.signedIn(adviser)
  await me.visit(`/desk/cases/${reference}`)
  await me.press("r")
  await me.type("Half a reply")
  await omar.act(reference, "hold", { for: "supplier" })
  await me.page.locator("#case-head").getByText("On hold").waitFor()
  await me.reads("This case has changed while you write. Your words are kept.")
  assert.equal(await me.field("Reply to the customer").inputValue(), "Half a reply")
  assert.ok(await me.field("Reply to the customer").evaluate((field) => field.matches(":focus")))
  await me.leave()
}

export async function sentWordsAreGone(place: Place, adviser: Colleague): Promise<void> {
  const omar = await other(place)
  const { reference } = await omar.open({ subject: "Sent in haste" })
  const me = await place.signedIn(adviser)
  await me.visit(`/desk/cases/${reference}`)
  const isGone = Promise.withResolvers<void>()
  await me.page.route("**/drafts/reply", (asked) => isGone.promise.then(() => asked.continue()))
  // By hand and at once: before it would be kept as a draft, and what keeps it comes late.
  await me.field("Reply to the customer").fill("It works again.")
  await sleep(300)
  for (const name of ["Send reply", "Send now"]) await me.page.getByRole("button", { name }).click()
  await me.page.locator(".charter-waiting").waitFor({ state: "detached" })
  await sleep(600)
  isGone.resolve()
  await sleep(600)
  await me.page.reload()
  await me.sees("Sent in haste")
  assert.equal(await me.field("Reply to the customer").inputValue(), "")
  await me.write("Reply to the customer", "Or does it?")
  await me.push("Send reply")
  // Where somebody stands who has just sent, the way back is the next stop.
  await me.page.locator(".govuk-notification-banner:focus").waitFor()
  await me.press("Tab")
  await me.page.locator("button:focus", { hasText: "Undo" }).waitFor()
  await me.press("Enter")
  await told(me, "Nothing was sent. Your words are here.")
  await me.leave()
}

export async function disabledLeavesNothing(place: Place): Promise<void> {
  const tom = await place.hire("Tom Ashby", "adviser")
  const omar = await other(place)
  const { reference } = await omar.open({ subject: "Whose words are these" })
  const me = await place.signedIn(tom)
  await me.visit(`/desk/cases/${reference}`)
  await me.write("Reply to the customer", "My own half")
  const began = performance.now()
  const { code, err } = await place.desk.run(["staff", "disable", "--email", tom.email])
  assert.equal(code, 0, err)
  await me.sees("You have been signed out")
  assert.ok(isWithin(performance.now() - began, endedWithinMs))
  const left = await me.page.locator("body").innerText()
  assert.doesNotMatch(left, /Whose words|INC-|Tom Ashby/)
  assert.equal(await me.page.getByLabel("What you typed").inputValue(), "My own half")
  await me.leave()
}

export async function callIsLogged(place: Place, adviser: Colleague): Promise<void> {
  const me = await place.signedIn(adviser)
  const words = ["Dev Patel", "01632 960 134", "dev@force.example", "No sound", "Silent since nine."]
  const before = me.keys()
  await me.press("c")
  await me.page.locator("#name:focus").waitFor()
  for (const each of words) {
    await me.type(each)
    await me.press("Tab")
  }
  await me.press("Enter")
  await me.page.locator(".govuk-panel__title", { hasText: /INC-2026-\d{6}/ }).waitFor()
  const typed = words.reduce((sum, each) => sum + each.length + each.replace(/[^A-Z@]/g, "").length, 0)
  const beyond = me.keys() - before - typed
  assert.ok(beyond <= keysLimit, `${beyond} keystrokes beyond the words`)
  await me.sees("No sound")
  await me.leave()
}

export async function paletteLeadsAnywhere(place: Place, adviser: Colleague): Promise<void> {
  const omar = await other(place)
  const { reference } = await omar.open({ subject: "Found by the palette" })
  const me = await place.signedIn(adviser)
  const spent = await paletteMs(me.page)
  assert.ok(isWithin(spent, paletteWithinMs), `the palette took ${spent} ms`)
  await me.page.getByRole("combobox", { name: "Go to, search or do" }).waitFor()
  assert.deepEqual(await violations(me.page), [])
  await me.type(reference)
  await me.page.getByRole("option", { name: `${reference} Found by the palette` }).waitFor()
  await me.press("Enter")
  await me.sees("Found by the palette")
  await me.press("Control+k")
  await me.type("resolve")
  await me.page
    .getByRole("option", { name: /^Resolve/ })
    .first()
    .waitFor()
  await me.press("Enter")
  await me.sees("Resolve")
  await me.leave()
}

/** No page of the public's moves under the eyes of whoever begins to read it. */
export async function publicPagesStand(place: Place): Promise<void> {
  const sam = await place.person()
  await watchShift(sam.page)
  for (const path of [
    "/",
    "/report",
    "/help",
    "/status",
    "/charter",
    "/audit",
    "/accessibility",
    "/privacy",
    "/cookies",
  ]) {
    await sam.page.goto(place.at(path))
    assert.equal(await shiftOf(sam.page), 0, path)
  }
  await sam.leave()
}

export async function keysAreOnesOwn(place: Place, adviser: Colleague): Promise<void> {
  const me = await place.signedIn(adviser)
  await me.press("?")
  await me.page.getByRole("dialog", { name: "Keys" }).getByText("Log a call").waitFor()
  assert.deepEqual(await violations(me.page), [])
  await me.press("Escape")
  await me.follow("Settings and keys")
  await me.sees("Settings and keys")
  await me.write("Log a call", "j")
  await me.push("Save")
  await me.page.locator(".govuk-error-summary").getByText("The key j is given twice").waitFor()
  await me.sees("Settings and keys")
  await me.write("Log a call", "l")
  await me.choose("Compact")
  await me.push("Save")
  await me.reads("Your settings are saved.")
  assert.ok(await me.page.locator("body.charter-desk--compact").count())
  await me.visit("/desk/cases")
  await me.sees("Cases")
  await me.press("l")
  await me.sees("Log a call")
  await me.visit("/desk/settings")
  await me.choose("No")
  await me.push("Save")
  await me.reads("Your settings are saved.")
  await me.press("l")
  await me.press("?")
  await me.sees("Settings and keys")
  assert.equal(await me.page.getByRole("dialog").count(), 0)
  await me.leave()
}

export async function worksWithoutScripts(place: Place, adviser: Colleague): Promise<void> {
  const omar = await other(place)
  const { reference } = await omar.open({ subject: "Without a script" })
  const me = await place.signedIn(adviser, false)
  await me.follow("Without a script")
  await me.sees("Without a script")
  const queue = me.page.getByRole("region", { name: "All open cases" })
  assert.ok(await queue.getByText(reference).isVisible())
  assert.ok(await me.page.getByRole("region", { name: "Customer", exact: true }).isVisible())
  await me.visit("/desk/find?q=script")
  await me.sees("Find a case")
  await me.follow(`${reference} Without a script`)
  await me.sees("Without a script")
  await me.leave()
}
