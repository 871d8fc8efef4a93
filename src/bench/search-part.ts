// Full-text search by the API, over words that hardly any case has and words that most have, beside a bare look into the index.

import type { Bench } from "./bench.ts"
import { type BenchDesk, startBenchDesk } from "./desk.ts"
import { paced, percentile, rateOf, sorted, type Tell, timed } from "./measure.ts"
import { seeded, vocabularySize, wordOf } from "./words.ts"

const times = 30

/** What people type, with a word of its kind for each turn: the ranks are those of Zipf's law. */
const kinds: readonly {
  readonly what: string
  readonly query: (rank: (from: number, to: number) => string, turn: number) => string
}[] = [
  { what: "a rare word", query: (word) => word(100_000, vocabularySize) },
  { what: "a word in a case of a thousand", query: (word) => word(4_000, 9_000) },
  { what: "a word in a case of a hundred", query: (word) => word(400, 900) },
  { what: "a word in a third of the cases", query: (word) => word(14, 20) },
  { what: "a word in nearly every case", query: (word) => word(1, 3) },
  { what: "two words", query: (word) => `${word(20, 60)} ${word(2_000, 9_000)}` },
  { what: "two frequent words", query: (word) => `${word(5, 20)} ${word(20, 40)}` },
  { what: "a word and not another", query: (word) => `${word(400, 900)} -${word(1, 10)}` },
  { what: "a phrase", query: (word) => `"${word(10, 60)} ${word(200, 2_000)}"` },
  { what: "a phrase of frequent words", query: (word) => `"${word(2, 20)} ${word(2, 20)}"` },
  { what: "a word that nobody has used", query: (word) => `${word(1, 100)}q` },
  { what: "a telephone number", query: (_word, turn) => `+44 7700 9${String(turn * 331).padStart(5, "0")}` },
]

/** What people do on the page: it says where it found the words, and takes a word that nobody has used for one like it. */
const pages: readonly { readonly what: string; readonly query: (turn: number) => string }[] = [
  { what: "with its count and excerpts", query: (turn) => wordOf(14 + (turn % 7)) },
  { what: "for a word of a hundred cases", query: (turn) => wordOf(40_000 + turn) },
  { what: "for a mistyped word", query: (turn) => mistyped(wordOf(4000 + turn * 7)) },
]

export async function benchSearch(bench: Bench, tell: Tell): Promise<void> {
  await bench.upTo(bench.cases)
  const desk = await startBenchDesk(bench.scratch, { now: bench.now })
  try {
    const floor = percentile(await timed(times, (turn) => bareLook(bench, turn)), 0.95)
    const all: number[] = []
    for (const { what, query } of kinds) {
      const words = queries(query)
      const taken = await timed(times, (turn) => desk.api(`/cases?q=${encodeURIComponent(words[turn] ?? "")}`), 3)
      all.push(...taken)
      tell({ what: `search for ${what}, p50`, value: percentile(taken, 0.5), unit: "ms" })
      tell({ what: `search for ${what}, p95`, value: percentile(taken, 0.95), unit: "ms" })
    }
    for (const { what, query } of pages) {
      const page = await timed(times, (turn) => desk.page(`/desk/cases?q=${encodeURIComponent(query(turn))}`), 3)
      tell({ what: `search as a page ${what}, p50`, value: percentile(page, 0.5), unit: "ms" })
      tell({ what: `search as a page ${what}, p95`, value: percentile(page, 0.95), unit: "ms", aim: "150 ms" })
    }
    await benchCrowd(bench, desk, tell)
    const value = percentile(sorted(all), 0.95)
    tell({
      what: "search of every kind, p95",
      value,
      unit: "ms",
      floor: { what: "a bare look into the index", value: floor },
      aim: "150 ms",
    })
  } finally {
    await desk.stop()
  }
}

const colleagues = 16
const crowdSeconds = 15

/** Colleagues who search on the page, for words of every kind: each once a second, and as often as it goes. */
async function benchCrowd(bench: Bench, desk: BenchDesk, tell: Tell): Promise<void> {
  const asked = kinds.flatMap(({ query }) => queries(query))
  let turn = 0
  // Every kind in turn, and no words twice in a row.
  const ask = () => desk.page(`/desk/cases?q=${encodeURIComponent(asked[(turn++ * (times + 1)) % asked.length] ?? "")}`)
  const taken = await paced(ask, colleagues, crowdSeconds)
  const what = `search as a page for words of every kind, ${colleagues} a second`
  tell({ what: `${what}, p50`, value: percentile(taken, 0.5), unit: "ms", aim: "40 ms" })
  tell({ what: `${what}, p95`, value: percentile(taken, 0.95), unit: "ms" })
  let looked = 0
  tell({
    what: `the same, ${colleagues} at once, as often as it goes`,
    value: await rateOf(ask, colleagues),
    unit: "a second",
    floor: { what: "a bare look into the index", value: await rateOf(() => bareLook(bench, looked++), colleagues) },
  })
}

function queries(query: (typeof kinds)[number]["query"]): string[] {
  const random = seeded(4711)
  const word = (from: number, to: number) => wordOf(from + Math.floor(random() * (to - from)))
  return Array.from({ length: times }, (_, turn) => query(word, turn))
}

function mistyped(word: string): string {
  return `${word.slice(0, 2)}${word[3]}${word[2]}${word.slice(4)}`
}

async function bareLook({ scratch }: Bench, turn: number): Promise<void> {
  await scratch.db.pool.query("select case_id from case_words where words @@ to_tsquery('english', $1) limit 50", [
    wordOf(100_000 + turn),
  ])
}
