// What a macro, or a reply from a page, does to an incident: its words and moves as steps, in the order in which they are made.

import type { Attachment } from "../cases/index.ts"
import { Refused } from "../errors.ts"
import type { MacroMove } from "../macros/index.ts"
import { assigned } from "./assign.ts"
import { classified } from "./classify.ts"
import { closed } from "./close.ts"
import { held } from "./hold.ts"
import type { Step } from "./in-turn.ts"
import { type Outcome, outcomes } from "./incident.ts"
import { type NoteMore, noted } from "./note.ts"
import { replied } from "./reply.ts"
import { resolved } from "./resolve.ts"
import { resumed } from "./resume.ts"

export type Deeds = {
  /** What the customer is told; absent where they are told nothing. */
  readonly reply?: { readonly body: string; readonly to?: readonly string[]; readonly files?: readonly Attachment[] }
  readonly note?: { readonly body: string } & NoteMore
  readonly moves: readonly MacroMove[]
}

/** The reply goes first, unless the case is resolved with its words: then the customer gets one message, at the end. */
export function stepsOf({ reply, note, moves }: Deeds): Step[] {
  const isResolved = moves.some((each) => each.move === "resolve")
  return [
    ...(reply === undefined || isResolved ? [] : [{ right: "reply" as const, decide: (of: Of) => replied(of, reply) }]),
    ...(note === undefined ? [] : [{ right: "note" as const, decide: (of: Of) => noted(of, note.body, note) }]),
    ...moves.map((move) => stepOf(move, reply)),
  ]
}

type Of = Parameters<Step["decide"]>[0]

function stepOf(move: MacroMove, reply: Deeds["reply"]): Step {
  switch (move.move) {
    case "classify":
      return { right: "classify", decide: (of) => classified(of, { priority: move.priority }) }
    case "take":
      return { right: "assign", decide: (of) => assigned(of, "me", undefined) }
    case "pass":
      return { right: "assign", decide: (of) => assigned(of, move.team, undefined) }
    case "hold":
      return { right: "hold", decide: (of) => held(of, { for: move.for }) }
    case "resume":
      return { right: "resume", decide: resumed }
    case "resolve":
      return { right: "resolve", decide: (of) => resolved(of, { outcome: outcomeOf(move.outcome), ...wordsOf(reply) }) }
    case "close":
      return { right: "close", decide: closed }
  }
}

function outcomeOf(outcome: string): Outcome {
  const found = outcomes.find((each) => each === outcome)
  if (found === undefined) throw new Refused("This macro resolves with an outcome that there is no more.")
  return found
}

function wordsOf(reply: Deeds["reply"]) {
  if (reply === undefined) throw new Refused("A case is resolved with words for the customer, and there are none.")
  const { body, files = [] } = reply
  return { body, files }
}
