// Splitting a case: of two matters in a customer's words one becomes a case of its own. The letter stays where it is, and the new case has
// a copy of the words; its promises count from the day on which they came.

import {
  type CaseEvent,
  type ChangedCase,
  type Copy,
  caseEventFrom,
  caseIdIn,
  changeLockedCase,
  contentOf,
  type Deciding,
  findCase,
  insertCopies,
  lastEventOf,
  recordedEvents,
  shownState,
} from "../cases/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { Invalid, NotFound } from "../errors.ts"
import { mustBeAbleTo, system } from "../people/index.ts"
import { isKnown } from "../timeline/index.ts"
import { type Ask, moved } from "./ask.ts"
import { type IncidentContact, openIncidentIn } from "./open.ts"

/** `content`: the words of the customer that hold the other matter. */
export type Splitting = { readonly content: number; readonly subject: string }

/** Opens the case for the other matter, and says so on both; gives the new one. */
export async function splitIncident(db: Db, ask: Ask, splitting: Splitting): Promise<ChangedCase> {
  mustBeAbleTo(ask.actor, "relate")
  const caseId = caseIdIn(ask.reference)
  if (caseId === undefined) throw new NotFound()
  return await transaction(db, async (tx) => {
    let opened: ChangedCase | undefined
    await changeLockedCase(tx, caseId, ask, async (deciding) => {
      moved(deciding, "split")
      opened = await openSplit(tx, deciding, splitting, ask)
      return { happenings: [{ type: "split-off", data: { into: opened.caseId, content: splitting.content } }] }
    })
    return opened ?? (await lastSplit(tx, caseId))
  })
}

async function openSplit(tx: Tx, deciding: Deciding, splitting: Splitting, ask: Ask): Promise<ChangedCase> {
  const { contact, origins } = await contactOf(tx, deciding, splitting)
  const { actor, rules } = ask
  const opened = await openIncidentIn(tx, contact, { by: actor.personId ?? "system", rules, at: deciding.at })
  await insertCopies(tx, await copiesIn(tx, opened, deciding.caseId, origins))
  return opened
}

/** The contents of the first case that the new one has a copy of. */
type Origins = { readonly body: number } & { readonly [of in "name" | "email" | "phone"]?: number }

async function contactOf(
  tx: Tx,
  { caseId, reference, state }: Deciding,
  { content, subject }: Splitting,
): Promise<{ contact: IncidentContact; origins: Origins }> {
  const message = await messageWith(tx, caseId, content)
  const words = async (id: number) => (await contentOf(tx, caseId, id))?.bytes?.toString("utf8")
  const body = message && (await words(content))
  if (message === undefined || body === undefined)
    throw new Invalid([{ field: "content", message: "Choose the words that hold the other matter" }])
  const { channel, receivedAt } = message.data
  const given = Object.entries(state.requester).flatMap(([of, ref]) => (ref === undefined ? [] : [[of, ref] as const]))
  const requester: Record<string, string> = {}
  for (const [of, ref] of given) {
    const known = await words(ref.content)
    if (known !== undefined) requester[of] = known
  }
  const contact = {
    channel,
    receivedAt,
    requester,
    subject,
    correspondence: { body },
    split: { caseId, reference },
    wasAnswered: message.type === "opened" && message.data.answered,
    ...(state.service === null ? {} : { service: state.service }),
  }
  const kept = given.filter(([of]) => of in requester).map(([of, ref]) => [of, ref.content])
  return { contact, origins: { ...Object.fromEntries(kept), body: content } }
}

type Message = Extract<CaseEvent, { type: "opened" | "wrote" }>

async function messageWith(tx: Tx, caseId: number, content: number): Promise<Message | undefined> {
  const events = (await recordedEvents(tx, caseId)).filter(isKnown).map(caseEventFrom)
  return events.find(
    (event): event is Message =>
      (event.type === "opened" || event.type === "wrote") && event.data.body.content === content,
  )
}

async function copiesIn(tx: Tx, opened: ChangedCase, originCaseId: number, origins: Origins): Promise<Copy[]> {
  const first = await lastEventOf(tx, opened.caseId, ["opened"])
  if (first?.type !== "opened") throw new Error("a case that was opened begins with its opening")
  const { requester, body } = first.data
  const copies = { ...requester, body }
  return Object.entries(copies).flatMap(([of, ref]) => {
    const origin = Object.entries(origins).find(([name]) => name === of)?.[1]
    if (ref === undefined || origin === undefined) return []
    return [{ caseId: opened.caseId, contentId: ref.content, originCaseId, originContentId: origin }]
  })
}

// Asked for twice: the case that the first asking opened.
async function lastSplit(tx: Tx, caseId: number): Promise<ChangedCase> {
  const split = await lastEventOf(tx, caseId, ["split-off"])
  const found = split?.type === "split-off" ? await findCase(tx, system, split.data.into) : undefined
  if (found === undefined) throw new NotFound()
  return { ...found, state: await shownState(tx, found) }
}
