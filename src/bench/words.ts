// Words as they fall in real text: a few in nearly every case, most in hardly any (Zipf's law), so that a search is measured honestly.

/** Gives numbers from 0 to below 1; the same seed gives the same ones (mulberry32). */
export type Random = () => number

export function seeded(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const again = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((again ^ (again >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** How many words there are. The rarest stands in a case of 95 words once in some 13,000 cases per thousand ranks further down. */
export const vocabularySize = 1_000_000

const consonants = "bdfgklmnprstvz"
const vowels = "aeiou"
const syllables = consonants.length * vowels.length
const often: string[] = []

/** The word of a rank, from 1, the most frequent: made of syllables, so that no dictionary stems two to one or leaves one out. */
export function wordOf(rank: number): string {
  const known = often[rank]
  if (known !== undefined) return known
  // Two syllables at least: shorter ones are English words that a search leaves out.
  let rest = rank + syllables
  let word = ""
  for (; rest > 0; rest = Math.floor(rest / syllables)) word = syllable(rest % syllables) + word
  const ended = `${word}x`
  if (rank < 20_000) often[rank] = ended
  return ended
}

/** The rank of a word drawn by Zipf's law: the chance of a rank falls with its number. */
export function drawnRank(random: Random): number {
  return Math.floor(Math.exp(random() * Math.log(vocabularySize + 1)))
}

export function text(random: Random, words: number): string {
  let said = wordOf(drawnRank(random))
  for (let word = 1; word < words; word++) said += ` ${wordOf(drawnRank(random))}`
  return said
}

function syllable(number: number): string {
  return `${consonants[Math.floor(number / vowels.length)]}${vowels[number % vowels.length]}`
}
