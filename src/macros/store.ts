// Every statement on snippets and macros: a person's own, and those that are shared with everybody.

import { instant, type Reads, row, rows, run, sql } from "../database/index.ts"
import type { Actor } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type MacroMove, macroMoves } from "./moves.ts"

export type Snippet = {
  readonly id: number
  readonly name: string
  readonly body: string
  readonly isShared: boolean
}

export type Macro = {
  readonly id: number
  readonly name: string
  readonly reply: string | null
  readonly note: string | null
  readonly moves: readonly MacroMove[]
  readonly isShared: boolean
}

/** Far more than anybody looks through. */
const listLimit = 500

const snippetColumns = sql`snippet_id as id, name, body, owner_id is null as "isShared"`
const macroColumns = sql`macro_id as id, name, reply, note, moves, owner_id is null as "isShared"`
// One's own and the shared ones: nobody else's words, however their number is guessed.
const mine = ({ personId }: Actor) => sql`(owner_id is null or owner_id = ${personId}::bigint)`

export async function snippetsOf(on: Reads, actor: Actor): Promise<Snippet[]> {
  return await rows<Snippet>(
    on,
    sql`select ${snippetColumns} from snippets where ${mine(actor)} order by lower(name), snippet_id limit ${listLimit}`,
  )
}

export async function findSnippet(on: Reads, actor: Actor, id: number): Promise<Snippet | undefined> {
  return await row<Snippet>(on, sql`select ${snippetColumns} from snippets where snippet_id = ${id} and ${mine(actor)}`)
}

export type WrittenSnippet = Omit<Snippet, "id">

export async function insertSnippet(on: Reads, actor: Actor, snippet: WrittenSnippet, at: EpochMilliseconds) {
  const made = await row<{ id: number }>(
    on,
    sql`insert into snippets (owner_id, name, body, changed_at, changed_by)
      values (${ownerOf(actor, snippet)}, ${snippet.name}, ${snippet.body}, ${instant(at)}, ${actor.personId}) returning snippet_id as id`,
  )
  return made?.id ?? 0
}

export async function updateSnippet(
  on: Reads,
  actor: Actor,
  id: number,
  snippet: WrittenSnippet,
  at: EpochMilliseconds,
): Promise<boolean> {
  const changed = await run(
    on,
    sql`update snippets set owner_id = ${ownerOf(actor, snippet)}, name = ${snippet.name}, body = ${snippet.body}, changed_at = ${instant(at)},
        changed_by = ${actor.personId} where snippet_id = ${id} and ${mine(actor)}`,
  )
  return changed === 1
}

export async function deleteSnippet(on: Reads, actor: Actor, id: number): Promise<boolean> {
  return (await run(on, sql`delete from snippets where snippet_id = ${id} and ${mine(actor)}`)) === 1
}

type MacroRow = Omit<Macro, "moves"> & { readonly moves: unknown }

export async function macrosOf(on: Reads, actor: Actor): Promise<Macro[]> {
  const found = await rows<MacroRow>(
    on,
    sql`select ${macroColumns} from macros where ${mine(actor)} order by lower(name), macro_id limit ${listLimit}`,
  )
  return found.map(macroFrom)
}

export async function findMacro(on: Reads, actor: Actor, id: number): Promise<Macro | undefined> {
  const found = await row<MacroRow>(
    on,
    sql`select ${macroColumns} from macros where macro_id = ${id} and ${mine(actor)}`,
  )
  return found && macroFrom(found)
}

export type WrittenMacro = Omit<Macro, "id">

export async function insertMacro(on: Reads, actor: Actor, macro: WrittenMacro, at: EpochMilliseconds) {
  const made = await row<{ id: number }>(
    on,
    sql`insert into macros (owner_id, name, reply, note, moves, changed_at, changed_by)
      values (${ownerOf(actor, macro)}, ${macro.name}, ${macro.reply}, ${macro.note}, ${JSON.stringify(macro.moves)}::jsonb, ${instant(at)},
        ${actor.personId}) returning macro_id as id`,
  )
  return made?.id ?? 0
}

export async function updateMacro(
  on: Reads,
  actor: Actor,
  id: number,
  macro: WrittenMacro,
  at: EpochMilliseconds,
): Promise<boolean> {
  const changed = await run(
    on,
    sql`update macros set owner_id = ${ownerOf(actor, macro)}, name = ${macro.name}, reply = ${macro.reply}, note = ${macro.note},
        moves = ${JSON.stringify(macro.moves)}::jsonb, changed_at = ${instant(at)}, changed_by = ${actor.personId}
      where macro_id = ${id} and ${mine(actor)}`,
  )
  return changed === 1
}

export async function deleteMacro(on: Reads, actor: Actor, id: number): Promise<boolean> {
  return (await run(on, sql`delete from macros where macro_id = ${id} and ${mine(actor)}`)) === 1
}

function ownerOf({ personId }: Actor, { isShared }: { readonly isShared: boolean }): number | null {
  return isShared ? null : personId
}

function macroFrom(found: MacroRow): Macro {
  return { ...found, moves: macroMoves.parse(found.moves) }
}
