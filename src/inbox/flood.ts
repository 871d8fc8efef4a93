// How many letters came in the last second or so, and whether that is a flood.

export type Flood = { readonly add: () => void; readonly isHigh: () => boolean }

const highLetters = 50
const fadeMilliseconds = 1000
/** So long a flood goes first; then the reading goes on beside it, or a flood without end would leave all unread. */
const longestMilliseconds = 300_000

/** `now` counts milliseconds and never goes back. */
export function floodGauge(now: () => number): Flood {
  let level = 0
  let at = 0
  let since: number | null = null
  const fade = (): void => {
    level *= Math.exp((at - now()) / fadeMilliseconds)
    at = now()
    if (level < highLetters) since = null
    else since ??= at
  }
  return {
    add: () => {
      fade()
      level += 1
    },
    isHigh: () => {
      fade()
      return since !== null && at - since < longestMilliseconds
    },
  }
}
