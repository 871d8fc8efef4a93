// The pages of macros: words and moves that are often made together.

import { z } from "zod"
import { fieldsFrom } from "../../asked.ts"
import { currentRules } from "../../clocks/index.ts"
import { Invalid } from "../../errors.ts"
import type { Fields, PageRequest } from "../../page.ts"
import { type MacroMove, macroMoves } from "../moves.ts"
import { placeholders } from "../placeholders.ts"
import { deleteMacro, findMacro, insertMacro, type Macro, macrosOf, updateMacro, type WrittenMacro } from "../store.ts"
import { mustSay, nameField, optionalWords, sharedField } from "./fields.ts"
import { wordingPagesOf } from "./wording.ts"

/** What a kind of case lets a macro choose from, and how its moves read. */
export type MacroChoices = {
  readonly outcomes: readonly { readonly value: string; readonly text: string }[]
  readonly sentence: (move: MacroMove, teamName: (id: string) => string) => string
}

const empty = (typed: unknown) => (typed === "" || typed === undefined ? undefined : typed)
const choice = z.preprocess(empty, z.string().max(80).optional())

const given = z.strictObject({
  name: nameField,
  shared: sharedField,
  reply: optionalWords,
  note: optionalWords,
  priority: choice,
  assign: choice,
  hold: choice,
  end: choice,
})
type Given = z.output<typeof given>

export function macroPages(choices: MacroChoices) {
  return wordingPagesOf<Macro, WrittenMacro>({
    what: "macros",
    noun: "macro",
    view: "macros/pages/macro.njk",
    list: macrosOf,
    find: findMacro,
    insert: insertMacro,
    update: updateMacro,
    remove: deleteMacro,
    given: (form) => writtenMacro(fieldsFrom(given, form)),
    typed: typedMacro,
    says: (macro) =>
      macro.moves.map((each) => choices.sentence(each, (id) => id)).join(" ") || (macro.reply ?? macro.note ?? ""),
    shows: (request) => shownChoices(request, choices),
  })
}

function writtenMacro(typed: Given): WrittenMacro {
  const { name, shared, reply, note } = typed
  const moves = macroMoves.safeParse(movesIn(typed))
  if (!moves.success) throw new Invalid([{ field: "main-content", message: "Choose from what the page offers" }])
  mustSay(
    "reply",
    "Enter a reply or a note, or choose what the macro does",
    reply !== null || note !== null || moves.data.length > 0,
  )
  const resolves = moves.data.some((each) => each.move === "resolve")
  mustSay("reply", "Enter what the customer is told when the case is resolved", !resolves || reply !== null)
  return { name, reply, note, moves: moves.data, isShared: shared === "yes" }
}

// In an order in which each leaves the case where the next may be made.
function movesIn({ priority, assign, hold, end }: Given): unknown[] {
  return [
    ...(hold === "resume" ? [{ move: "resume" }] : []),
    ...(priority === undefined ? [] : [{ move: "classify", priority: Number(priority) }]),
    ...(assign === undefined ? [] : [assign === "me" ? { move: "take" } : { move: "pass", team: assign }]),
    ...(hold === undefined || hold === "resume" ? [] : [{ move: "hold", for: hold }]),
    ...(end === undefined ? [] : [end === "close" ? { move: "close" } : { move: "resolve", outcome: end }]),
  ]
}

function typedMacro({ reply, note, moves }: Macro): Fields {
  const typed: Fields = { reply: reply ?? "", note: note ?? "" }
  for (const each of moves) {
    if (each.move === "classify") typed["priority"] = String(each.priority)
    if (each.move === "take") typed["assign"] = "me"
    if (each.move === "pass") typed["assign"] = each.team
    if (each.move === "hold") typed["hold"] = each.for
    if (each.move === "resume") typed["hold"] = "resume"
    if (each.move === "resolve") typed["end"] = each.outcome
    if (each.move === "close") typed["end"] = "close"
  }
  return typed
}

async function shownChoices({ db, at }: PageRequest, { outcomes }: MacroChoices) {
  const { charter } = (await currentRules(db)).versionAt(at)
  return {
    outcomes,
    teams: charter.queues.teams.map(({ id, name }) => ({ value: id, text: name })),
    priorities: charter.priorities.map(({ level, name }) => ({ value: String(level), text: `${level}, ${name}` })),
    placeholders: Object.entries(placeholders).map(([name, what]) => ({ name, what })),
  }
}
