// Searching sorted numbers: the one loop that every prefix sum here rests on.

/** How many of the numbers are at most `value`. */
export function rankOf(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (valueAt(sorted, middle) <= value) low = middle + 1
    else high = middle
  }
  return low
}

/** How many of the numbers are below `value`. */
export function rankBelow(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (valueAt(sorted, middle) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** A number of a typed array; a bug elsewhere shows as NaN, never as a plausible zero. */
export function valueAt(list: Float64Array | Int32Array, index: number): number {
  return list[index] ?? Number.NaN
}
