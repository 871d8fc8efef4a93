// Cases that belong together, and a major incident from its declaration to its review: by the keyboard alone, with and without scripts.

import assert from "node:assert/strict"
import { colleague, type Colleague as Program } from "../acceptance/colleague.ts"
import { told } from "./case-page.ts"
import type { Person } from "./person.ts"
import type { Colleague, Place } from "./place.ts"

const from = { name: "Kim Dale", email: "kim.dale@force.example" }

export async function majorIncidentIsLed(place: Place, leader: Colleague, lead: Colleague): Promise<void> {
  const other = await colleague(place.desk)
  const { reference } = await other.open({ subject: "Nobody can sign in", priority: 1 })
  const child = (await other.open({ subject: "My course does not open", from })).reference
  const me = await place.signedIn(leader)
  await me.visit(`/desk/cases/${reference}`)
  await me.sees("Nobody can sign in")
  await declared(me, reference, lead)
  await decided(me, reference, lead)
  await childAdded(me, reference, child)
  await everyoneTold(me, reference, child)
  await floorShows(me, reference, lead)
  await restoredAndReviewed(me, reference)
  await me.leave()
}

async function declared(me: Person, reference: string, { name, email }: Colleague): Promise<void> {
  await me.follow("take charge")
  await me.sees("Take charge as a major incident")
  await me.push("Declare a major incident")
  await refused(me, "Choose who leads")
  await me.sees("Take charge as a major incident")
  await me.choose("A colleague")
  await me.write("Your colleague’s email address", "nobody@desk.example")
  await me.write("Why is this a major incident?", "All forces are affected.")
  await me.push("Declare a major incident")
  await refused(me, "There is no colleague with the email address")
  assert.equal(await me.field("Why is this a major incident?").inputValue(), "All forces are affected.")
  await me.write("Your colleague’s email address", email)
  await me.push("Declare a major incident")
  await told(me, `${reference} is a major incident. Next, send a first update to everyone affected.`)
  await me.sees("Nobody can sign in")
  const panel = me.page.getByRole("region", { name: "Major incident" })
  await panel.getByText(`Led by ${name}`).waitFor()
  await panel.getByText(/Next update to everyone affected:\s+in/).waitFor()
}

async function decided(me: Person, reference: string, { email }: Colleague): Promise<void> {
  await me.push("Gold group")
  await me.sees("Gold group")
  await me.write("Who is in it?", email)
  await me.push("Call the gold group")
  await told(me, `The gold group of ${reference} is called.`)
  await me.push("Log a decision")
  await me.sees("Decisions of the gold group")
  await me.write("What was decided?", "Switch to the second site.")
  await me.write("Why?", "The first will not be back today.")
  await me.push("Log the decision")
  await told(me, `The decision on ${reference} is in the log.`)
  await me.push("Log a decision")
  await me.reads("Switch to the second site.")
  await me.sees("Decisions of the gold group")
  await me.follow(`Back to ${reference}`)
  await me.sees("Nobody can sign in")
}

async function childAdded(me: Person, reference: string, child: string): Promise<void> {
  await me.follow("Children")
  await me.sees("Children")
  await me.write("Add children", `${child} INC-2026-999999`)
  await me.push("Add as children")
  await refused(me, "There is no case INC-2026-999999 that you can see")
  await me.write("Add children", child)
  await me.push("Add as children")
  await told(me, `${reference} has 1 child now.`)
  await me.follow("1 child")
  await me.sees("Children")
  await me.page.getByRole("link", { name: child }).waitFor()
}

async function everyoneTold(me: Person, reference: string, child: string): Promise<void> {
  const words = "We are switching to the second site."
  await me.follow("Tell everyone affected")
  await me.sees("Tell everyone affected")
  // Loaded afresh, it is a page by itself.
  await me.page.reload()
  await me.sees("Tell everyone affected")
  await me.write("What do you tell everyone?", words)
  await me.push("Show whom it reaches")
  await me.reads(/Goes by email to 2 customers/)
  await me.sees("Tell everyone affected")
  await me.push("Tell everyone")
  await told(me, `Everyone affected by ${reference} is being told.`)
  await me.visit(`/desk/cases/${child}`)
  await me.awaits(words, "My course does not open")
  await me.sees("My course does not open")
}

