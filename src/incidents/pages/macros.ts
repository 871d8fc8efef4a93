// A macro on a case: chosen from a list, looked at first - the words filled from the case, the moves in sentences - and then done.

import { z } from "zod"
import { actorOf } from "../../asked.ts"
import { currentRules } from "../../clocks/index.ts"
import { repeatable } from "../../database/index.ts"
import { Invalid, isRefusal, NotFound, Refused, Stale } from "../../errors.ts"
import { findMacro, type Macro, type MacroMove, macroMoves, macrosOf, type Placeholder } from "../../macros/index.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import { contentKeeper } from "../../timeline/index.ts"
import { applyMacro } from "../apply-macro.ts"
import { inTurn } from "../in-turn.ts"
import { stepsOf } from "../macro-steps.ts"
import { paths, routes } from "../paths.ts"
import { sendReply } from "../send-reply.ts"
import { claimOf, hiddenFields, newFormNumber, readFields, text } from "./form.ts"
import { contentIn, headingOf, type LoadedCase, loadCase, teamName } from "./load.ts"
import { moveSentence } from "./macro-choices.ts"
import { filledFor, missingSaid } from "./placeholders.ts"
import { changesSince } from "./stale.ts"
import { recordRefusal } from "./verb.ts"
import { wordsForCustomer } from "./writing-fields.ts"

export const caseMacroPages: Page[] = [
  { method: "GET", path: routes.macros, audience: "write-wording", answer: listed },
  { method: "GET", path: routes.macro, audience: "write-wording", answer: previewed },
  { method: "POST", path: routes.macro, audience: "write-wording", answer: applied },
]

async function listed(request: PageRequest): Promise<PageAnswer> {
  const loaded = await loadCase(request)
  const all = await macrosOf(request.db, actorOf(request))
  const macros = all.map((each) => ({
    name: each.name,
    isShared: each.isShared,
    href: paths.macro(loaded.reference, each.id),
    says: saidOf(each.moves, loaded),
  }))
  return { view: "incidents/pages/macros.njk", model: { case: headingOf(loaded), macros } }
}

async function previewed(request: PageRequest): Promise<PageAnswer> {
  const [loaded, macro] = await Promise.all([loadCase(request), macroIn(request)])
  const reply = macro.reply === null ? null : filledFor(loaded, macro.reply)
  const note = macro.note === null ? null : filledFor(loaded, macro.note)
  const missing = [...new Set([...(reply?.missing ?? []), ...(note?.missing ?? [])])]
  const typed = { ...(reply && { reply: reply.words }), ...(note && { note: note.words }) }
  return shown(request, loaded, macro, typed, { missing })
}

// What was looked at is what is done, even where the macro has been changed meanwhile; the rights are the person's own.
const shape = (macro: Macro) =>
  z.strictObject({
    ...hiddenFields,
    moves: z.string().max(2000).transform(movesIn),
    reply: macro.reply === null ? z.undefined().optional() : wordsForCustomer("Enter your reply"),
    note: macro.note === null ? z.undefined().optional() : text("Enter a note"),
  })

async function applied(request: PageRequest): Promise<PageAnswer> {
  const macro = await macroIn(request)
  try {
    return await repeatable(() => done(request, macro))
  } catch (error) {
    if (!(error instanceof Invalid || error instanceof Refused || error instanceof Stale)) throw error
    const loaded = await loadCase(request)
    if (error instanceof Refused) await recordRefusal("macro", request, loaded.reference)
    const { once: _used, version, ...typed } = request.form
    return shown(request, loaded, macro, typed, { error, seen: Number(version) })
  }
}

async function done(request: PageRequest, macro: Macro): Promise<PageAnswer> {
  const { db, at, params, form } = request
  const actor = actorOf(request)
  const reference = params["reference"] ?? ""
  const { version, moves, reply, note } = readFields(shape(macro), form)
  const claim = claimOf(actor, `macro ${macro.id} ${reference}`, form)
  const ask = { actor, reference, rules: await currentRules(db), at, version, claim }
  const withNote = note === undefined ? {} : { note }
  if (reply !== undefined) {
    await sendReply(db, ask, { body: reply, uploads: [], moves, ...withNote })
    return {
      redirect: paths.case(reference),
      flash: `“${macro.name}” is done in a few seconds. Until then you can undo it.`,
    }
  }
  const changed = await applyMacro(db, ask, { moves, ...(note === undefined ? {} : { note: { body: note } }) })
  return { redirect: paths.case(changed.reference), flash: `“${macro.name}” has been done on ${changed.reference}.` }
}

type Shown = {
  readonly missing?: readonly Placeholder[]
  readonly error?: Invalid | Refused | Stale
  /** The version that the person looked at. */
  readonly seen?: number
}

function shown(
  request: PageRequest,
  loaded: LoadedCase,
  macro: Macro,
  typed: Fields,
  { missing = [], error, seen = 0 }: Shown,
): PageAnswer {
  const refusal = error instanceof Refused ? error.message : whyNot(request, loaded, macro)
  return {
    view: "incidents/pages/macro.njk",
    status: error === undefined ? 200 : error instanceof Invalid ? 400 : error instanceof Stale ? 409 : 422,
    model: {
      case: headingOf(loaded),
      action: paths.macro(loaded.reference, macro.id),
      name: macro.name,
      moves: JSON.stringify(macro.moves),
      sentences: macro.moves.map((each) => moveSentence(each, (id) => teamName(loaded.version, id))),
      hasReply: macro.reply !== null,
      hasNote: macro.note !== null,
      missing: missing.length === 0 ? null : missingSaid(missing),
      refusal,
      changes: error instanceof Stale ? changesSince(loaded, seen) : [],
      typed,
      faults: error instanceof Invalid ? error.fields : [],
      once: newFormNumber(),
    },
  }
}

// Tried on the case as it is, without writing anything: what cannot be done is said before anybody presses the button.
function whyNot(
  request: PageRequest,
  { caseId, reference, state, rules, at }: LoadedCase,
  macro: Macro,
): string | null {
  const { keep } = contentKeeper(state.lastContent + 1)
  const words = (body: string | null) => (body === null ? undefined : { body })
  const [reply, note] = [words(macro.reply), words(macro.note)]
  const deeds = { ...(reply && { reply }), ...(note && { note }), moves: macro.moves }
  try {
    inTurn({ caseId, reference, state, actor: actorOf(request), rules, at, keep }, stepsOf(deeds))
    return null
  } catch (error) {
    if (isRefusal(error)) return error.message
    throw error
  }
}

function saidOf(moves: readonly MacroMove[], loaded: LoadedCase): string {
  return moves.map((each) => moveSentence(each, (id) => teamName(loaded.version, id))).join(" ")
}

async function macroIn(request: PageRequest): Promise<Macro> {
  const id = contentIn(request.params["macro"])
  const macro = id === undefined ? undefined : await findMacro(request.db, actorOf(request), id)
  if (macro === undefined) throw new NotFound()
  return macro
}

function movesIn(written: string, context: z.RefinementCtx): MacroMove[] {
  try {
    return macroMoves.parse(JSON.parse(written))
  } catch {
    context.addIssue({ code: "custom", message: "Open the macro again" })
    return z.NEVER
  }
}
