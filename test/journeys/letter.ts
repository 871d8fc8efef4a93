// A letter becomes a case, the case is answered and resolved, and the customer, who answers once more, gets it opened again.

import assert from "node:assert/strict"
import PostalMime from "postal-mime"
import { historyOf, promiseIs, referenceIn, replySent, resolutionSent, told, whyThen } from "./case-page.ts"
import type { Person } from "./person.ts"
import type { Colleague, Place } from "./place.ts"
import { send } from "./post.ts"

const attachment = { filename: `"><img src=x onerror=alert(1)>.txt`, content: "Error 4711" }
const hostile = [
  "<p>I <b>cannot sign in</b> since this morning.</p>",
  `<script>alert("ran")</script><img src="http://127.0.0.1:9/seen.png" onerror="alert('ran')"><svg onload="alert('ran')"></svg>`,
  `<style>@import "http://127.0.0.1:9/style.css"; body { background: url(http://127.0.0.1:9/back.png) }</style>`,
  `<a href="javascript:alert('ran')">Click here</a><form action="http://127.0.0.1:9/"><input name="password"></form>`,
].join("\n")

export async function letterToReopened(place: Place, adviser: Colleague, scripts: boolean): Promise<void> {
  const name = scripts ? "Kim" : "Lou"
  const from = `${name} Wong <${name.toLowerCase()}.wong@force.example>`
  const subject = `<script>document.title="gone"</script> ${name} cannot sign in`
  const text = "I cannot sign in since this morning."
  await send(place, { from, subject, text, html: hostile, attachments: [attachment] })
  const me = await place.signedIn(adviser, scripts)
  const reference = await findInQueue(me, subject)
  await lookAtLetter(me, subject)
  await answer(me, reference)
  await send(place, { from, ...(await caughtMail(me, `Re: ${subject} [${reference}]`)), text: "Firefox 140." })
  await readAnswer(me, reference, subject)
  await resolve(me, reference)
  await send(place, { from, ...(await caughtMail(me, `Resolved: ${subject} [${reference}]`)), text: "Out again." })
  await findReopened(me, reference, subject)
  await readPromise(me)
  await me.leave()
}

async function findInQueue(me: Person, subject: string): Promise<string> {
  await me.awaits(subject, "Cases")
  await me.sees("Cases")
  await me.follow(subject)
  await me.sees(subject)
  await me.reads(/^(kim|lou)\.wong@force\.example$/)
  return referenceIn(me)
}

async function lookAtLetter(me: Person, subject: string): Promise<void> {
  await me.reads("I cannot sign in since this morning.")
  const saved = await me.saves(/^Save .*\.txt/)
  assert.match(saved.name, /\.txt$/)
  assert.equal(saved.content.toString(), attachment.content)
  await me.follow("Formatted version")
  await me.sees("Formatted version of a message")
  const letter = me.page.frameLocator("iframe")
  await letter.getByText("cannot sign in").waitFor()
  assert.equal(await letter.locator("script, img, svg, form, input, a[href^=javascript]").count(), 0)
  await me.follow(/^Back to INC/)
  await me.sees(subject)
}

async function answer(me: Person, reference: string): Promise<void> {
  await me.push("Set the priority")
  await me.choose(/^Priority 3/)
  await me.push("Set the priority")
  await told(me, `${reference} has priority 3.`)
  await me.write("Reply to the customer", "Which browser do you use?")
  await me.push("Send reply")
  await replySent(me, reference)
  await promiseIs(me, "First response", "Met")
}

/** What a mail program takes from a message, to answer it. */
async function caughtMail(me: Person, subject: string) {
  await me.follow("Mailbox")
  await me.awaits(subject, "Mailbox")
  await me.sees("Mailbox")
  await me.follow(subject)
  await me.sees(subject)
  const mail = await PostalMime.parse((await me.saves("Save the whole message")).content)
  const to = mail.replyTo?.[0]?.address
  assert.ok(to !== undefined && mail.messageId !== undefined, "the message can be answered")
  return { to, subject: `Re: ${mail.subject}`, inReplyTo: mail.messageId }
}

async function readAnswer(me: Person, reference: string, subject: string): Promise<void> {
  await me.follow(reference)
  await me.awaits("Firefox 140.", subject)
  await me.sees(subject)
}

async function resolve(me: Person, reference: string): Promise<void> {
  await me.push("Resolve")
  await me.choose("Fixed")
  await me.write("What do you tell the customer?", "You can sign in again.")
  await me.push("Resolve the case")
  await resolutionSent(me, reference)
}

async function findReopened(me: Person, reference: string, subject: string): Promise<void> {
  await me.follow(reference)
  await me.awaits("The customer wrote again, so the case was reopened.", subject)
  await me.sees(subject)
  await promiseIs(me, "Time to restore", "Running")
  const history = await historyOf(me)
  for (const words of ["Firefox 140.", "You can sign in again.", "Out again."])
    assert.ok(history.includes(words), words)
  const why = await whyThen(me, "Time to restore")
  assert.match(
    why,
    /^8 hours for priority 3, counted from .* Counted .* Not counted: waiting for the customer, or resolved /,
  )
  assert.match(why, /Promised by restore-by-priority, with the force “Expected”, in version 1 of the charter/)
}

// The explanation leads to the words in the charter, in the version that made the promise.
async function readPromise(me: Person): Promise<void> {
  await me.follow("restore-by-priority")
  await me.sees("College Learn service charter")
  assert.match(me.page.url(), /\/charter\/1#restore-by-priority$/)
  await me.page
    .locator("#restore-by-priority")
    .getByText(/we resolve it within its target/)
    .waitFor()
}
