// Draws a lifecycle from its table, so that the picture cannot disagree with the code.

import type { Lifecycle } from "./lifecycle.ts"

/** A Mermaid state diagram. Moves that stay in a state are listed below it, not drawn. */
export function diagram(lifecycle: Lifecycle): string {
  const arrows = lifecycle.moves.flatMap((move) =>
    move.from.filter(() => move.to !== "same").map((from) => `    ${id(from)} --> ${id(move.to)}: ${move.name}`),
  )
  const states = lifecycle.states.map((state) => `    state "${state.label}" as ${id(state.name)}`)
  const staying = lifecycle.moves
    .filter((move) => move.to === "same")
    .map((move) => `- ${move.name}: ${move.from.join(", ")}`)
  return [
    `# The lifecycle of a case of the kind ${lifecycle.kind}`,
    "",
    "Drawn from the table in the code; a test fails when the two differ.",
    "",
    "```mermaid",
    "stateDiagram-v2",
    ...states,
    `    [*] --> ${id(lifecycle.first)}`,
    ...arrows,
    "```",
    "",
    "Moves that leave the state as it is:",
    "",
    ...staying,
    "",
  ].join("\n")
}

function id(state: string): string {
  return state.replaceAll("-", "_")
}
