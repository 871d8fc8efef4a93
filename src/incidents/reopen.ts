// Reopening: what was resolved counts again, the time between does not. Long after, a new case follows the old one instead.

import {
  type CaseState,
  type ChangedCase,
  caseIdIn,
  changeLockedCase,
  claimedAnswer,
  contentOf,
  currentState,
  type Deciding,
  type Decision,
  type Happening,
  lockCase,
  mustBeFresh,
  mustBeTheSame,
  pointClaimAt,
  rulesFor,
} from "../cases/index.ts"
import type { Rulebook } from "../clocks/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { NotFound } from "../errors.ts"
import { mustBeAbleTo } from "../people/actor.ts"
import { dueAt, durationFrom, type EpochMilliseconds } from "../time/index.ts"
import { type Ask, moved } from "./ask.ts"
import { type IncidentContact, openIncidentIn } from "./open.ts"

/** Reopens, or opens the case that follows where the time for reopening has passed; gives the one that is open now. */
export async function reopenIncident(db: Db, ask: Ask, reason: string): Promise<ChangedCase> {
  mustBeAbleTo(ask.actor, "reopen")
  return await transaction(db, (tx) => reopen(tx, ask, reason))
}

async function reopen(tx: Tx, ask: Ask, reason: string): Promise<ChangedCase> {
  const found = await findToReopen(tx, ask)
  if (found.isRepeat || !isTooLate(found.state, ask.rules, ask.at)) {
    return found.isRepeat
      ? found
      : await changeLockedCase(tx, found.caseId, withoutClaim(ask), (deciding) => reopened(deciding, reason))
  }
  // An illegal move is refused before anything follows from it.
  moved(found, "reopen")
  await mustBeFresh(tx, found.caseId, found.state, ask)
  const contact = await followingContact(tx, found, reason, ask.at)
  const opened = await openFollowing(tx, found, contact, ask)
  if (ask.claim !== undefined) await pointClaimAt(tx, ask.claim, opened.caseId)
  return opened
}

export function reopened(deciding: Deciding, reason: string): Decision {
  const state = moved(deciding, "reopen")
  const kept = deciding.keep("reason", reason, { personId: deciding.actor.personId })
  return { happenings: reopening(deciding, { because: "staff", from: deciding.at, reason: kept, state }) }
}

/** The events of a reopening: a promise of restoration that counted as met counts again. */
export function reopening(
  { state }: Pick<Deciding, "state">,
  data: Extract<Happening, { type: "reopened" }>["data"],
): Happening[] {
  const wasMet = state.clocks.restore?.outcome?.verdict === "met"
  const withdrawn: Happening[] = wasMet ? [{ type: "clock-withdrawn", data: { clock: "restore" }, by: "system" }] : []
  return [{ type: "reopened", data }, ...withdrawn]
}

/** Whether the time for reopening, which the charter gives, has passed. */
export function isTooLate(
  state: Pick<CaseState, "resolvedAt" | "imported">,
  rules: Rulebook,
  at: EpochMilliseconds,
): boolean {
  const { resolvedAt } = state
  if (resolvedAt === null) return false
  const version = rulesFor(state, rules).versionAt(resolvedAt)
  const { calendar, within } = version.charter.reopening
  return at > dueAt(rules.calendar(version, calendar), resolvedAt, durationFrom(within), { knownAt: at })
}

/** Opens the case that follows an ended one, and says so on both. */
export async function openFollowing(
  tx: Tx,
  ended: Pick<ChangedCase, "caseId" | "reference">,
  contact: IncidentContact,
  ask: Pick<Ask, "actor" | "rules" | "at"> & { by?: "customer" },
): Promise<ChangedCase> {
  const { actor, rules, at, by = actor.personId ?? "system" } = ask
  const follows = { caseId: ended.caseId, reference: ended.reference }
  const opened = await openIncidentIn(tx, { ...contact, follows }, { by, rules, at })
  await changeLockedCase(tx, ended.caseId, { actor, rules, at }, () => ({
    happenings: [{ type: "followed", data: { by: opened.caseId } }],
  }))
  return opened
}

/** What the new case takes over from the old: who asked, and about what. */
export async function followingContact(
  tx: Tx,
  { caseId, state }: Pick<ChangedCase, "caseId" | "state">,
  body: string,
  at: EpochMilliseconds,
): Promise<IncidentContact> {
  const words = async (ref: { content: number } | undefined) =>
    ref && (await contentOf(tx, caseId, ref.content))?.bytes?.toString("utf8")
  const { name, email, phone } = state.requester
  const requester = { name: await words(name), email: await words(email), phone: await words(phone) }
  return {
    channel: state.channel === "phone" ? "web" : state.channel,
    receivedAt: at,
    requester: Object.fromEntries(Object.entries(requester).filter(([, value]) => value !== undefined)),
    subject: (await words(state.subject)) ?? "Following an earlier case",
    correspondence: { body },
    ...(state.service === null ? {} : { service: state.service }),
    ...(state.language === undefined ? {} : { language: state.language }),
  }
}

async function findToReopen(tx: Tx, ask: Ask): Promise<ChangedCase & { isRepeat: boolean }> {
  const caseId = caseIdIn(ask.reference)
  const found = caseId === undefined ? undefined : await lockCase(tx, ask.actor, caseId, ask.claim, ask.at)
  if (!found?.references.includes(ask.reference)) throw new NotFound()
  if (!found.claimed && ask.claim !== undefined) return await firstReopening(tx, ask)
  return { ...found, state: await currentState(tx, found), isRepeat: false }
}

async function firstReopening(tx: Tx, ask: Ask): Promise<ChangedCase & { isRepeat: boolean }> {
  const { claim, actor, at } = ask
  const first = claim && (await claimedAnswer(tx, claim.caller, claim.key))
  if (claim !== undefined) mustBeTheSame(first?.requestMac, claim)
  const found = first && (await lockCase(tx, actor, first.caseId, undefined, at))
  if (found === undefined) throw new NotFound()
  return { ...found, state: await currentState(tx, found), isRepeat: true }
}

function withoutClaim({ claim: _claimed, ...ask }: Ask) {
  return ask
}
