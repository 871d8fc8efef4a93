// What the forms show in which a colleague writes: the draft or what was typed, the files that go along, snippets to put in.

import { actorOf } from "../../asked.ts"
import { fileLimitWords, type Upload, uploadsOf } from "../../files/index.ts"
import { snippetsOf } from "../../macros/index.ts"
import type { Fields, PageRequest } from "../../page.ts"
import { may } from "../../people/index.ts"
import { nearDayInWords } from "../../time/index.ts"
import { type DraftKind, findDraft, type KeptDraft, markPresent } from "../../writing/index.ts"
import { paths } from "../paths.ts"
import { sizeInWords } from "./enclosed.ts"
import { newFormNumber } from "./form.ts"
import { headingOf, type LoadedCase } from "./load.ts"
import { changesSince } from "./stale.ts"
import { draftIn } from "./writing-fields.ts"

/** One of the two forms, as it begins: with what was typed, or with the draft. */
export type ShownWriting = Awaited<ReturnType<typeof shownWriting>>

/** The page of one form. */
export async function writingModel(kind: DraftKind, request: PageRequest, loaded: LoadedCase, typed?: Fields) {
  const { db, at } = request
  const personId = actorOf(request).personId
  if (personId !== null && kind === "reply") {
    await markPresent(db, { caseId: loaded.caseId, personId, isReplying: true }, at)
  }
  const writing = await shownWriting(kind, request, loaded, typed)
  return {
    case: headingOf(loaded),
    action: paths.verb(loaded.reference, kind),
    writing,
    typed: writing.typed,
    faults: [],
    refusal: null,
    changes: [],
    once: newFormNumber(),
  }
}

/** A form: `typed` is what came back with a fault; without it the draft is restored, if there is one. */
export async function shownWriting(kind: DraftKind, request: PageRequest, loaded: LoadedCase, typed?: Fields) {
  const { personId } = actorOf(request)
  const draft =
    typed === undefined && personId !== null
      ? await findDraft(request.db, { caseId: loaded.caseId, personId, kind })
      : undefined
  return await begunWriting(kind, request, loaded, draft, true, typed)
}

/** The same where the draft is at hand. */
export async function begunWriting(
  kind: DraftKind,
  request: PageRequest,
  loaded: LoadedCase,
  draft: KeptDraft | undefined,
  needsSnippets = true,
  typed?: Fields,
) {
  const actor = actorOf(request)
  const { db } = request
  const ids = typed === undefined ? (draft?.uploads ?? []) : draftIn(typed).uploads
  const [uploads, snippets] = await Promise.all([
    uploadsOf(db, actor, ids),
    needsSnippets && may(actor, "write-wording") ? snippetsOf(db, actor) : [],
  ])
  return {
    kind,
    typed: typed ?? typedIn(draft),
    uploads: uploads.map(shownUpload),
    uploadPath: paths.uploads,
    draftPath: paths.draft(loaded.reference, kind),
    draft: draft === undefined ? null : { savedAt: draft.savedAt, day: nearDayInWords(draft.savedAt, loaded.at) },
    /** What came to the case since the draft was written. */
    since: draft === undefined ? [] : changesSince(loaded, draft.version),
    snippets: snippets.map(({ id, name }) => ({ value: String(id), text: name })),
    limits: fileLimitWords,
  }
}

export function shownUpload({ id, name, size, state, threat }: Upload) {
  const says = {
    waiting: "is being checked for viruses",
    clean: "",
    unchecked: "",
    infected: `holds a virus: ${threat}`,
  }
  return { id, name, size: sizeInWords(size), says: says[state] }
}

function typedIn(draft: KeptDraft | undefined): Fields {
  return draft === undefined ? {} : { body: draft.body, ...(draft.to === null ? {} : { to: draft.to }) }
}
