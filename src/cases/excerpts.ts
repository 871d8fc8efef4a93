// What a search found, in its place: some words around those that were looked for. Made when it is asked for, from the words that the
// case still has, so that there is nothing to erase.

import type { Reads } from "../database/index.ts"
import { markedTexts, markFrom, markTo, textsWithNumbers } from "./excerpt-store.ts"
import type { Sought } from "./search-store.ts"
import { numbersIn } from "./spelled-numbers.ts"

/** A stretch of words, found or only around what was found. */
export type ExcerptPart = { readonly words: string; readonly isFound: boolean }
export type Excerpt = readonly ExcerptPart[]

/** Excerpts by case, of cases that somebody may see. None for a case whose subject alone says it. */
export async function excerptsOf(
  on: Reads,
  caseIds: readonly number[],
  { query, numbers }: Sought,
): Promise<Map<number, Excerpt>> {
  if (caseIds.length === 0) return new Map()
  const worded = query === null ? [] : await markedTexts(on, caseIds, query)
  const numbered = numbers.length === 0 ? [] : await textsWithNumbers(on, caseIds)
  const excerpts = [
    ...worded.map(({ caseId, marked }) => [caseId, partsOf(marked)] as const),
    ...numbered.map(({ caseId, text }) => [caseId, aroundNumber(text, numbers)] as const),
  ]
  return new Map(excerpts.filter(([, parts]) => parts.some((each) => each.isFound)))
}

function partsOf(marked: string): Excerpt {
  return marked.split(markFrom).flatMap((stretch, index) => {
    const [inside = "", ...after] = index === 0 ? ["", stretch] : stretch.split(markTo)
    return [part(inside, true), part(after.join(""), false)].flat()
  })
}

function aroundNumber(text: string, numbers: readonly string[]): Excerpt {
  const found = numbersIn(text).find(({ backwards }) => numbers.some((number) => backwards.startsWith(number)))
  if (found === undefined) return []
  const { from, to } = found
  const before = text.slice(Math.max(0, from - around), from).replace(/^\S*\s/, "")
  const after = text.slice(to, to + around).replace(/\s\S*$/, "")
  return [part(before, false), part(text.slice(from, to), true), part(after, false)].flat()
}

const around = 80

function part(words: string, isFound: boolean): ExcerptPart[] {
  return words === "" ? [] : [{ words, isFound }]
}
