// Clients of the API that never give up: each contact and each verb is asked for, with its key, until it is acknowledged.

import { setTimeout as pause } from "node:timers/promises"
import { z } from "zod"
import type { Chance } from "../oracle/random.ts"
import { posted } from "./asking.ts"
import type { DeskProcess } from "./desk-process.ts"
import type { Ledger, Noun, SentContact, SentVerb } from "./ledger.ts"

export type Sender = {
  readonly desk: Pick<DeskProcess, "web" | "smtpPort" | "verb">
  readonly token: string
  readonly ledger: Ledger
  readonly chance: Chance
  /** Its number among the senders of a run. */
  readonly number: number
  /** True once nothing new is to be begun; what was begun is still seen through. */
  readonly isOver: () => boolean
}

const patienceMs = 240_000
const answerShape = z.object({ case: z.object({ reference: z.string() }) })

/** What is done with a case after it was reported: each a course that its lifecycle allows. */
const courses: readonly (readonly Noun[])[] = [
  ["reply"],
  ["note", "classification"],
  ["assignment", "reply", "resolution"],
  ["hold", "resumption", "resolution"],
  ["escalation", "note"],
  ["resolution", "reopening"],
  ["resolution", "closure"],
  ["reply", "hold"],
]

export async function contactClient(sender: Sender): Promise<void> {
  const { chance } = sender
  for (let turn = 0; !sender.isOver(); turn++) {
    const contact = newContact(sender, turn)
    sender.ledger.contacts.push(contact)
    const course = chance.oneIn(2) ? (courses[chance.below(courses.length)] ?? []) : []
    await reported(sender, contact)
    for (const noun of course) await worked(sender, contact, noun)
    await pause(chance.between(20, 80))
  }
}

function newContact({ number }: Sender, turn: number): SentContact {
  const marker = `contact-${number}-${turn}`
  return { marker, email: `${marker}@force.example`, reference: null, verbs: [] }
}

async function reported(sender: Sender, contact: SentContact): Promise<void> {
  const { marker, email } = contact
  const body = { channel: "email", from: { name: "Sam Carter", email }, subject: marker, body: `About ${marker}.` }
  const { answer } = await insisted(sender, "contacts", marker, 201, { ...body, priority: sender.chance.between(1, 4) })
  contact.reference = answerShape.parse(answer).case.reference
}

async function worked(sender: Sender, contact: SentContact, noun: Noun): Promise<void> {
  const verb: SentVerb = { noun, marker: `${noun}-${contact.marker}`, answer: null }
  contact.verbs.push(verb)
  const { status } = await insisted(
    sender,
    `cases/${contact.reference}/${noun}`,
    verb.marker,
    200,
    bodyOf(noun, verb.marker, sender.chance),
  )
  verb.answer = status === 200 ? "done" : "refused"
}

function bodyOf(noun: Noun, words: string, chance: Chance): object {
  const bodies: Record<Noun, object> = {
    reply: { body: words },
    note: { body: words },
    assignment: { to: "me" },
    hold: { for: chance.pick(["customer", "supplier"]) },
    resumption: {},
    escalation: { reason: words },
    classification: { priority: chance.between(1, 4) },
    resolution: { outcome: "fixed", body: words },
    reopening: { reason: words },
    closure: {},
  }
  return bodies[noun]
}

// A breach may have taken the case to the end of its chain before we asked for that: then a rule says no, for good.
function isFinal(status: number | string, path: string, wanted: number): boolean {
  return status === wanted || (status === 422 && path.endsWith("/escalation"))
}

async function insisted(sender: Sender, path: string, key: string, wanted: number, body: object) {
  for (const began = performance.now(); performance.now() - began < patienceMs; await pause(150)) {
    const found = await asked(sender, path, key, body)
    if (isFinal(found.status, path, wanted)) return found
    sender.ledger.refused(`API ${found.status}`)
  }
  throw new Error(`${key} was not acknowledged in ${patienceMs / 1000} s`)
}

async function asked({ desk, token }: Sender, path: string, key: string, body: object) {
  try {
    const { status, body: answer } = await posted(desk, token, path, body, key)
    return { status, answer }
  } catch {
    return { status: "no answer", answer: undefined }
  }
}
