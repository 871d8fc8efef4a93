// Every form at which customers write, sent empty and with hostile words.

import type { Person } from "./person.ts"
import type { Place } from "./place.ts"
import { type Form, hostile, tooLong, wrongInput } from "./wrong.ts"

const badEmail = "Enter an email address in the correct format, like name@example.com"
const badPhone = "Enter a phone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192"

type Question = { readonly form: Form; readonly answer: string }

// The heading of each page is the label of its only field.
function question(heading: string, empty: string, typed: string, error: string, answer: string): Question {
  return { form: { heading, button: "Continue", empty: [empty], typed: { [heading]: typed }, errors: [error] }, answer }
}

const questions: readonly Question[] = [
  question(
    "What is the problem?",
    "Enter what the problem is, in a few words",
    tooLong(151),
    "What the problem is must be 150 characters or fewer",
    hostile.slice(0, 60),
  ),
  question(
    "What happened?",
    "Enter what happened",
    tooLong(10_001),
    "What happened must be 10,000 characters or fewer",
    hostile,
  ),
  question("What is your name?", "Enter your name", tooLong(101), "Name must be 100 characters or fewer", hostile),
]
const email = question("What is your email address?", "Enter your email address", hostile, badEmail, "")
const phone = question(
  "What is your phone number?",
  "Enter your phone number",
  hostile.slice(0, 40),
  badPhone,
  "01632 960 001",
)

const message: Form = {
  heading: "What would you like to add?",
  button: "Send message",
  empty: ["Enter your message"],
  typed: { "What would you like to add?": tooLong(10_001) },
  errors: ["Message must be 10,000 characters or fewer"],
}

export async function customerWritesNonsense(place: Place, scripts: boolean): Promise<void> {
  const customer = await place.person(scripts)
  await customer.visit("/report")
  await customer.push("Start now")
  for (const each of questions) await answer(customer, each)
  await wrongInput(customer, email.form)
  await customer.follow("I have no email address")
  await answer(customer, phone)
  await customer.sees("Check your answers before you send your report")
  await customer.reads(hostile)
  await customer.push("Send report")
  await customer.sees("Report sent")
  await customer.reads("we will call you")
  await customer.follow(/\/follow\//)
  await customer.push("Add a message")
  await wrongInput(customer, message)
  await customer.leave()
}

async function answer(customer: Person, { form, answer: words }: Question): Promise<void> {
  await wrongInput(customer, form)
  await customer.paste(form.heading.toString(), words)
  await customer.push(form.button)
}
