// How far a replica is behind, told from positions alone: PostgreSQL's own figure grows while nothing is written, and says nothing
// of a replica that has lost its connection.

import type { Position } from "./position.ts"

export type LagMeter = {
  /** The database had written so far, or further, at an instant of the stopwatch. */
  readonly note: (position: Position, at: number) => void
  /** How old, at most, is what a replica shows that has replayed so far; at least that old where it is `open`. */
  readonly lagOf: (replayed: Position, at: number) => { readonly milliseconds: number; readonly isOpen: boolean }
}

const samplesLimit = 1200

/** Keeps the positions of the last minutes, one a look. */
export function lagMeter(): LagMeter {
  const samples: { readonly position: Position; readonly at: number }[] = []
  function note(position: Position, at: number): void {
    samples.push({ position, at })
    if (samples.length > samplesLimit) samples.shift()
  }
  // Everything that was committed before a sample was taken lies before its position.
  function lagOf(replayed: Position, at: number) {
    const reached = samples.findLast((each) => each.position <= replayed)
    const since = reached ?? samples[0]
    return { milliseconds: since === undefined ? 0 : at - since.at, isOpen: reached === undefined }
  }
  return { note, lagOf }
}
