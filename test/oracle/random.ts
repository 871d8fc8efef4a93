/** Chance that can be repeated: the same seed and index give the same case, whichever worker asks for it. */

export interface Chance {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** True in about one of `times`. */
  oneIn(times: number): boolean
  pick<T>(choices: readonly [T, ...T[]]): T
}

export function chanceOf(seed: number, index: number): Chance {
  const next = sequence(mixed(mixed(seed) ^ mixed(index + 0x51ed27)))
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    oneIn: (times) => next() * times < 1,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
  }
}

export function anySeed(): number {
  return Math.floor(Math.random() * 2 ** 31)
}

/** Mulberry32, with two steps a number: one step's 32 bits are too coarse for milliseconds over seventeen years. */
function sequence(start: number): () => number {
  let state = start
  const step = (): number => {
    state = (state + 0x6d2b79f5) | 0
    return mixed(state)
  }
  return () => ((step() >>> 0) * 2 ** 21 + (step() >>> 11)) / 2 ** 53
}

function mixed(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 15), bits | 1)
  bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
  return bits ^ (bits >>> 14)
}
