// References as people type them: "INC-2026-000123", "inc 2026 123", "INC2026000123", and shortened to "inc 123", "#123", "123".

import { caseIdIn } from "./reference.ts"

/** The reference that a text is. Without anything between year and number the number has all its digits, as it is printed. */
export function referenceTyped(text: string): string | undefined {
  const [, prefix = "", year = "", apart = "", together = ""] = wholeReference.exec(text) ?? []
  const number = (apart + together).replace(/^0+/, "")
  const reference = `${prefix.toUpperCase()}-${year}-${number.padStart(6, "0")}`
  return caseIdIn(reference) === undefined ? undefined : reference
}

const wholeReference = /^\s*([a-z]{2,5})[\s-]*(\d{4})(?:[\s-]+(\d{1,15})|(\d{6,15}))\s*$/i

/** The number of a case that a text is, with the kind's prefix where one was typed. */
export type ShortReference = { readonly prefix: string | undefined; readonly caseId: number }

/**
 * The shortened reference that a text is. Digits alone are one up to six, as many as a reference has: more may be a telephone number or
 * somebody's number, which are searched for.
 */
export function shortReferenceTyped(text: string): ShortReference | undefined {
  const [, prefix, marked, bare] = shortReference.exec(text) ?? []
  const caseId = Number(marked ?? bare)
  return Number.isSafeInteger(caseId) && caseId > 0 ? { prefix: prefix?.toUpperCase(), caseId } : undefined
}

const shortReference = /^\s*(?:(?:([a-z]{2,5})[\s-]*#?|#)\s*(\d{1,15})|(\d{1,6}))\s*$/i

/** Every reference of a list, as it is spelled there: with lines, commas or spaces between them, though there are spaces within some. */
export function referencesIn(text: string): string[] {
  const pieces = text.split(/[\n,;]+/).flatMap((line) => line.match(spelledInLine) ?? [])
  return [...new Set(pieces.map((each) => each.trim()))]
}

// A year is of this century here: "inc 1234 5" are two.
const spelledInLine =
  /(?<!\S)(?:[a-z]{2,5}[^\S\n]*-?[^\S\n]*20\d\d[\s-]+\d{1,15}|[a-z]{2,5}[\s-]*#?\s*\d{1,15}|#\s*\d{1,15})(?!\S)|\S+/gi
