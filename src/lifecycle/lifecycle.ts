// The small engine behind every state table: one table gives the states, the legal moves, the right that each needs and its button.

import { Refused } from "../errors.ts"
import type { Right } from "../people/actor.ts"

export type StateGroup = "open" | "ended"

export type LifecycleState = { readonly name: string; readonly group: StateGroup; readonly label: string }

export type Move = {
  /** The verb, as code and address know it. */
  readonly name: string
  readonly right: Right
  readonly from: readonly string[]
  /** The state that it leads to; `same` stays where it is. */
  readonly to: string | "same"
  /** The words of the button. */
  readonly label: string
  /** How a refusal speaks of it: "it cannot {phrase}". */
  readonly phrase: string
}

export type Lifecycle = {
  readonly kind: string
  readonly first: string
  readonly states: readonly LifecycleState[]
  readonly moves: readonly Move[]
}

/** The state after a move. Throws Refused, in words, where the move is not legal from here. The one path by which a state changes. */
export function stateAfter(lifecycle: Lifecycle, reference: string, from: string, moveName: string): string {
  const moves = lifecycle.moves.filter((each) => each.name === moveName)
  const legal = moves.find((each) => each.from.includes(from))
  if (legal !== undefined) return legal.to === "same" ? from : legal.to
  const phrase = moves[0]?.phrase ?? `take the move ${moveName}`
  throw new Refused(`${reference} is ${stateOf(lifecycle, from).label.toLowerCase()}, so it cannot ${phrase}.`)
}

/** The moves that are legal from a state, in the table's order. */
export function legalMoves(lifecycle: Lifecycle, from: string): Move[] {
  return lifecycle.moves.filter((each) => each.from.includes(from))
}

export function stateOf(lifecycle: Lifecycle, name: string): LifecycleState {
  const found = lifecycle.states.find((each) => each.name === name)
  if (found === undefined) throw new Error(`the lifecycle of ${lifecycle.kind} has no state ${name}`)
  return found
}
