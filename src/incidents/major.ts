// The major incident: a team leader takes charge, names who leads, calls the gold group and logs what it decides, until full service is
// confirmed to be restored, and reviews it afterwards. What is told to everyone meanwhile is tell-all.ts.

import type { ChangedCase, Deciding, Decision } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { Invalid, NotAllowed, Refused } from "../errors.ts"
import { may } from "../people/index.ts"
import { type Ask, change, moved } from "./ask.ts"
import { colleagueNamed, colleaguesNamed } from "./named-colleagues.ts"
import { type Telling, toldBy } from "./tell-all.ts"

/** `lead`: `me`, or a colleague's email address. */
export type Declaration = { readonly reason: string; readonly lead: string }
export type GoldDecision = { readonly decision: string; readonly reason: string }

/** So many people decide together at most. */
export const goldLimit = 12

/** Declares the case a major incident: its updates fall due from now on. */
export async function declareMajor(db: Db, ask: Ask, { reason, lead }: Declaration): Promise<ChangedCase> {
  const leadId = await colleagueNamed(db, ask, lead)
  return await change(db, ask, "lead", (deciding) => declared(deciding, reason, leadId))
}

export function declared(deciding: Deciding, reason: string, lead: number): Decision {
  moved(deciding, "declare")
  const { state, reference, actor, keep } = deciding
  const why = whyNotDeclared(state, reference)
  if (why !== null) throw new Refused(why)
  const kept = keep("reason", reason, { personId: actor.personId })
  return { happenings: [{ type: "major-declared", data: { reason: kept, lead } }] }
}

/** Why a case is not to be declared a major incident, in words; null where it may be. */
export function whyNotDeclared(state: Deciding["state"], reference: string): string | null {
  if (isRunning({ state })) return `${reference} is a major incident already.`
  if (state.parent === undefined) return null
  return `${reference} is a child of another case. Declare its parent a major incident.`
}

/** Names another colleague to lead. */
export async function nameLead(db: Db, ask: Ask, lead: string): Promise<ChangedCase> {
  const leadId = await colleagueNamed(db, ask, lead)
  return await change(db, ask, "lead", (deciding) => {
    mustRun(deciding)
    return { happenings: [{ type: "major-led", data: { lead: leadId } }] }
  })
}

/** Calls the gold group, or changes who is in it; nobody stands it down. */
export async function formGold(db: Db, ask: Ask, emails: readonly string[]): Promise<ChangedCase> {
  if (emails.length > goldLimit)
    throw new Invalid([{ field: "members", message: `A gold group has ${goldLimit} people at most` }])
  const members = await colleaguesNamed(db, ask, emails)
  return await change(db, ask, "lead", (deciding) => {
    mustRun(deciding)
    return { happenings: [{ type: "gold-formed", data: { members: [...new Set(members)] } }] }
  })
}

/** Logs a decision of the gold group, with its reason. */
export function decideGold(db: Db, ask: Ask, { decision, reason }: GoldDecision): Promise<ChangedCase> {
  return change(db, ask, "note", (deciding) => {
    const { gold } = mustRun(deciding)
    mustHaveCharge(deciding)
    if (gold.length === 0) throw new Refused("No gold group has been called.")
    const author = { personId: deciding.actor.personId }
    const data = { decision: deciding.keep("note", decision, author), reason: deciding.keep("reason", reason, author) }
    return { happenings: [{ type: "gold-decided", data }] }
  })
}

/** Confirms that full service is restored, and tells everyone. */
export function confirmRestoration(db: Db, ask: Ask, telling: Telling): Promise<ChangedCase> {
  return toldBy(db, ask, telling, (deciding, body) => {
    mustRun(deciding)
    mustHaveCharge(deciding)
    return [{ type: "restoration-confirmed", data: { body } }]
  })
}

/** Records what was learned, when it is over. */
export function reviewMajor(db: Db, ask: Ask, review: string): Promise<ChangedCase> {
  return change(db, ask, "note", (deciding) => {
    const { state, reference, keep, actor } = deciding
    if (state.major === undefined) throw new Refused(`${reference} was no major incident.`)
    if (state.major.endedAt === null)
      throw new Refused("A major incident is reviewed when it is over: confirm first that full service is restored.")
    mustHaveCharge(deciding)
    const kept = keep("note", review, { personId: actor.personId })
    return { happenings: [{ type: "major-reviewed", data: { review: kept } }] }
  })
}

export function isRunning({ state }: Pick<Deciding, "state">): boolean {
  return state.major !== undefined && state.major.endedAt === null
}

/** Whether a person may speak for the major incident: who takes charge of such, who leads this one, and its gold group. */
export function hasCharge({ state, actor }: Pick<Deciding, "state" | "actor">): boolean {
  if (may(actor, "lead")) return true
  const { leadId, gold = [] } = state.major ?? {}
  return actor.personId !== null && (actor.personId === leadId || gold.includes(actor.personId))
}

function mustRun(deciding: Deciding) {
  const { major } = deciding.state
  if (major === undefined || major.endedAt !== null)
    throw new Refused(`${deciding.reference} is not a major incident now.`)
  return major
}

function mustHaveCharge(deciding: Deciding): void {
  if (hasCharge(deciding)) return
  throw new NotAllowed("This is for whoever leads the major incident, its gold group, and team leaders.")
}
