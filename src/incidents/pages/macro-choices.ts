// What a macro may do to an incident, in words.

import type { MacroChoices, MacroMove } from "../../macros/index.ts"
import { outcomes } from "../incident.ts"

const holdWords = { customer: "the customer", supplier: "a supplier", change: "a change" }

export const macroChoices: MacroChoices = {
  outcomes: outcomes.map((value) => ({ value, text: `Resolve: ${value.replaceAll("-", " ")}` })),
  sentence: moveSentence,
}

/** "Puts the case on hold, waiting for the customer." */
export function moveSentence(move: MacroMove, teamName: (id: string) => string): string {
  switch (move.move) {
    case "classify":
      return `Sets priority ${move.priority}.`
    case "take":
      return "Assigns the case to whoever uses the macro."
    case "pass":
      return `Passes the case to ${teamName(move.team)}.`
    case "hold":
      return `Puts the case on hold, waiting for ${holdWords[move.for]}.`
    case "resume":
      return "Takes the case off hold."
    case "resolve":
      return `Resolves the case with the reply: ${move.outcome.replaceAll("-", " ")}.`
    case "close":
      return "Closes the case."
  }
}
