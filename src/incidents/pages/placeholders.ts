// What the placeholders of snippets and macros stand for on a case: what its customer knows already, or may know.

import { momentsOf, rulesFor } from "../../cases/index.ts"
import { derivedClocks } from "../../clocks/index.ts"
import { type Filled, filled, type Placeholder, type PlaceholderValues, placeholders } from "../../macros/index.ts"
import { dayInWords, instantInWords } from "../../time/index.ts"
import { type LoadedCase, lineOf } from "./load.ts"

export function filledFor(loaded: LoadedCase, words: string): Filled {
  return filled(words, valuesOf(loaded))
}

function valuesOf(loaded: LoadedCase): PlaceholderValues {
  const { contact } = loaded.version.charter.document
  return {
    reference: loaded.reference,
    customer: lineOf(loaded, loaded.state.requester.name),
    subject: lineOf(loaded, loaded.state.subject),
    promise: nextPromise(loaded),
    today: dayInWords(loaded.at),
    desk: contact.name,
    phone: contact.phone,
  }
}

// The review is a promise that staff keep among themselves until they write; a promise that is missed is no news to give by a snippet.
function nextPromise({ state, rules, at }: LoadedCase): string | null {
  const clocks = derivedClocks(momentsOf(state), state.clocks, rulesFor(state, rules), at)
  const due = clocks.flatMap(({ name, state: is, dueAt }) =>
    name !== "review" && is === "running" && dueAt !== null && dueAt > at ? [dueAt] : [],
  )
  return due.length === 0 ? null : instantInWords(Math.min(...due))
}

/** A sentence on placeholders that the case has nothing for. */
export function missingSaid(missing: readonly Placeholder[]): string {
  const what = missing.map((each) => `{${each}} (${placeholders[each]})`).join(", ")
  return `This case does not have everything that the words ask for. Fill in yourself: ${what}.`
}
