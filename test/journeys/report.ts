// A customer reports a problem, is told what happens next and by when, and follows it by a private link.

import assert from "node:assert/strict"
import { historyOf, replySent, told } from "./case-page.ts"
import type { Person } from "./person.ts"
import type { Colleague, Place } from "./place.ts"

export async function reportToFollowed(place: Place, adviser: Colleague, scripts: boolean): Promise<void> {
  const customer = await place.person(scripts)
  const problem = `Video without sound ${scripts ? "here" : "there"}`
  await report(customer, problem)
  const reference = await confirmed(customer)
  const me = await place.signedIn(adviser, scripts)
  await answerAndNote(me, problem, reference)
  await follow(customer, reference)
  await addMessage(customer, reference)
  await me.follow("Cases")
  await me.follow(problem)
  await me.awaits("It is in module 7 too.", problem)
  await me.sees(problem)
  await Promise.all([customer.leave(), me.leave()])
}

async function report(customer: Person, problem: string): Promise<void> {
  await customer.visit("/")
  await customer.sees(/^Get help with/)
  await customer.push("Report a problem")
  await customer.sees("Report a problem")
  await customer.push("Start now")
  await answer(customer, "What is the problem?", problem)
  await answer(customer, "What happened?", "Module 5 plays, and I hear nothing.")
  await answer(customer, "What is your name?", "Ana Ruiz")
  await answer(customer, "What is your email address?", `ana.${problem.slice(-5).trim()}@force.example`)
  await customer.sees("Check your answers before you send your report")
  await customer.follow("Change what happened")
  await answer(customer, "What happened?", "Module 5 plays, and there is no sound.")
  await customer.sees("Check your answers before you send your report")
  await customer.reads("Module 5 plays, and there is no sound.")
  await customer.push("Send report")
}

async function answer(customer: Person, question: string, words: string): Promise<void> {
  await customer.sees(question)
  await customer.write(question, words)
  await customer.push("Continue")
}

async function confirmed(customer: Person): Promise<string> {
  await customer.sees("Report sent")
  const panel = await customer.page.locator(".govuk-panel__body").innerText()
  const [reference = ""] = /INC-2026-\d{6}/.exec(panel) ?? []
  assert.notEqual(reference, "", "the reference is on the panel")
  await customer.reads(/5pm on Tuesday 31 March 2026/)
  return reference
}

async function answerAndNote(me: Person, problem: string, reference: string): Promise<void> {
  await me.follow(problem)
  await me.write("Reply to the customer", "We are looking for the sound.")
  await me.push("Send reply")
  await replySent(me, reference)
  await me.unfold("Add an internal note")
  await me.write("Internal note", "The caller sounded cross.")
  await me.push("Add note")
  await told(me, `Your note on ${reference} has been added.`)
  assert.match(await historyOf(me), /The caller sounded cross\./)
}

async function follow(customer: Person, reference: string): Promise<void> {
  await customer.follow(/\/follow\//)
  await customer.sees(`Your report ${reference}`)
  await customer.reads("We are looking for the sound.")
  const words = await customer.page.locator("body").innerText()
  assert.ok(!/cross|note/i.test(words), "what staff note is for staff")
}

async function addMessage(customer: Person, reference: string): Promise<void> {
  await customer.push("Add a message")
  await customer.sees("What would you like to add?")
  await customer.write("What would you like to add?", "It is in module 7 too.")
  await customer.push("Send message")
  await told(customer, "Your message has been added.")
  await customer.sees(`Your report ${reference}`)
  await customer.reads("It is in module 7 too.")
}
