// What somebody typed into a search: filters in words (`owner:me due:today`), numbers in any spelling, and the words that are left.

import { numberSought } from "./spelled-numbers.ts"

/** The filters that can be written in words, with the field of the list that each means. */
const fieldOf: ReadonlyMap<string, string> = new Map([
  ["owner", "owner"],
  ["team", "queue"],
  ["queue", "queue"],
  ["state", "state"],
  ["kind", "kind"],
  ["priority", "priority"],
  ["due", "due"],
  ["waiting", "waiting"],
  ["channel", "channel"],
  ["service", "service"],
  ["organisation", "organisation"],
])

export type AskedWords = {
  /** By the names of the list's fields; the last one of a name holds. */
  readonly fields: Readonly<Record<string, string>>
  /** Words and quoted phrases. */
  readonly words: string
}

/** Takes the filters out of what was typed. What looks like one and is none (`http://...`, `10:30`) is left among the words. */
export function filtersInWords(typed: string): AskedWords {
  const fields: Record<string, string> = {}
  const rest = parts(typed).filter((part) => {
    const [, name = "", quoted, plain] = /^([a-z]+):(?:"([^"]*)"|(\S+))$/i.exec(part) ?? []
    const field = fieldOf.get(name.toLowerCase())
    if (field !== undefined) fields[field] = (quoted ?? plain ?? "").trim()
    return field === undefined
  })
  return { fields, words: rest.join(" ") }
}

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

// A quoted phrase (or filter) is one part, though it has spaces.
function parts(typed: string): string[] {
  return typed.match(/-?(?:[a-z]+:)?"[^"]*"|\S+/gi) ?? []
}

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
