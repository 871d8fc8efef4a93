// Opening a case of any kind: the contact becomes an event, its words content, its promises clocks. One statement, one round trip.

import type { Charter, PriorityLevel } from "../charter/index.ts"
import { derivedClocks, nextDue, type Rulebook } from "../clocks/index.ts"
import { type Db, perDatabase, retriedOnConflict, type Tx, together, transaction } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import { fail } from "../failpoint.ts"
import type { NewNotice } from "../notices/index.ts"
import type { Author } from "../people/actor.ts"
import { system } from "../people/actor.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type About, type ContentKeeper, chainStart, contentKeeper } from "../timeline/index.ts"
import { type ChangedCase, caseChange, isLarge, mustBeTheSame, shownState } from "./change.ts"
import { classification } from "./classification.ts"
import { insertContent } from "./content-store.ts"
import { type Correspondence, keptCorrespondence } from "./correspondence.ts"
import type { CaseEvent, EventData } from "./events.ts"
import { folded } from "./fold.ts"
import { claimedAnswer, type IdempotencyClaim } from "./keys-store.ts"
import { nextCaseNumber, takeCaseNumber } from "./numbers.ts"
import { referenceOf } from "./reference.ts"
import type { Channel } from "./state.ts"
import { findCase, insertCases, type NewCase } from "./store.ts"
import { momentsOf, settled } from "./unfold.ts"

export type Requester = { readonly name?: string; readonly email?: string; readonly phone?: string }

/** A first contact, as it reached the desk. */
export type Contact = {
  readonly kind: string
  readonly channel: Channel
  readonly receivedAt: EpochMilliseconds
  readonly requester: Requester
  readonly subject: string
  readonly correspondence: Correspondence
  readonly service?: string
  readonly priority?: PriorityLevel
  readonly answers?: Readonly<Record<string, boolean>>
  /** False where a machine may have written: such a contact is never answered automatically (RFC 3834). */
  readonly mayBeAnswered?: boolean
  /** Where the case begins, where that is a queue of the charter in force; its first, unless given. */
  readonly queue?: string
  readonly follows?: { readonly caseId: number; readonly reference: string }
  /** Whom the requester works for. */
  readonly organisation?: number
  /** The case in which the same customer wrote about this, too. */
  readonly split?: { readonly caseId: number; readonly reference: string }
  /** What the customer used the desk in (BCP 47), where that was not English. */
  readonly language?: string
  /** Whether a person answered the call that it came by; a call that a colleague logs was, unless given. */
  readonly wasAnswered?: boolean
}

export type OpenRequest = {
  readonly by: Author
  readonly firstState: string
  readonly rules: Rulebook
  readonly claim?: IdempotencyClaim
  readonly at: EpochMilliseconds
}

export type OpenedCase = ChangedCase & { readonly isRepeat: boolean }

/** Opens a case. Throws Invalid for what the charter does not know (a kind, a service, a condition). */
export async function openCase(db: Db, contact: Contact, request: OpenRequest): Promise<OpenedCase> {
  const prepared = preparedCase(await takeCaseNumber(db), contact, request)
  await fail("case.before_commit")
  const isSmall = !prepared.keeper.kept.some(isLarge)
  const inserted = isSmall
    ? await retriedOnConflict(() => insertTogether(db)({ change: prepared.change, claim: request.claim }))
    : await transaction(db, (tx) => insertPrepared(tx, prepared, request))
  await fail("case.after_commit")
  if (!inserted && request.claim !== undefined) return await firstAnswer(db, request.claim)
  return { ...prepared.opened, isRepeat: false }
}

/** The same inside a transaction that has more to do. */
export async function openCaseIn(tx: Tx, contact: Contact, request: OpenRequest): Promise<OpenedCase> {
  const prepared = preparedCase(await nextCaseNumber(tx), contact, request)
  await insertPrepared(tx, prepared, request)
  return { ...prepared.opened, isRepeat: false }
}

// Cases that are opened at the same moment share a statement and its commit: the larger part of what a commit costs is the same
// for one as for many. Two statements at a time, because a key that is in use elsewhere makes its statement wait.
const insertTogether = perDatabase((db) =>
  together<NewCase, boolean>((some) => insertCases(db, some), { atOnce: 32, underWay: 2 }),
)

type Prepared = ReturnType<typeof preparedCase>

async function insertPrepared(tx: Tx, { change, keeper }: Prepared, request: OpenRequest): Promise<boolean> {
  const [inserted = false] = await insertCases(tx, [{ change, claim: request.claim }])
  if (inserted) for (const large of keeper.kept.filter(isLarge)) await insertContent(tx, change.caseId, large)
  return inserted
}

function preparedCase(caseId: number, contact: Contact, request: OpenRequest) {
  const { rules, at } = request
  const { reference, keeper, history, notices } = opening(caseId, contact, request)
  const found = { caseId, reference, references: [reference], chainHead: chainStart }
  const change = { ...caseChange(found, history, keeper, notices, 1, rules, at), subject: contact.subject }
  return { change, keeper, opened: { caseId, reference, references: [reference], state: history.state } }
}

/** What opening a case comes to, before anything is saved: pure, but for the salts of its words. */
export function opening(caseId: number, contact: Contact, request: OpenRequest) {
  const { rules, at } = request
  const { charter } = rules.versionAt(at)
  const reference = referenceOf(prefixOf(charter, contact.kind), contact.receivedAt, caseId)
  const keeper = contentKeeper(1)
  const opened = openingOf(contact, request, charter, keeper)
  const history = settled(openedHistory(opened, request), rules, at)
  return { reference, keeper, history, notices: acknowledgement(history.state, reference, contact, rules, at) }
}

