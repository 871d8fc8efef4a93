// A note from a page: with files, and with colleagues who are named in it and told.

import {
  type ChangedCase,
  caseIdIn,
  changeLockedCase,
  type Deciding,
  type Decision,
  insertFileChecks,
} from "../cases/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { NotFound } from "../errors.ts"
import { uploadsTaken } from "../files/index.ts"
import { mustBeAbleTo } from "../people/actor.ts"
import { deleteDraft, keepMentions, type Mentioned, mentionedIn } from "../writing/index.ts"
import type { Ask } from "./ask.ts"
import { noted } from "./note.ts"

export type NoteToWrite = { readonly body: string; readonly uploads: readonly string[] }

export type WrittenNote = ChangedCase & { readonly told: readonly Mentioned[] }

/** Throws what a note throws, and Invalid for a file that cannot be sent or a colleague who may not see the case. */
export async function writeNote(db: Db, ask: Ask, note: NoteToWrite): Promise<WrittenNote> {
  mustBeAbleTo(ask.actor, "note")
  const caseId = caseIdIn(ask.reference)
  if (caseId === undefined) throw new NotFound()
  const mentioned = await mentionedIn(db, caseId, note.body)
  const told = mentioned.filter((each) => each.personId !== ask.actor.personId)
  const changed = await transaction(db, (tx) =>
    changeLockedCase(tx, caseId, ask, (deciding) => kept(tx, deciding, note, told)),
  )
  return { ...changed, told }
}

async function kept(tx: Tx, deciding: Deciding, note: NoteToWrite, told: readonly Mentioned[]): Promise<Decision> {
  const { caseId, actor, state, at } = deciding
  const personId = actor.personId ?? 0
  const files = await uploadsTaken(tx, personId, note.uploads)
  const people = told.map((each) => each.personId)
  const decision = noted(deciding, note.body, { files, mentions: people })
  const [happening] = decision.happenings
  if (happening?.type === "noted") {
    const { body, files: keptFiles = [] } = happening.data
    const waiting = keptFiles.filter((_, index) => files[index]?.state === "waiting")
    await insertFileChecks(
      tx,
      caseId,
      waiting.map((each) => each.bytes.content),
      at,
    )
    await keepMentions(tx, { caseId, contentId: body.content, by: actor.personId, version: state.version, people }, at)
  }
  await deleteDraft(tx, { caseId, personId, kind: "note" })
  return decision
}