async function floorShows(me: Person, reference: string, { name }: Colleague): Promise<void> {
  await me.follow("Floor")
  await me.sees("The floor now")
  await me.reads(`led by ${name}, 1 child, next update`)
  const link = me.page.getByRole("link", { name: reference })
  await me.reach(link)
  await link.evaluate((old) => old.setAttribute("data-old", ""))
  await link.and(me.page.locator(":not([data-old]):focus")).waitFor()
  await me.press("Enter")
  await me.sees("Nobody can sign in")
}

async function restoredAndReviewed(me: Person, reference: string): Promise<void> {
  await me.push("Confirm full restoration")
  await me.sees("Confirm full restoration")
  await me.write("What do you tell everyone?", "Everything works again.")
  await me.choose(/Resolve the open children/)
  await me.push("Show whom it reaches")
  await me.reads("The 1 open child is resolved as fixed. This case is not.")
  await me.sees("Confirm full restoration")
  await me.push("Confirm and tell everyone")
  await told(me, `Full restoration of ${reference} is confirmed, and everyone affected is being told.`)
  await me.push("Record the review")
  await me.sees("Review of the major incident")
  await me.reads(/in time$/)
  await me.write("What was learned?", "The second site was out of date.")
  await me.push("Record the review")
  await told(me, `The review of ${reference} is recorded.`)
  await me.sees("Nobody can sign in")
}

export async function casesAreOneAndTwo(place: Place, adviser: Colleague): Promise<void> {
  const other = await colleague(place.desk)
  const [one, two] = await pair(other)
  const me = await place.signedIn(adviser)
  await me.visit(`/desk/cases/${one}`)
  await me.follow("Merge")
  await merged(me, one, two)
  await me.sees("The wrong name again")
  await me.visit(`/desk/cases/${one}`)
  await me.sees("The wrong name")
  await me.follow("Undo the merge")
  await me.sees("Undo the merge")
  await me.push("Undo the merge")
  await told(me, `${one} is dealt with by itself again.`)
  await me.follow("Split")
  await me.sees("Split")
  await me.push("Open a case for the other matter")
  await refused(me, "Enter what the other matter is about")
  await me.write("What is the other matter about?", "No sound in module 3")
  await me.push("Open a case for the other matter")
  await me.sees("No sound in module 3")
  await me.follow(one)
  await me.sees("The wrong name")
  await me.leave()
}

export async function withoutScripts(place: Place, leader: Colleague): Promise<void> {
  const other = await colleague(place.desk)
  const [one, two] = await pair(other)
  const me = await place.signedIn(leader, false)
  await me.visit(`/desk/cases/${one}/merge`)
  await merged(me, one, two)
  await me.visit(`/desk/cases/${two}/major-incident`)
  await me.choose("I lead it myself")
  await me.write("Why is this a major incident?", "All forces are affected.")
  await me.push("Declare a major incident")
  await me.push("Tell everyone affected")
  await me.write("What do you tell everyone?", "We are on it.")
  await me.push("Show whom it reaches")
  await me.push("Change it")
  assert.equal(await me.field("What do you tell everyone?").inputValue(), "We are on it.")
  await me.push("Show whom it reaches")
  await me.push("Tell everyone")
  await told(me, `Everyone affected by ${two} is being told.`)
  await me.follow("Floor")
  await me.sees("The floor now")
  await me.page.getByRole("link", { name: two }).waitFor()
  await me.leave()
}

async function pair(other: Program): Promise<readonly [string, string]> {
  const one = await other.open({ subject: "The wrong name", from })
  const two = await other.open({ subject: "The wrong name again", from: { ...from, email: from.email.toUpperCase() } })
  return [one.reference, two.reference]
}

async function merged(me: Person, one: string, two: string): Promise<void> {
  const label = `Which case does ${one} go into?`
  await me.sees("Merge")
  await me.write(label, "INC-2026-999999")
  await me.push("Show who will see what")
  await refused(me, "There is no case with this reference that you can see")
  await me.write(label, two.toLowerCase())
  await me.push("Show who will see what")
  await me.reads(/Colleagues who see the team/)
  await me.sees("Merge")
  await me.push(`Merge ${one} into ${two}`)
  await told(me, `The cases are one: ${two} goes on.`)
}

// Where scripts run the summary takes the focus; until then what is typed might go nowhere.
async function refused({ page }: Person, words: string): Promise<void> {
  const summary = page.locator(".govuk-error-summary")
  await summary.getByText(words).waitFor()
  if ((await page.locator("body.js-enabled").count()) > 0) await summary.and(page.locator(":focus")).waitFor()
}
