// Where two charters differ: place by place, whatever the order of their lists.

import type { Charter } from "../charter/index.ts"

export type DifferingPlace = {
  /** The way to it in the file: `clocks, restore, target, by-priority, 4`. */
  readonly place: string
  /** Undefined where the charter says nothing there. */
  readonly inForce: string | undefined
  readonly proposed: string | undefined
}

/** Every place at which they say something else, in the order of the file. */
export function differing(inForce: Charter, proposed: Charter): DifferingPlace[] {
  return differingAt([], inForce, proposed)
}

function differingAt(path: readonly string[], inForce: unknown, proposed: unknown): DifferingPlace[] {
  const [one, other] = [membersOf(inForce), membersOf(proposed)]
  if (one === undefined || other === undefined) {
    const [before, after] = [textOf(inForce), textOf(proposed)]
    return before === after ? [] : [{ place: path.join(", "), inForce: before, proposed: after }]
  }
  const names = new Set([...one.keys(), ...other.keys()])
  return [...names].flatMap((name) => differingAt([...path, name], one.get(name), other.get(name)))
}

/** The members of a group, or of a list whose entries have names; undefined for anything that is told as a whole. */
function membersOf(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined
  if (!Array.isArray(value)) return new Map(Object.entries(value))
  const names = value.map(nameOf)
  const named = names.filter((name) => name !== undefined)
  return named.length === value.length ? new Map(named.map((name, index) => [name, value[index]])) : undefined
}

function nameOf(entry: unknown): string | undefined {
  if (typeof entry !== "object" || entry === null) return undefined
  const found = ["id", "level", "name", "code", "on"].map((key): unknown => Reflect.get(entry, key))
  const name = found.find((each) => typeof each === "string" || typeof each === "number")
  return name === undefined ? undefined : String(name)
}

const textLimit = 300

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined
  const text = typeof value === "object" ? wordsIn(value).join(", ") : String(value)
  return text.length > textLimit ? `${text.slice(0, textLimit - 1)}…` : text
}

function wordsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [String(value)]
  return Object.values(value).flatMap(wordsIn)
}
