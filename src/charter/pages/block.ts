// What the public document is made of: sections of clauses, tables and sentences, each with an address of its own.

import type { PlacedClause } from "../clauses.ts"
import type { Force } from "../schema.ts"
import { forceNames } from "../words.ts"

/** Something with the address `/charter#id`, where it has an id. */
export type ClauseBlock = {
  readonly id: string
  readonly force: string
  readonly words: string
  readonly figure?: string
}
export type Cell = {
  readonly text: string
  /** A list below the text. */
  readonly items?: readonly { readonly id: string; readonly text: string }[]
  readonly href?: string
}
export type Row = { readonly id: string; readonly cells: readonly Cell[]; readonly force?: string }
export type Table = {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly Row[]
  /** Whether each row is a promise: then a column after the second, which has the figure, says how firm it is. */
  readonly hasForce: boolean
}
export type Block =
  | { readonly heading: string; readonly id: string }
  | { readonly sentence: string }
  | { readonly clauses: readonly ClauseBlock[] }
  | { readonly table: Table }
export type Section = { readonly id: string; readonly title: string; readonly blocks: readonly Block[] }

type Promised = Pick<PlacedClause, "id" | "force" | "words">

export function clauseBlock(clause: Promised, figure?: string): ClauseBlock {
  const { id, words } = clause
  return { id, words, force: forceNames[clause.force], ...(figure === undefined ? {} : { figure }) }
}

/** The clauses as a block; none where there are none. */
export function clausesBlock(clauses: readonly Promised[]): Block[] {
  return clauses.length === 0 ? [] : [{ clauses: clauses.map((each) => clauseBlock(each)) }]
}

export function table(caption: string, head: readonly string[], rows: readonly Row[]): Block {
  return { table: { caption, head, rows, hasForce: rows.some((each) => each.force !== undefined) } }
}

/** A row of texts. With a force, the row is a promise, and its force is printed beside it. */
export function row(id: string, texts: readonly string[], force?: Force): Row {
  const cells = texts.map((text) => ({ text }))
  return force === undefined ? { id, cells } : { id, cells, force: forceNames[force] }
}
