// What somebody typed into a search: numbers in any spelling, and the words that are left.

import { numberSought } from "./spelled-numbers.ts"

export type SoughtWords = {
  /** Words and phrases, as PostgreSQL's websearch_to_tsquery takes them. */
  readonly words: string
  /** Numbers by their digits, the last one first. */
  readonly numbers: readonly string[]
}

/** The numbers in what was typed, and the words around them. */
export function numbersInWords(typed: string): SoughtWords {
  const numbers: string[] = []
  const words = typed
    .split(/("[^"]*")/)
    .map((stretch) => (stretch.startsWith('"') ? phraseLeft(stretch, numbers) : wordsLeft(stretch, numbers)))
    .join("")
  return { words: words.replace(/\s+/g, " ").trim(), numbers: [...new Set(numbers)].slice(0, numbersLimit) }
}

const numbersLimit = 5
const spelled = /\+?\(?\d(?:[ \t\u00a0()./\u2010-\u2015-]{0,3}\d){6,}/g

// A number between quotation marks is a number, too; other phrases are looked for as they stand.
function phraseLeft(phrase: string, numbers: string[]): string {
  const inside = phrase.slice(1, -1).trim()
  return /^[+\d\s()./\u2010-\u2015-]+$/.test(inside) ? taken(inside, phrase, numbers) : phrase
}

function wordsLeft(stretch: string, numbers: string[]): string {
  return stretch.replace(spelled, (found: string, offset: number) =>
    isPartOfWord(stretch[offset - 1], stretch[offset + found.length]) ? found : taken(found, found, numbers),
  )
}

// What a letter or a minus sign begins is a word: INC-2026-000123, -5551234567.
function isPartOfWord(before = " ", after = " "): boolean {
  return /[\p{L}\d@._-]/u.test(before) || /[\p{L}@_]/u.test(after)
}

// Several long ones in a row are several numbers; otherwise the spaces belong to one.
function taken(typed: string, otherwise: string, numbers: string[]): string {
  const groups = typed.split(/\s+/)
  const isSeveral = groups.length > 1 && groups.every((each) => numberSought(each) !== undefined)
  const found = (isSeveral ? groups : [typed]).flatMap((each) => numberSought(each) ?? [])
  numbers.push(...found)
  return found.length === 0 ? otherwise : " "
}
