// One message to everyone affected: written once on the parent, and sent on each child as a person's answer to its own customer. In a
// major incident this is the update that its clock waits for.

import {
  type CaseEvent,
  type ChangedCase,
  caseEventFrom,
  caseIdIn,
  changeLockedCase,
  childCounts,
  contentOf,
  type Deciding,
  type Decision,
  type Happening,
  hasCopy,
  heldWhileThere,
  insertCopies,
  openChildrenAfter,
  recordedEvents,
} from "../cases/index.ts"
import type { Rulebook } from "../clocks/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { NotFound, Refused } from "../errors.ts"
import { addJobs } from "../jobs/index.ts"
import { mustBeAbleTo, system } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { isKnown } from "../timeline/index.ts"
import { type Ask, moved } from "./ask.ts"
import { numbersOf, personalNotice, replied, requesterAddress } from "./reply.ts"
import { resolved } from "./resolve.ts"

/** `resolves`: the children are resolved as fixed with the same words; the parent is not. */
export type Telling = { readonly body: string; readonly resolves?: boolean }

const batch = 100

/** Tells everyone affected. The parent's history has it at once; the children follow by a job of the same transaction. */
export async function tellAll(db: Db, ask: Ask, telling: Telling): Promise<ChangedCase> {
  return await toldBy(db, ask, telling, () => [])
}

/** The same with something that is recorded just before it. */
export async function toldBy(
  db: Db,
  ask: Ask,
  telling: Telling,
  first: (deciding: Deciding, body: { content: number; sha256: string }) => Happening[],
): Promise<ChangedCase> {
  mustBeAbleTo(ask.actor, "reply")
  const caseId = caseIdIn(ask.reference)
  if (caseId === undefined) throw new NotFound()
  return await transaction(db, async (tx) => {
    let body: number | undefined
    const changed = await changeLockedCase(tx, caseId, ask, async (deciding) => {
      const { open } = await childCounts(tx, caseId)
      const decision = told(deciding, telling, open, first)
      body = bodyIn(decision)
      return decision
    })
    if (body !== undefined) await addJobs(tx, [tellChildrenAfter(caseId, body)])
    return changed
  })
}

export function told(
  deciding: Deciding,
  { body, resolves = false }: Telling,
  children: number,
  first: (deciding: Deciding, body: { content: number; sha256: string }) => Happening[] = () => [],
): Decision {
  const { state, actor, keep, caseId } = deciding
  const next = moved(deciding, "reply")
  if (children === 0 && state.major === undefined)
    throw new Refused("This case has no open children, so there is nobody else to tell. Reply to its customer instead.")
  const kept = keep("body", body, { personId: actor.personId })
  const notices = requesterAddress(deciding).map((to) =>
    personalNotice(deciding, "reply", to, kept, { isRequester: true }),
  )
  const own = { body: kept, to: requesterAddress(deciding), notices: numbersOf(deciding, notices), state: next }
  const happenings: Happening[] = [
    ...first(deciding, kept),
    { type: "told-all", data: { body: kept, cases: children, resolves, replies: notices.length > 0 } },
    ...(notices.length === 0 ? [] : [{ type: "replied" as const, data: { ...own, along: caseId } }]),
  ]
  return { happenings, notices }
}

export const tellChildrenJob = "tell-children"

function tellChildrenAfter(parent: number, body: number, after = 0) {
  return { name: "tell-children", data: { case: parent, body, after } }
}

/** One batch: each child in its own transaction; one that fails holds up no other, and is tried again. Told once, however often asked. */
export async function tellChildren(
  db: Db,
  { parent, body, after }: { readonly parent: number; readonly body: number; readonly after: number },
  rules: Rulebook,
  at: EpochMilliseconds,
): Promise<void> {
  const message = await messageOf(db, parent, body)
  const children = message === undefined ? [] : await openChildrenAfter(db, parent, after, batch)
  const failures: unknown[] = []
  for (const { caseId } of children) {
    const telling = { parent, ...message, contentId: body }
    await transaction(db, (tx) => tellChild(tx, caseId, telling, rules, at)).catch((error) => failures.push(error))
  }
  const last = children.at(-1)
  if (last !== undefined && children.length === batch)
    await transaction(db, (tx) => addJobs(tx, [tellChildrenAfter(parent, body, last.caseId)]))
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} children could not be told`)
}

type Message = { readonly text: string; readonly resolves: boolean; readonly by: CaseEvent["by"] }

// Undefined where the words have been erased meanwhile: then nobody else is sent them.
async function messageOf(db: Db, parent: number, body: number): Promise<Message | undefined> {
  const events = (await recordedEvents(db, parent)).filter(isKnown).map(caseEventFrom)
  const event = events.find((each) => each.type === "told-all" && each.data.body.content === body)
  const text = (await contentOf(db, parent, body))?.bytes?.toString("utf8")
  if (event?.type !== "told-all" || text === undefined) return undefined
  return { text, resolves: event.data.resolves, by: event.by }
}

type ToChild = Partial<Message> & { readonly parent: number; readonly contentId: number }

async function tellChild(
  tx: Tx,
  caseId: number,
  { parent, contentId, text = "", resolves = false, by = "system" }: ToChild,
  rules: Rulebook,
  at: EpochMilliseconds,
): Promise<void> {
  // Erased since they were read, the words go to nobody else; and while this goes on, nobody erases them.
  if (!(await heldWhileThere(tx, parent, contentId))) return
  let copy: number | undefined
  await changeLockedCase(tx, caseId, { actor: system, rules, at }, async (deciding) => {
    const { state } = deciding
    const isOver = state.resolvedAt !== null || state.mergedInto !== undefined || state.parent !== parent
    if (isOver || (await hasCopy(tx, caseId, parent, contentId))) return { happenings: [] }
    const asAuthor = { ...deciding, actor: { ...system, personId: typeof by === "number" ? by : null } }
    const decision = resolves ? resolved(asAuthor, { outcome: "fixed", body: text }) : replied(asAuthor, { body: text })
    const happenings = decision.happenings.map((each) => ({ ...along(each, parent), by }))
    copy = bodyIn({ happenings })
    return { ...decision, happenings }
  })
  if (copy !== undefined)
    await insertCopies(tx, [{ caseId, contentId: copy, originCaseId: parent, originContentId: contentId }])
}

function along(happening: Happening, parent: number): Happening {
  return happening.type === "replied" ? { ...happening, data: { ...happening.data, along: parent } } : happening
}

function bodyIn({ happenings }: Decision): number | undefined {
  for (const { type, data } of happenings)
    if (type === "told-all" || type === "replied" || type === "resolved") return data.body.content
  return undefined
}
