// An adviser narrows the queue in words, saves what they see as a view, goes through it case by case, and does one thing to several:
// by the keyboard alone, on a wide screen and a narrow one.

import assert from "node:assert/strict"
import { colleague } from "../acceptance/colleague.ts"
import { told } from "./case-page.ts"
import type { Person } from "./person.ts"
import type { Colleague, Place } from "./place.ts"

export async function viewsToMany(place: Place, adviser: Colleague, scripts: boolean): Promise<void> {
  const other = await colleague(place.desk, "adviser", `Nadia Rahman ${scripts}`)
  // Each way has words of its own, so that neither meets the other's cases.
  const word = scripts ? "marmalade" : "gooseberry"
  const body = `The ${word} report stays empty.`
  const from = { name: "Sam Carter", email: "sam.carter@force.example" }
  const cases = []
  for (const subject of ["One", "Two", "Three"])
    cases.push((await other.open({ subject: `${subject} ${word}`, body, from })).reference)
  const me = await place.signedIn(adviser, scripts)
  await narrowed(me, word)
  await savedAsView(me, word)
  await stayedInList(me, word, cases, scripts)
  await wentThrough(me, cases)
  await didToMany(me, word, cases)
  await me.leave()
}

async function narrowed(me: Person, word: string): Promise<void> {
  await me.write("Words, number or reference", `owner:none "the ${word} report"`)
  await me.push("Search")
  await me.page.waitForURL(/owner=none/)
  await me.sees("Cases")
  await me.reads(/^3 cases/)
  assert.equal(await me.page.locator("mark", { hasText: word }).count(), 3)
  await narrow(me, async () => {
    await filtersFold(me)
    await me.sees("Cases")
  })
}

// On a narrow screen the list is not far down: its filters are a fold away, and there is no fold on a wide one.
async function filtersFold({ page }: Person): Promise<void> {
  const fold = page.locator("summary", { hasText: "Filters (1 in force)" })
  const team = page.getByLabel("Team", { exact: true })
  assert.equal(await team.isVisible(), false)
  await fold.press("Enter")
  await team.waitFor()
  await fold.press("Enter")
  await page.setViewportSize({ width: 1280, height: 800 })
  await team.waitFor()
  assert.equal(await fold.isVisible(), false)
  await page.setViewportSize({ width: 320, height: 800 })
}

async function savedAsView(me: Person, word: string): Promise<void> {
  await me.follow("Save as a view")
  await me.sees("Save a view")
  await me.push("Save")
  await me.sees("Save a view")
  await me.page.getByRole("alert").getByText("Enter a name for the view").waitFor()
  await me.write("Name", `About ${word}`)
  await me.push("Save")
  await told(me, `The view About ${word} has been saved.`)
  await me.sees("Cases")
  await me.page.getByRole("link", { name: `About ${word} (3)` }).waitFor()
  await me.follow("All saved views")
  await me.sees("Saved views")
  await narrow(me, () => me.sees("Saved views"))
}

// A case opened from the list stands beside that list; what comes next, and the way back, are of it.
async function stayedInList(me: Person, word: string, [one = "", two = ""]: readonly string[], scripts: boolean) {
  await me.page.goBack()
  await me.follow(`One ${word}`)
  await me.sees(`One ${word}`)
  const pane = me.page.locator(".charter-pane--queue")
  assert.equal(await pane.locator("[data-item]").count(), 3)
  assert.equal(await me.page.getByRole("link", { name: "Next case in this list" }).isVisible(), !scripts)
  if (scripts) await me.page.locator("body").press("e")
  else await me.follow("Next case in this list")
  await me.page.waitForURL(new RegExp(`${two}\\?from=`))
  await me.sees(`Two ${word}`)
  await me.page.reload()
  assert.equal(await pane.locator("[data-item]").count(), 3)
  assert.notEqual(one, two)
  await me.page.locator("a[data-list-behind]").press("Enter")
  await me.sees("Cases")
  await me.reads(/^3 cases/)
  await me.follow("All saved views")
  await me.sees("Saved views")
}

async function wentThrough(me: Person, cases: readonly string[]): Promise<void> {
  await me.push(/^Go through About/)
  for (const [index, reference] of cases.entries()) {
    await me.page.waitForURL(new RegExp(`${reference}($|[?#])`))
    await me.reads(`Case ${index + 1} of those you go through`)
    await me.push("Next case")
  }
  await told(me, "That was the last one: you have been through 3 cases.")
  await me.sees("Cases")
}

async function didToMany(me: Person, word: string, [one = "", two = ""]: readonly string[]): Promise<void> {
  await selectedAll(me, 3)
  await me.choose(`Select ${one}`)
  await me.choose(`Select ${two}`)
  await me.push("Do one thing to the selected cases")
  await me.sees("What do you want to do with the selected cases?")
  await me.push("Continue")
  await me.page.getByRole("alert").getByText("Choose what to do").waitFor()
  await narrow(me, () => me.sees("What do you want to do with the selected cases?"))
  await me.choose("Reply to the customers")
  await me.push("Continue")
  await me.sees("Reply to the customers")
  await me.write("What do you write to each customer?", `The ${word} report is mended.`)
  await me.push("Continue")
  await me.sees("Check before you go on")
  await me.reads(/2 messages go out, ten seconds after you press the button/)
  await narrow(me, () => me.sees("Check before you go on"))
  await me.push("Send to 2 customers")
  await me.sees("2 cases will be changed in a moment")
  await me.push("Stop it")
  await me.sees("Stopped: no case has been changed")
}

// One box with scripts, one link without; afterwards none is selected.
async function selectedAll(me: Person, count: number): Promise<void> {
  const words = `Select all ${count} cases on this page`
  const boxes = me.page.getByRole("checkbox", { name: /^Select INC-/, checked: true })
  if (await me.page.getByRole("link", { name: words }).isVisible()) {
    await me.follow(words)
    await me.sees("Cases")
    assert.equal(await boxes.count(), count)
    await me.follow("Select none")
    return
  }
  await me.choose(words)
  assert.equal(await boxes.count(), count)
  await boxes.first().press("Space")
  const all = me.page.getByRole("checkbox", { name: words })
  assert.equal(await all.and(me.page.locator(":indeterminate")).count(), 1)
  await all.press("Space")
  await all.press("Space")
  assert.equal(await boxes.count(), 0)
}

// The same page on a narrow screen: nothing is cut off, and axe finds nothing there either.
async function narrow({ page }: Person, look: () => Promise<void>): Promise<void> {
  const wide = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 800 })
  const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
  assert.equal(overflow, 0, `${page.url()} is wider than a narrow screen`)
  await look()
  if (wide !== null) await page.setViewportSize(wide)
}
