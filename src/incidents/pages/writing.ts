// Reply to the customer, and note for colleagues: two forms that cannot do each other's work. Whatever becomes of a form, the words stay:
// as a draft while they are written, on the page where something is wrong, in the waiting reply until it goes.

import { actorOf } from "../../asked.ts"
import { currentRules } from "../../clocks/index.ts"
import { repeatable } from "../../database/index.ts"
import { Invalid, Refused, Stale } from "../../errors.ts"
import { findSnippet } from "../../macros/index.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import { may } from "../../people/index.ts"
import { type DraftKind, deleteDraft, saveDraft } from "../../writing/index.ts"
import { type Ask, moved } from "../ask.ts"
import { paths, routes } from "../paths.ts"
import { quarantineInfected } from "../quarantine.ts"
import { sendReply } from "../send-reply.ts"
import { writeNote } from "../write-note.ts"
import { claimOf, readFields } from "./form.ts"
import { type LoadedCase, loadCase } from "./load.ts"
import { filledFor, missingSaid } from "./placeholders.ts"
import { changesSince } from "./stale.ts"
import { recordRefusal } from "./verb.ts"
import { draftIn, mustHaveTakenFiles, withUploads, writtenFields } from "./writing-fields.ts"
import { writingModel } from "./writing-view.ts"

export const writingPages: Page[] = (["reply", "note"] as const).flatMap((kind): Page[] => [
  { method: "GET", path: routes.verb(kind), audience: kind, answer: (request) => form(kind, request) },
  {
    method: "POST",
    path: routes.verb(kind),
    audience: kind,
    takesFiles: true,
    answer: (request) => sent(kind, request),
  },
])

async function form(kind: DraftKind, request: PageRequest): Promise<PageAnswer> {
  const loaded = await loadCase(request)
  // An illegal move is refused before anybody types anything.
  moved(loaded, kind)
  return { view: `incidents/pages/${kind}.njk`, model: await writingModel(kind, request, loaded) }
}

async function sent(kind: DraftKind, request: PageRequest): Promise<PageAnswer> {
  const typed = await withUploads(request)
  const pressed = String(typed["do"] ?? "send")
  if (pressed === "draft") return await kept(kind, request, typed)
  if (pressed === "discard") return await thrownAway(kind, request)
  if (pressed === "insert") return await withSnippet(kind, request, typed)
  try {
    mustHaveTakenFiles(request)
    // Each form is sent once, however often it arrives.
    return await repeatable(() => (kind === "reply" ? replied(request, typed) : noted(request, typed)))
  } catch (error) {
    if (error instanceof Invalid || error instanceof Refused || error instanceof Stale) {
      return await again(kind, request, typed, error)
    }
    throw error
  }
}

async function replied(request: PageRequest, typed: Fields): Promise<PageAnswer> {
  const { body, to, upload, version } = readFields(writtenFields.reply, typed)
  const reply = { body, uploads: upload, ...(to === undefined ? {} : { to }) }
  const { reference, goesAt } = await sendReply(request.db, await askOf("reply", request, typed, version), reply)
  const isAtOnce = goesAt <= request.at
  const flash = isAtOnce
    ? `Your reply on ${reference} goes at once, because a promise falls due.`
    : `Your reply on ${reference} goes in a few seconds. Until then you can undo it.`
  return { redirect: paths.case(reference), flash }
}

async function noted(request: PageRequest, typed: Fields): Promise<PageAnswer> {
  const { body, upload, version } = readFields(writtenFields.note, typed)
  const ask = await askOf("note", request, typed, version)
  const { reference, told } = await writeNote(request.db, ask, { body, uploads: upload })
  const names = told.map((each) => each.name).join(", ")
  const flash = `Your note on ${reference} has been added.${names === "" ? "" : ` It is on the list of: ${names}.`}`
  return { redirect: paths.case(reference), flash }
}

async function askOf(kind: DraftKind, request: PageRequest, typed: Fields, version: number): Promise<Ask> {
  const { db, at, params } = request
  const actor = actorOf(request)
  const reference = params["reference"] ?? ""
  // A second press uploads the files of a form a second time: it is the same request all the same.
  const { upload: _uploads, do: _button, snippet: _snippet, ...words } = typed
  const claim = claimOf(actor, `${kind} ${reference}`, words)
  return { actor, reference, rules: await currentRules(db), at, version, claim }
}

async function again(
  kind: DraftKind,
  request: PageRequest,
  { once: _used, version, ...typed }: Fields,
  error: Invalid | Refused | Stale,
): Promise<PageAnswer> {
  const loaded = await loadCase(request)
  if (error instanceof Refused) await recordRefusal(kind, request, loaded.reference)
  await quarantineInfected(request.db, loaded.caseId, actorOf(request), draftIn(typed).uploads, request.at)
  const model = await writingModel(kind, request, loaded, typed)
  return {
    view: `incidents/pages/${kind}.njk`,
    status: error instanceof Invalid ? 400 : error instanceof Stale ? 409 : 422,
    model: {
      ...model,
      refusal: error instanceof Refused ? error.message : null,
      changes: error instanceof Stale ? changesSince(loaded, Number(version)) : [],
      faults: error instanceof Invalid ? error.fields : [],
    },
  }
}

async function kept(kind: DraftKind, request: PageRequest, typed: Fields): Promise<PageAnswer> {
  const loaded = await loadCase(request)
  await keepDraft(kind, request, loaded, typed)
  return { redirect: paths.case(loaded.reference), flash: `Your ${kind} on ${loaded.reference} is kept as a draft.` }
}

/** Keeps what a form has so far as the person's draft. */
export async function keepDraft(kind: DraftKind, request: PageRequest, loaded: LoadedCase, typed: Fields) {
  const personId = actorOf(request).personId ?? 0
  await saveDraft(request.db, { caseId: loaded.caseId, personId, kind }, draftIn(typed), request.at)
}

async function thrownAway(kind: DraftKind, request: PageRequest): Promise<PageAnswer> {
  const { caseId, reference } = await loadCase(request)
  await deleteDraft(request.db, { caseId, personId: actorOf(request).personId ?? 0, kind })
  return { redirect: paths.case(reference), flash: `Your draft on ${reference} has been thrown away.` }
}

// The words go into the draft, and the page that comes next shows the draft: nothing depends on a script.
async function withSnippet(kind: DraftKind, request: PageRequest, typed: Fields): Promise<PageAnswer> {
  const loaded = await loadCase(request)
  const actor = actorOf(request)
  const id = /^[1-9]\d{0,14}$/.exec(String(typed["snippet"] ?? ""))?.[0]
  const snippet =
    id === undefined || !may(actor, "write-wording") ? undefined : await findSnippet(request.db, actor, Number(id))
  if (snippet === undefined) {
    return await again(kind, request, typed, new Invalid([{ field: "snippet", message: "Choose a snippet" }]))
  }
  const { words, missing } = filledFor(loaded, snippet.body)
  const before = String(typed["body"] ?? "").trimEnd()
  await keepDraft(kind, request, loaded, { ...typed, body: before === "" ? words : `${before}\n\n${words}` })
  const redirect = paths.verb(loaded.reference, kind)
  return missing.length === 0 ? { redirect } : { redirect, flash: missingSaid(missing) }
}
