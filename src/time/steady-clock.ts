// The machine's clock, distrusted when it leaps: moments go on by the monotonic clock, and a leap is believed once it has lasted,
// or once somebody says that it is right. Nothing is announced because of a clock that is wrong.

import type { EpochMilliseconds, Now } from "./epoch.ts"

export type SteadyClock = {
  /** The present moment: what the machine says, or, while a leap of it is in doubt, what has really passed since it was right. */
  readonly now: Now
  /** By how many milliseconds the machine's clock has leapt, while that is in doubt. */
  readonly doubt: () => number | undefined
  /** To be called each second: what the machine says becomes what later moments are measured from. */
  readonly look: () => void
  /** Somebody has looked: the machine's clock is right. */
  readonly accept: () => void
}

export type SteadyOptions = {
  readonly wall: Now
  /** Milliseconds that only grow, from anywhere: they stand still only while the whole machine does. */
  readonly monotonic: () => number
  readonly leapMilliseconds?: number
  /** How long a leap must last to be believed. */
  readonly lastsMilliseconds?: number
}

const minute = 60_000

export function steadyClock(options: SteadyOptions): SteadyClock {
  const { wall, monotonic, leapMilliseconds = 5 * minute, lastsMilliseconds = 10 * minute } = options
  let trusted = { wall: wall(), monotonic: monotonic() }
  let doubted: { readonly by: number; readonly since: number } | undefined

  const expected = () => trusted.wall + (monotonic() - trusted.monotonic)
  const accept = () => {
    trusted = { wall: wall(), monotonic: monotonic() }
    doubted = undefined
  }

  // Asked at every moment that is told, so that none between two looks is wrong.
  function isInDoubt(): boolean {
    const by = wall() - expected()
    if (Math.abs(by) <= leapMilliseconds) doubted = undefined
    else if (doubted === undefined || Math.abs(by - doubted.by) > leapMilliseconds) doubted = { by, since: monotonic() }
    return doubted !== undefined
  }

  return {
    now: (): EpochMilliseconds => (isInDoubt() ? Math.round(expected()) : wall()),
    doubt: () => (isInDoubt() ? doubted?.by : undefined),
    look: () => {
      if (!isInDoubt()) accept()
      else if (doubted !== undefined && monotonic() - doubted.since >= lastsMilliseconds) accept()
    },
    accept,
  }
}
