// What the linter has to say of a charter.

import type { Path } from "./yaml.ts"

export type Finding = {
  /** An error contradicts itself and cannot be published; a warning is for whoever publishes to weigh. */
  readonly level: "error" | "warning"
  readonly rule: string
  /** The id of the clause that it is about, as in the public document. */
  readonly clause: string
  readonly reason: string
  /** Where in the file it is about. */
  readonly path: Path
}

type Found = Omit<Finding, "level">

export function contradiction(rule: string, clause: string, reason: string, path: Path): Finding {
  return finding("error", { rule, clause, reason, path })
}

export function warning(rule: string, clause: string, reason: string, path: Path): Finding {
  return finding("warning", { rule, clause, reason, path })
}

function finding(level: Finding["level"], found: Found): Finding {
  return { level, ...found }
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`
}
