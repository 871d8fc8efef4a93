// A made-up open case, with a history such as cases have, told by the pure rules of the desk: `charter verify` finds nothing to say of it.

import {
  authorOf,
  type CaseChange,
  caseChange,
  type Deciding,
  type Decision,
  decided,
  opening,
  settled,
  type Unfolding,
} from "../cases/index.ts"
import type { Rulebook } from "../clocks/index.ts"
import { assigned, held, type IncidentContact, incidentLifecycle, noted, replied } from "../incidents/index.ts"
import type { Actor, Author } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type ContentKeeper, chainStart } from "../timeline/index.ts"
import { drawnRank, type Random, seeded, text, wordOf } from "./words.ts"

export type World = {
  readonly rules: Rulebook
  readonly staff: readonly Actor[]
  /** The desk's now: every case is told up to here. */
  readonly at: EpochMilliseconds
}

/** How a case is told. `fresh`: received at one instant and not touched since, so that all its clocks run to the same deadlines. */
export type Telling = { readonly is: "mixed" } | { readonly is: "fresh"; readonly receivedAt: EpochMilliseconds }

export type MadeCase = {
  readonly change: CaseChange
  /** What each notice was rendered to, by its number. */
  readonly rendered: ReadonlyMap<number, number>
  readonly letterContent: number | null
}

const hour = 3_600_000

/** The case of a number; the same number gives the same case, but for the salts of its words. */
export function madeCase(caseId: number, { rules, staff, at }: World, telling: Telling): MadeCase {
  const random = seeded(caseId)
  const contact = telling.is === "fresh" ? freshContact(random, telling.receivedAt) : mixedContact(caseId, random, at)
  const by: Author = contact.channel === "phone" ? (staffMember(staff, random).personId ?? "system") : "customer"
  const request = { by, firstState: incidentLifecycle.first, rules, at: contact.receivedAt }
  const { reference, keeper, history, notices } = opening(caseId, { ...contact, kind: "incident" }, request)
  const teller = tellerOf({ caseId, reference, rules, keeper }, history, notices)
  if (telling.is === "mixed") worked(teller, random, staff, contact.receivedAt, at)
  return toldUntil(teller, { caseId, reference, rules, keeper }, contact.subject, at)
}

type Constant = {
  readonly caseId: number
  readonly reference: string
  readonly rules: Rulebook
  readonly keeper: ContentKeeper
}
type Teller = {
  readonly does: (actor: Actor, at: EpochMilliseconds, decide: (deciding: Deciding) => Decision) => void
  readonly sends: (at: EpochMilliseconds) => void
  readonly told: () => {
    history: Unfolding
    notices: CaseChange["notices"]
    rendered: Map<number, number>
  }
}

function tellerOf(constant: Constant, opened: Unfolding, first: CaseChange["notices"]): Teller {
  const { caseId, reference, rules, keeper } = constant
  const rendered = new Map<number, number>()
  let history = opened
  let notices = [...first]
  const does = (actor: Actor, at: EpochMilliseconds, decide: (deciding: Deciding) => Decision) => {
    const before = settled(history, rules, at)
    const decision = decide({ caseId, reference, state: before.state, actor, rules, at, keep: keeper.keep })
    history = settled(decided(before, decision.happenings, authorOf(actor), rules, at), rules, at)
    notices = [...notices, ...(decision.notices ?? [])]
  }
  const sends = (at: EpochMilliseconds) => {
    for (let notice = rendered.size + 1; notice <= notices.length; notice++) {
      const kept = keeper.keep("notice", `Subject: ${reference}\r\n\r\nWe have written to you about ${reference}.\r\n`)
      rendered.set(notice, kept.content)
      const sent = { type: "notice-sent" as const, data: { notice, rendered: kept }, by: "system" as const }
      history = decided(settled(history, rules, at), [sent], "system", rules, at)
    }
  }
  return { does, sends, told: () => ({ history, notices, rendered }) }
}

function toldUntil(teller: Teller, constant: Constant, subject: string, at: EpochMilliseconds): MadeCase {
  teller.sends(at)
  const { history, notices, rendered } = teller.told()
  const { caseId, reference, rules, keeper } = constant
  const ended = settled(history, rules, at)
  const found = { caseId, reference, references: [reference], chainHead: chainStart }
  const change = { ...caseChange(found, ended, keeper, notices, 1, rules, at), subject }
  return { change, rendered, letterContent: ended.state.letter }
}

// Of a hundred open cases: seventy wait for the customer, who has had an answer; fifteen are being worked; ten are somebody's
// without an answer, and five are new.
function worked(
  teller: Teller,
  random: Random,
  staff: readonly Actor[],
  from: EpochMilliseconds,
  at: EpochMilliseconds,
) {
  const part = random()
  if (part >= 0.95) return
  const actor = staffMember(staff, random)
  const moments = [0.3, 0.5, 0.8].map((share) => Math.floor(from + (at - from) * share))
  const [first = at, second = at, third = at] = moments
  if (random() < 0.7) teller.does(actor, first, (deciding) => assigned(deciding, "me", undefined))
  if (part >= 0.85) return
  teller.does(actor, second, (deciding) => replied(deciding, { body: text(random, 30) }))
  if (random() < 0.3) teller.does(actor, second, (deciding) => noted(deciding, text(random, 12)))
  if (random() < 0.1) teller.does(actor, second, (deciding) => assigned(deciding, teamOf(random), undefined))
  if (part < 0.7) teller.does(actor, third, (deciding) => held(deciding, { for: "customer" }))
}

function mixedContact(caseId: number, random: Random, at: EpochMilliseconds): IncidentContact {
  const receivedAt = at - Math.floor(random() * 96 * hour) - 1
  const isCall = random() < 0.4
  const subject = text(random, 5)
  const body = text(random, 60)
  const priority = priorityOf(random)
  const name = `${wordOf(drawnRank(random))} ${wordOf(drawnRank(random))}`
  if (isCall) {
    const requester = { name, phone: `07700 ${900_000 + (caseId % 99_999)}` }
    return { channel: "phone", receivedAt, requester, subject, correspondence: { body }, ...priority }
  }
  const email = `${wordOf(drawnRank(random))}.${caseId % 50_000}@force.example`
  const raw = Buffer.from(`From: ${name} <${email}>\r\nSubject: ${subject}\r\n\r\n${body}\r\n`)
  const correspondence = { body, letter: { id: caseId, raw } }
  const mayBeAnswered = random() < 0.5
  return {
    channel: "email",
    receivedAt,
    requester: { name, email },
    subject,
    correspondence,
    mayBeAnswered,
    ...priority,
  }
}

function freshContact(random: Random, receivedAt: EpochMilliseconds): IncidentContact {
  const [subject, body] = [text(random, 5), text(random, 60)]
  return { channel: "web", receivedAt, requester: {}, subject, correspondence: { body }, priority: 3 }
}

function priorityOf(random: Random) {
  const drawn = random()
  if (drawn < 0.1) return {}
  if (drawn < 0.101) return { priority: 1 as const }
  if (drawn < 0.15) return { priority: 2 as const }
  return { priority: drawn < 0.6 ? (3 as const) : (4 as const) }
}

const teams = ["second-line", "third-line", "team-leaders"]

function teamOf(random: Random): string {
  return teams[Math.floor(random() * teams.length)] ?? "second-line"
}

function staffMember(staff: readonly Actor[], random: Random): Actor {
  const found = staff[Math.floor(random() * staff.length)]
  if (found === undefined) throw new Error("there is nobody to work the cases")
  return found
}
