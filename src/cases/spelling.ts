// Typing errors: where no case says what somebody typed, the words like it that some case says. Found by the letters in threes that two
// words share, and by a single slip of the finger, which in a short word leaves hardly three letters together.

import type { Reads } from "../database/index.ts"
import { type Sought, soughtInstead } from "./search-store.ts"
import { slips, slipsBetween } from "./slips.ts"
import { wordsLike } from "./word-store.ts"

const wordsLimit = 6
const likeLimit = 4

/** The same search for words like those that were typed; undefined where there are none. Whoever asks learns of none but by what is found. */
export async function respelled(db: Reads, sought: Sought): Promise<Sought | undefined> {
  const { near, query } = sought
  if (near === null || query === null) return undefined
  const typed = [...new Set(lexemesIn(near).filter(isSpelled))].slice(0, wordsLimit)
  const like = await likenesses(db, typed)
  const other = [...like].reduce(
    (text, [word, words]) => text.replaceAll(quoted(word), eitherOf([word, ...words])),
    query,
  )
  return other === query ? undefined : soughtInstead(sought, other)
}

async function likenesses(db: Reads, typed: readonly string[]): Promise<Map<string, string[]>> {
  const variants = typed.map((word) => ({ word, slips: slips(word) }))
  const found = await wordsLike(db, variants)
  const all = typed.map((word) => {
    const words = found.filter((each) => each.typed === word && each.word !== word).map((each) => each.word)
    return [word, nearestOf(word, words)] as const
  })
  return new Map(all.filter(([, words]) => words.length > 0))
}

// One slip in a short word, two in a longer one; of those that are as near, the first ones.
function nearestOf(typed: string, words: readonly string[]): string[] {
  const most = typed.length < 5 ? 1 : 2
  const measured = words
    .map((word) => ({ word, slips: slipsBetween(typed, word) }))
    .filter((each) => each.slips <= most)
  const fewest = Math.min(...measured.map((each) => each.slips))
  return measured
    .filter((each) => each.slips === fewest)
    .map((each) => each.word)
    .slice(0, likeLimit)
}

// As PostgreSQL writes a tsquery: each word between quotation marks, with those within it doubled.
function lexemesIn(query: string): string[] {
  return [...query.matchAll(/'((?:[^']|'')+)'/g)].map(([, word = ""]) => word)
}

function isSpelled(word: string): boolean {
  return /^\p{L}{3,40}$/u.test(word)
}

function quoted(word: string): string {
  return `'${word}'`
}

function eitherOf(words: readonly string[]): string {
  return `( ${words.map(quoted).join(" | ")} )`
}
