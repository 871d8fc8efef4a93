// Log a call, and work it until it is resolved and its caller has been told.

import assert from "node:assert/strict"
import { promise, promiseIs, replySent, resolutionSent, told, whyThen } from "./case-page.ts"
import type { Person } from "./person.ts"
import type { Colleague, Place } from "./place.ts"

/** What an average typist takes for a key, by the keystroke-level model (Card, Moran and Newell 1980). */
const secondsPerKey = 0.2
const limitSeconds = 20

/** The whole way of a call, by keyboard. */
export async function callToResolved(place: Place, adviser: Colleague, scripts: boolean): Promise<void> {
  const me = await place.signedIn(adviser, scripts)
  const reference = await logCall(me)
  await setPriority(me, reference)
  await reply(me, reference)
  await hold(me, reference)
  await resume(me, reference)
  await resolve(me, reference)
  await findResolution(me, reference)
  await me.leave()
}

// From whatever page is open to the reference that is read out to the caller.
async function logCall(me: Person): Promise<string> {
  const before = me.keys()
  await me.follow("Log a call")
  await me.write("Caller’s name", "Dev Patel")
  await me.write("Email address", "dev.patel@force.example")
  await me.write("Subject", "Cannot open module 3")
  await me.write("What happened?", "Blank page since 9")
  await me.push("Log the call")
  const reference = (await me.page.locator(".govuk-panel__title").innerText()).trim()
  const keys = me.keys() - before
  assert.ok(keys * secondsPerKey < limitSeconds, `${keys} keys take ${keys * secondsPerKey} s`)
  assert.match(reference, /^INC-2026-\d{6}$/)
  await me.reads("Call logged. Read this reference to the caller.")
  await me.sees("Cannot open module 3")
  return reference
}

async function setPriority(me: Person, reference: string): Promise<void> {
  await promiseIs(me, "First response", "Met")
  await me.push("Set the priority")
  await me.sees("Set the priority")
  await me.choose(
    "Yes",
    me.page.getByRole("group", { name: "Part of the service is lost, in areas that are mainstream or popular" }),
  )
  await me.push("Set the priority")
  await told(me, `${reference} has priority 2.`)
  await me.sees("Cannot open module 3")
  assert.match(await whyThen(me, "Time to restore"), /^4 hours for priority 2, counted from .* Counted 9.*am to 1.*pm/)
}

async function reply(me: Person, reference: string): Promise<void> {
  await me.write("Reply to the customer", "Which browser do you use?")
  await me.push("Send reply")
  await replySent(me, reference)
  await me.sees("Cannot open module 3")
  await me.reads("Which browser do you use?")
}

async function hold(me: Person, reference: string): Promise<void> {
  await me.push("Put on hold")
  await me.sees("Put on hold")
  await me.choose("The customer")
  await me.push("Put on hold")
  await told(me, `${reference} is on hold.`)
  await me.sees("Cannot open module 3")
  await promiseIs(me, "Time to restore", "Paused")
  await promise(me, "Time to restore").getByText("Nothing counts while we wait for the customer.").waitFor()
}

async function resume(me: Person, reference: string): Promise<void> {
  await me.push("Take off hold")
  await me.sees("Take off hold")
  await me.push("Take off hold")
  await told(me, `${reference} is off hold.`)
  await promiseIs(me, "Time to restore", "Running")
  assert.match(await whyThen(me, "Time to restore"), /Not counted: waiting for the customer/)
}

async function resolve(me: Person, reference: string): Promise<void> {
  await me.push("Resolve")
  await me.sees("Resolve")
  await me.choose("Fixed")
  await me.write("What do you tell the customer?", "Module 3 opens again.")
  await me.push("Resolve the case")
  await resolutionSent(me, reference)
  await me.sees("Cannot open module 3")
  await promiseIs(me, "Time to restore", "Met")
}

async function findResolution(me: Person, reference: string): Promise<void> {
  await me.follow("Mailbox")
  const subject = `Resolved: Cannot open module 3 [${reference}]`
  await me.awaits(subject, "Mailbox")
  await me.sees("Mailbox")
  await me.follow(subject)
  await me.sees(subject)
  await me.reads("dev.patel@force.example")
  await me.reads("Module 3 opens again.")
}
