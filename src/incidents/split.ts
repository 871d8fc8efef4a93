// Splitting a case: of two matters in a customer's words one becomes a case of its own. The letter stays where it is, and the new case has
// a copy of the words and of the files that came with them; its promises count from the day on which they came.

import {
  type Attachment,
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
  insertFileChecks,
  lastEventOf,
  recordedEvents,
  shownState,
  uncheckedFiles,
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
    return opened ?? (await sameSplit(tx, caseId, splitting))
  })
}

async function openSplit(tx: Tx, deciding: Deciding, splitting: Splitting, ask: Ask): Promise<ChangedCase> {
  const { contact, origins } = await contactOf(tx, deciding, splitting)
  const { actor, rules } = ask
  const opened = await openIncidentIn(tx, contact, { by: actor.personId ?? "system", rules, at: deciding.at })
  const copies = await copiesIn(tx, opened, deciding.caseId, origins)
  await insertCopies(tx, copies)
  const unchecked = await uncheckedFiles(tx, deciding.caseId)
  const waiting = copies.filter((each) => unchecked.includes(each.originContentId)).map((each) => each.contentId)
  await insertFileChecks(tx, opened.caseId, waiting, deciding.at)
  return opened
}

type FileOrigin = { readonly name: number; readonly bytes: number }
/** The contents of the first case that the new one has a copy of; files in their order. */
type Origins = {
  readonly body: number
  readonly requester: Readonly<Record<string, number>>
  readonly files: readonly FileOrigin[]
}

async function contactOf(
  tx: Tx,
  { caseId, reference, state }: Deciding,
  { content, subject }: Splitting,
): Promise<{ contact: IncidentContact; origins: Origins }> {
  const events = (await recordedEvents(tx, caseId)).filter(isKnown).map(caseEventFrom)
  const message = events.find((event) => isMessage(event, content))
  const body = message && (await wordsOf(tx, caseId, content))
  if (message === undefined || !isMessage(message, content) || body === undefined)
    throw new Invalid([{ field: "content", message: "Choose the words that hold the other matter" }])
  const { channel, receivedAt } = message.data
  const known = await requesterOf(tx, caseId, state.requester)
  const files = await filesOf(tx, caseId, message, putAwayIn(events))
  const contact = {
    channel,
    receivedAt,
    requester: known.words,
    subject,
    correspondence: { body, files: files.map((each) => each.file) },
    split: { caseId, reference },
    wasAnswered: message.type === "opened" && message.data.answered,
    ...(state.service === null ? {} : { service: state.service }),
    ...(state.language === undefined ? {} : { language: state.language }),
  }
  return { contact, origins: { requester: known.origins, body: content, files: files.map((each) => each.origin) } }
}

type Message = Extract<CaseEvent, { type: "opened" | "wrote" }>

function isMessage(event: CaseEvent, content: number): event is Message {
  return (event.type === "opened" || event.type === "wrote") && event.data.body.content === content
}

async function wordsOf(tx: Tx, caseId: number, content: number): Promise<string | undefined> {
  return (await contentOf(tx, caseId, content))?.bytes?.toString("utf8")
}

async function requesterOf(tx: Tx, caseId: number, requester: Deciding["state"]["requester"]) {
  const words: Record<string, string> = {}
  const origins: Record<string, number> = {}
  for (const [of, ref] of Object.entries(requester)) {
    const known = ref && (await wordsOf(tx, caseId, ref.content))
    if (ref === undefined || known === undefined) continue
    words[of] = known
    origins[of] = ref.content
  }
  return { words, origins }
}

/** The files that came with a message. What has been erased is nowhere, and what is in quarantine stays there. */
async function filesOf(tx: Tx, caseId: number, { data }: Message, putAway: ReadonlySet<number>) {
  const found: { file: Attachment; origin: FileOrigin }[] = []
  for (const { name, bytes } of data.files) {
    const kept = putAway.has(bytes.content) ? undefined : await contentOf(tx, caseId, bytes.content)
    if (kept === undefined || kept.bytes === null) continue
    const called = (await wordsOf(tx, caseId, name.content)) ?? "file"
    found.push({ file: { name: called, bytes: kept.bytes }, origin: { name: name.content, bytes: bytes.content } })
  }
  return found
}

function putAwayIn(events: readonly CaseEvent[]): Set<number> {
  return new Set(events.flatMap((event) => (event.type === "file-quarantined" ? [event.data.bytes] : [])))
}

async function copiesIn(tx: Tx, { caseId }: ChangedCase, originCaseId: number, origins: Origins): Promise<Copy[]> {
  const first = await lastEventOf(tx, caseId, ["opened"])
  if (first?.type !== "opened") throw new Error("a case that was opened begins with its opening")
  const { requester, body, files } = first.data
  const pairs = [
    [body, origins.body] as const,
    ...Object.entries(requester).map(([of, ref]) => [ref, origins.requester[of]] as const),
    ...files.flatMap(({ name, bytes }, index) => {
      const origin = origins.files[index]
      return [[name, origin?.name] as const, [bytes, origin?.bytes] as const]
    }),
  ]
  return pairs.flatMap(([ref, originContentId]) =>
    ref === undefined || originContentId === undefined
      ? []
      : [{ caseId, contentId: ref.content, originCaseId, originContentId }],
  )
}

// Asked for twice: the case that the first asking opened, and not one that was split off since.
async function sameSplit(tx: Tx, caseId: number, { content, subject }: Splitting): Promise<ChangedCase> {
  const events = (await recordedEvents(tx, caseId)).filter(isKnown).map(caseEventFrom)
  for (const event of events.toReversed()) {
    if (event.type !== "split-off" || event.data.content !== content) continue
    const found = await findCase(tx, system, event.data.into)
    if (found === undefined) continue
    const state = await shownState(tx, found)
    const words = await wordsOf(tx, found.caseId, state.subject.content)
    if (words === undefined || words === subject) return { ...found, state }
  }
  throw new NotFound()
}
