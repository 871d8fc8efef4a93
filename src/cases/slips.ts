// Slips of the finger: a letter too few or too many, another one, or two that changed places.

const letters = [..."abcdefghijklmnopqrstuvwxyz"]

/** Every word that is one slip away. */
export function slips(word: string): string[] {
  const cuts = Array.from({ length: word.length + 1 }, (_, at) => [word.slice(0, at), word.slice(at)] as const)
  const all = cuts.flatMap(([head, tail]) => [
    head + tail.slice(1),
    head + tail.slice(1, 2) + tail.slice(0, 1) + tail.slice(2),
    ...letters.flatMap((letter) => [head + letter + tail, ...(tail === "" ? [] : [head + letter + tail.slice(1)])]),
  ])
  return [...new Set(all)].filter((each) => each !== word)
}

/** How many slips lead from one word to another (optimal string alignment). */
export function slipsBetween(one: string, other: string): number {
  let [before, last]: number[][] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= one.length; i++) {
    const line = [i]
    for (let j = 1; j <= other.length; j++) line.push(fewest({ one, other, i, j }, line, last ?? [], before ?? []))
    ;[before, last] = [last, line]
  }
  return last?.at(-1) ?? 0
}

type Place = { readonly one: string; readonly other: string; readonly i: number; readonly j: number }

function fewest({ one, other, i, j }: Place, line: number[], last: number[], before: number[]): number {
  const isSame = one[i - 1] === other[j - 1]
  const plain = Math.min(at(line, j - 1) + 1, at(last, j) + 1, at(last, j - 1) + (isSame ? 0 : 1))
  const haveSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
  return haveSwapped ? Math.min(plain, at(before, j - 2) + 1) : plain
}

function at(numbers: readonly number[], place: number): number {
  return numbers[place] ?? Number.POSITIVE_INFINITY
}
