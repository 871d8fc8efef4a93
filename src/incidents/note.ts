// A note for colleagues: the customer never sees it, and no clock that waits for an answer stops.

import { type Attachment, type ChangedCase, type Deciding, type Decision, keptFiles } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { type Ask, change, moved } from "./ask.ts"

export function addNote(db: Db, ask: Ask, body: string): Promise<ChangedCase> {
  return change(db, ask, "note", (deciding) => noted(deciding, body))
}

/** What comes with a note: files, and colleagues who are named in it. */
export type NoteMore = { readonly files?: readonly Attachment[]; readonly mentions?: readonly number[] }

export function noted(deciding: Deciding, body: string, { files = [], mentions = [] }: NoteMore = {}): Decision {
  moved(deciding, "note")
  const kept = deciding.keep("note", body, { personId: deciding.actor.personId })
  const data = {
    body: kept,
    ...(files.length === 0 ? {} : { files: keptFiles(files, deciding) }),
    ...(mentions.length === 0 ? {} : { mentions: [...mentions] }),
  }
  return { happenings: [{ type: "noted", data }] }
}
