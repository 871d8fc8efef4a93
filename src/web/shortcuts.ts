// The actions that have a key, and which: as they come, unless a colleague has given them another or switched single keys off.

import { type Actor, may, type Preferences, type Right } from "../people/index.ts"

export type Shortcut = {
  readonly name: string
  readonly label: string
  readonly key: string
  /** Whoever may not do it has no key for it. */
  readonly right?: Right
}

/** An element of a page is what an action does if it says `data-shortcut="name"`: a field is gone to, a link or button is pressed. */
export const shortcuts: readonly Shortcut[] = [
  { name: "next-row", label: "Go to the next row of the list", key: "j" },
  { name: "previous-row", label: "Go to the row before", key: "k" },
  { name: "open", label: "Open the row", key: "o" },
  { name: "next", label: "Open the next case of the list", key: "e" },
  { name: "reply", label: "Reply to the customer", key: "r", right: "reply" },
  { name: "note", label: "Add an internal note", key: "n", right: "note" },
  { name: "assign", label: "Assign the case", key: "a", right: "assign" },
  { name: "call", label: "Log a call", key: "c", right: "open" },
  { name: "search", label: "Search the cases", key: "/" },
  { name: "help", label: "Show the keys", key: "?" },
]

/** The actions that have a key, with the person's own; none where single keys are off. */
export function keysFor(actor: Actor, { singleKeys, keys }: Preferences): Omit<Shortcut, "right">[] {
  if (!singleKeys) return []
  const its = shortcuts.filter(({ right }) => right === undefined || may(actor, right))
  return its.flatMap(({ name, label, key }) => {
    const own = keys[name] ?? key
    return own === "" ? [] : [{ name, label, key: own }]
  })
}
