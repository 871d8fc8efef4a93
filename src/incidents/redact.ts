// Erasing words while keeping the proof that they were there (contract: `redact`).

import {
  type ChangedCase,
  caseIdIn,
  changeLockedCase,
  contentOf,
  contentTree,
  copiesOf,
  type Deciding,
  type Decision,
  eraseContent,
  type Place,
  sharingWords,
} from "../cases/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { NotFound, Refused } from "../errors.ts"
import { mustBeAbleTo } from "../people/actor.ts"
import type { Ask } from "./ask.ts"

export type Redaction = { readonly content: number; readonly authority: string; readonly reason: string }

/** Redacts one content with everything that holds the same words: what was made from it, the letter it was taken from, mails that quote it. */
export async function redactContent(db: Db, ask: Ask, redaction: Redaction): Promise<ChangedCase> {
  mustBeAbleTo(ask.actor, "redact")
  const caseId = caseIdIn(ask.reference)
  if (caseId === undefined) throw new NotFound()
  return await transaction(db, async (tx) => {
    let erased: number[] = []
    const changed = await changeLockedCase(tx, caseId, ask, async (deciding) => {
      const { contents, decision } = await redact(tx, deciding, redaction)
      erased = contents
      return decision
    })
    await redactCopies(tx, { caseId, contents: erased }, ask, redaction)
    return changed
  })
}

// The same words on other cases go with them: what was split off, and what was told to everyone affected. Looked for again until there is
// nothing new: a copy may have been made before its case was locked here.
async function redactCopies(tx: Tx, from: KnownRedaction, ask: Ask, redaction: Redaction): Promise<void> {
  const { actor, rules, at } = ask
  const everywhere = { actor: { ...actor, queues: null }, rules, at }
  const done = new Set<string>()
  const isNew = (place: Place) => !done.has(placeOf(place))
  for (;;) {
    const copies = (await copiesOf(tx, from.caseId, from.contents)).filter(isNew)
    if (copies.length === 0) return
    for (const [caseId, places] of Map.groupBy(copies, (each) => each.caseId))
      await redactKnown(tx, { caseId, contents: places.map((each) => each.contentId) }, everywhere, redaction)
    for (const each of copies) done.add(placeOf(each))
  }
}

function placeOf({ caseId, contentId }: Place): string {
  return `${caseId}.${contentId}`
}

async function redact(
  tx: Tx,
  deciding: Deciding,
  redaction: Redaction,
): Promise<{ contents: number[]; decision: Decision }> {
  const { caseId, state } = deciding
  const size = await sizeOf(tx, caseId, redaction.content)
  const contents = sharingWords(await contentTree(tx, caseId), redaction.content)
  const subject = contents.includes(state.subject.content)
  await eraseContent(tx, caseId, { contents, subject, mails: true })
  return { contents, decision: redacted(deciding, redaction, contents, size) }
}

export function redacted({ keep, actor }: Deciding, redaction: Redaction, contents: number[], size: number): Decision {
  const { content, authority, reason } = redaction
  const author = { personId: actor.personId }
  const data = {
    content,
    also: contents.filter((each) => each !== content),
    authority: keep("authority", authority, author),
    reason: keep("reason", reason, author),
    size,
  }
  return { happenings: [{ type: "redacted", data }] }
}

/** A redaction of which only the numbers are known. */
export type KnownRedaction = { readonly caseId: number; readonly contents: readonly number[] }

/**
 * Erases again what had been erased, in a history that does not know of it any more. Gives how many contents were: none where there is no such case,
 * or all have been erased.
 */
export async function redactAgain(
  db: Db,
  known: KnownRedaction,
  ask: Omit<Ask, "reference">,
  words: Pick<Redaction, "authority" | "reason">,
): Promise<number> {
  return await transaction(db, (tx) => redactKnown(tx, known, ask, words))
}

async function redactKnown(
  tx: Tx,
  { caseId, contents }: KnownRedaction,
  ask: Omit<Ask, "reference">,
  { authority, reason }: Pick<Redaction, "authority" | "reason">,
): Promise<number> {
  const tree = await contentTree(tx, caseId)
  const present = contents.filter((id) => tree.some((each) => each.contentId === id))
  const [first] = present
  if (first === undefined) return 0
  const all = [...new Set(present.flatMap((id) => sharingWords(tree, id)))]
  await changeLockedCase(tx, caseId, ask, async (deciding) => {
    const size = await sizeOf(tx, caseId, first)
    await eraseContent(tx, caseId, {
      contents: all,
      subject: all.includes(deciding.state.subject.content),
      mails: true,
    })
    return redacted(deciding, { content: first, authority, reason }, all, size)
  })
  return all.length
}

async function sizeOf(tx: Tx, caseId: number, content: number): Promise<number> {
  const found = await contentOf(tx, caseId, content)
  if (found === undefined) throw new NotFound("This case has no content with this number.")
  if (found.bytes === null) throw new Refused("This content has been erased already.")
  return found.bytes.length
}