function openedHistory(data: EventData["opened"], { by, at }: OpenRequest) {
  const event: CaseEvent = { type: "opened", data, by, at, seq: 1 }
  return { state: folded(undefined, event), added: [event] }
}

function openingOf(
  contact: Contact,
  { firstState, rules, at, by }: OpenRequest,
  charter: Charter,
  keeper: ContentKeeper,
): EventData["opened"] {
  const { kind, channel, receivedAt, requester, service, follows, organisation, split, language } = contact
  mustKnowService(charter, service)
  const isCall = contact.wasAnswered ?? (channel === "phone" && typeof by === "number")
  const correspondence = keptCorrespondence(contact.correspondence, keeper)
  // A letter holds its sender's name and its subject too: redacting either must find it.
  const origin = { originContentId: correspondence.letter?.raw.content ?? null }
  return {
    kind,
    channel,
    receivedAt,
    queue: charter.queues.teams.find((team) => team.id === contact.queue)?.id ?? charter.queues.first,
    state: firstState,
    ...(service === undefined ? {} : { service }),
    requester: keptRequester(requester, keeper, origin),
    subject: keeper.keep("subject", contact.subject, origin),
    ...correspondence,
    answered: isCall,
    notices: isAcknowledged(contact) ? [1] : [],
    ...(follows === undefined ? {} : { follows: follows.caseId }),
    ...(organisation === undefined ? {} : { organisation }),
    ...(split === undefined ? {} : { split: split.caseId }),
    ...(language === undefined ? {} : { language }),
    ...firstClassification(contact, isCall, rules, at),
  }
}

function firstClassification(contact: Contact, isCall: boolean, rules: Rulebook, at: EpochMilliseconds) {
  const { priority, answers, receivedAt } = contact
  const moments = {
    receivedAt,
    priority: null,
    firstMessageAt: isCall ? receivedAt : null,
    resolvedAt: null,
    updatedAt: receivedAt,
    waits: [],
  }
  const found = classification({ ...(priority && { priority }), ...(answers && { answers }) }, moments, {}, rules, at)
  return found === undefined ? {} : { classification: found }
}

function keptRequester(requester: Requester, { keep }: ContentKeeper, origin: About) {
  const { name, email, phone } = requester
  return {
    ...(name === undefined ? {} : { name: keep("name", name, origin) }),
    ...(email === undefined ? {} : { email: keep("email", email, origin) }),
    ...(phone === undefined ? {} : { phone: keep("phone", phone, origin) }),
  }
}

function isAcknowledged({ requester, mayBeAnswered = true }: Contact): boolean {
  return requester.email !== undefined && mayBeAnswered
}

// The customer is told the promise that binds: the one that falls due first.
function acknowledgement(
  state: OpenedCase["state"],
  reference: string,
  contact: Contact,
  rules: Rulebook,
  at: EpochMilliseconds,
): NewNotice[] {
  const recipient = state.requester.email?.content
  const earlier = contact.split ?? contact.follows
  if (recipient === undefined || !isAcknowledged(contact)) return []
  return [
    {
      kind: contact.split !== undefined ? "split" : contact.follows === undefined ? "acknowledgement" : "follow-up",
      isAutomatic: true,
      recipient,
      body: null,
      facts: {
        reference,
        subject: state.subject.content,
        name: state.requester.name?.content ?? null,
        ...bindingPromise(state, rules, at),
        ...(earlier === undefined ? {} : { follows: earlier.reference }),
        ...(state.letter === null ? {} : { letter: state.letter }),
      },
    },
  ]
}

function bindingPromise(state: OpenedCase["state"], rules: Rulebook, at: EpochMilliseconds) {
  const clocks = derivedClocks(momentsOf(state), state.clocks, rules, at)
  const next = nextDue(clocks.filter((each) => each.name !== "review"))
  const clock = clocks.find((each) => each.name === next?.clock)
  const declared = clock && rules.version(clock.charterVersion).charter.clocks.find((each) => each.name === clock.name)
  if (next === null || clock === undefined || declared === undefined || next.dueAt < at) return {}
  const { charterVersion } = clock
  return {
    promise: { clock: next.clock, dueAt: next.dueAt, clauseId: declared.clause, force: declared.force, charterVersion },
  }
}

async function firstAnswer(db: Db, claim: IdempotencyClaim): Promise<OpenedCase> {
  const first = await claimedAnswer(db, claim.caller, claim.key)
  mustBeTheSame(first?.requestMac, claim)
  const found = first && (await findCase(db, system, first.caseId))
  if (found === undefined) throw new Error("an idempotency key points to a case that is not there")
  return {
    caseId: found.caseId,
    reference: found.reference,
    references: found.references,
    state: await shownState(db, found),
    isRepeat: true,
  }
}

function prefixOf(charter: Charter, kind: string): string {
  const found = charter.kinds.find((each) => each.id === kind)
  if (found === undefined)
    throw new Invalid([{ field: "kind", message: `The charter has no kind of case called ${kind}.` }])
  return found.prefix
}

function mustKnowService(charter: Charter, service: string | undefined): void {
  if (service === undefined || service === charter.service.id) return
  throw new Invalid([{ field: "service", message: `The charter has no service called ${service}.` }])
}
