// What the public document is made of: sections of clauses, tables and sentences, each with an address of its own.

import type { PlacedClause } from "../clauses.ts"
import type { Force } from "../schema.ts"
import { own, type Speaker, type Text } from "./text.ts"

/** Something with the address `/charter#id`, where it has an id. */
export type ClauseBlock = {
  readonly id: string
  readonly force: Text
  readonly words: Text
  readonly figure?: Text
}
export type Cell = {
  readonly text: Text
  /** A list below the text. */
  readonly items?: readonly { readonly id: string; readonly text: Text }[]
}
export type Row = { readonly id: string; readonly cells: readonly Cell[]; readonly force?: Text }
export type Table = {
  readonly caption: Text
  readonly head: readonly Text[]
  readonly rows: readonly Row[]
  /** Whether each row is a promise: then a column after the second, which has the figure, says how firm it is. */
  readonly hasForce: boolean
}
export type Block =
  | { readonly heading: Text; readonly id: string }
  | { readonly sentence: Text }
  | { readonly clauses: readonly ClauseBlock[] }
  | { readonly table: Table }
export type Section = { readonly id: string; readonly title: Text; readonly blocks: readonly Block[] }

type Promised = Pick<PlacedClause, "id" | "force" | "words">

export function clauseBlock({ id, words, force }: Promised, speaker: Speaker, figure?: Text): ClauseBlock {
  return { id, words: own(words), force: forceSaid(force, speaker), ...(figure === undefined ? {} : { figure }) }
}

/** The clauses as a block; none where there are none. */
export function clausesBlock(clauses: readonly Promised[], speaker: Speaker): Block[] {
  return clauses.length === 0 ? [] : [{ clauses: clauses.map((each) => clauseBlock(each, speaker)) }]
}

export function table(caption: Text, head: readonly Text[], rows: readonly Row[]): Block {
  return { table: { caption, head, rows, hasForce: rows.some((each) => each.force !== undefined) } }
}

/** A row of texts. With a force, the row is a promise, and its force is printed beside it. */
export function row(id: string, texts: readonly Text[], force?: Text): Row {
  const cells = texts.map((text) => ({ text }))
  return force === undefined ? { id, cells } : { id, cells, force }
}

export function forceSaid(force: Force, { said }: Speaker): Text {
  return said(`promise.force.${force}`)
}
