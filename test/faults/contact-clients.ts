// Clients of the API that never give up: each contact and each verb is asked for, with its key, until it is acknowledged.

import { setTimeout as pause } from "node:timers/promises"
import { z } from "zod"
import type { Chance } from "../oracle/random.ts"
import type { DeskProcess } from "./desk-process.ts"
import type { Ledger, SentContact, SentVerb } from "./ledger.ts"

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

const patienceMs = 90_000
const answerShape = z.object({ case: z.object({ reference: z.string() }) })

export async function contactClient(sender: Sender): Promise<void> {
  for (let turn = 0; !sender.isOver(); turn++) {
    const contact = newContact(sender, turn)
    sender.ledger.contacts.push(contact)
    await reported(sender, contact)
    for (const noun of verbsFor(sender.chance)) await worked(sender, contact, noun)
    await pause(sender.chance.below(30))
  }
}

function newContact({ number }: Sender, turn: number): SentContact {
  const marker = `contact-${number}-${turn}`
  return { marker, email: `${marker}@force.example`, reference: null, verbs: [] }
}

function verbsFor(chance: Chance): SentVerb["noun"][] {
  return [...(chance.oneIn(3) ? (["reply"] as const) : []), ...(chance.oneIn(4) ? (["resolution"] as const) : [])]
}

async function reported(sender: Sender, contact: SentContact): Promise<void> {
  const { marker, email } = contact
  const body = { channel: "email", from: { name: "Sam Carter", email }, subject: marker, body: `About ${marker}.` }
  const answer = await insisted(sender, "contacts", marker, 201, { ...body, priority: sender.chance.between(1, 4) })
  contact.reference = answerShape.parse(answer).case.reference
}

async function worked(sender: Sender, contact: SentContact, noun: SentVerb["noun"]): Promise<void> {
  const verb = { noun, marker: `${noun}-${contact.marker}`, isDone: false }
  contact.verbs.push(verb)
  const body = { body: verb.marker, ...(noun === "resolution" ? { outcome: "fixed" } : {}) }
  await insisted(sender, `cases/${contact.reference}/${noun}`, verb.marker, 200, body)
  verb.isDone = true
}

async function insisted(sender: Sender, path: string, key: string, wanted: number, body: object): Promise<unknown> {
  for (const began = performance.now(); performance.now() - began < patienceMs; await pause(50)) {
    const { status, answer } = await asked(sender, path, key, body)
    if (status === wanted) {
      sender.ledger.acknowledged()
      return answer
    }
    sender.ledger.refused(`API ${status}`)
  }
  throw new Error(`${key} was not acknowledged in ${patienceMs / 1000} s`)
}

async function asked({ desk, token }: Sender, path: string, key: string, body: object) {
  try {
    const response = await fetch(`${desk.web}/api/v1/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    })
    return { status: response.status, answer: await response.json() }
  } catch {
    return { status: "no answer", answer: undefined }
  }
}
