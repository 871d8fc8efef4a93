// Every form at which staff write, sent empty and with hostile words.

import assert from "node:assert/strict"
import { colleague } from "../acceptance/colleague.ts"
import type { Person } from "./person.ts"
import type { Colleague, Place } from "./place.ts"
import { send } from "./post.ts"
import { type Form, hostile, tooLong, wrongInput } from "./wrong.ts"

const badEmail = "Enter an email address in the correct format, like name@example.com"

const signIn: Form = {
  heading: "Sign in",
  button: "Sign in",
  empty: ["Enter your email address", "Enter your password"],
  typed: { "Email address": hostile, Password: hostile },
  errors: ["Email address or password is incorrect"],
  forgotten: ["Password"],
}

const call: Form = {
  heading: "Log a call",
  button: "Log the call",
  empty: ["Enter a subject", "Enter what happened"],
  typed: { "Caller’s name": hostile, "Email address": hostile, Subject: hostile },
  errors: [badEmail, "Enter what happened"],
}

const release: Form = {
  heading: "A letter without a sender",
  button: "Put it on this case",
  empty: ["Enter the reference of the case"],
  typed: { "It belongs to a case": hostile.slice(0, 40) },
  errors: ["There is no case with this reference that you can see"],
}

/** The forms of a case, by the end of their address. */
const verbs: Readonly<Record<string, Form>> = {
  // First: words that were begun as a reply would stand in it.
  resolution: {
    heading: "Resolve",
    button: "Resolve the case",
    empty: ["Choose the outcome", "Enter what to tell the customer"],
    typed: { "What do you tell the customer?": hostile },
    errors: ["Choose the outcome"],
  },
  reply: {
    heading: "Reply to the customer",
    button: "Send reply",
    empty: ["Enter your reply"],
    typed: { "Your reply": hostile, "Send to another address instead (optional)": hostile },
    errors: [badEmail],
  },
  note: {
    heading: "Add an internal note",
    button: "Add note",
    empty: ["Enter a note"],
    typed: { Note: tooLong(100_001) },
    errors: ["Enter 100,000 characters or fewer"],
  },
  assignment: {
    heading: "Assign",
    button: "Assign to this colleague",
    empty: ["Enter your colleague’s email address"],
    typed: { "Give it to a colleague": hostile },
    errors: [badEmail],
  },
  hold: {
    heading: "Put on hold",
    button: "Put on hold",
    empty: ["Choose what the case waits for"],
    typed: { Day: "<b>", Month: "{{", Year: "'--", "Time of day": hostile.slice(0, 20) },
    errors: ["Choose what the case waits for"],
  },
  escalation: {
    heading: "Escalate",
    button: "Escalate",
    empty: ["Enter why you escalate"],
    typed: { "Why?": tooLong(2001) },
    errors: ["Enter 2,000 characters or fewer"],
  },
  redaction: {
    heading: "Erase words",
    button: "Erase for good",
    empty: ["Choose what to erase", "Enter who decided it, or under which rule", "Enter why it must be erased"],
    typed: { "On whose authority?": hostile, "Why?": hostile },
    errors: ["Choose what to erase"],
  },
}

const reopening: Form = {
  heading: "Reopen",
  button: "Reopen the case",
  empty: ["Enter why you reopen the case"],
  typed: { "Why?": tooLong(2001) },
  errors: ["Enter 2,000 characters or fewer"],
}

/** `administrator` because some forms are for them alone. */
export async function staffWriteNonsense(place: Place, administrator: Colleague, scripts: boolean): Promise<void> {
  const me = await place.person(scripts)
  await me.visit("/sign-in")
  await wrongInput(me, signIn)
  await place.signIn(me, administrator)
  await me.visit("/desk/calls/new")
  await wrongInput(me, call)
  const { reference, act } = await openCase(place)
  for (const [noun, form] of Object.entries(verbs)) {
    await me.visit(`/desk/cases/${reference}/${noun}`)
    await wrongInput(me, form)
  }
  await act("resolution", { outcome: "fixed", body: "It works again." })
  await me.visit(`/desk/cases/${reference}/reopening`)
  await wrongInput(me, reopening)
  await releaseNowhere(place, me)
  await searchForNonsense(me)
  await me.leave()
}

async function openCase(place: Place) {
  const someone = await colleague(place.desk)
  const { reference } = await someone.open({ subject: hostile })
  return { reference, act: (noun: string, body: object) => someone.act(reference, noun, body) }
}

async function releaseNowhere(place: Place, me: Person): Promise<void> {
  await send(place, { from: "", subject: release.heading.toString(), text: "Who am I?" })
  await me.visit("/desk/letters")
  await me.awaits("A letter without a sender", "Letters")
  await me.reach(me.page.getByRole("link", { name: "A letter without a sender" }).first())
  await me.press("Enter")
  await wrongInput(me, release)
}

// A search has no wrong answer, but the words come back.
async function searchForNonsense(me: Person): Promise<void> {
  await me.visit("/desk/cases")
  await me.paste("Words, number or reference", hostile.slice(0, 100))
  await me.push("Search")
  await me.page.waitForURL(/q=/)
  await me.sees("Cases")
  assert.equal(await me.field("Words, number or reference").inputValue(), hostile.slice(0, 100))
}
