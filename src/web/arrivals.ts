// Streams that all come back at one moment (the desk was started anew, a network was gone) begin a few at a time: each asks the database
// who it is and what it missed, and a thousand of them at once would leave no connection to those who ask for a page.

export type Arrivals = {
  /** Runs the work when it is its turn, in the order of coming. */
  readonly inTurn: (work: () => Promise<void>) => Promise<void>
  /** How many stand in the line. */
  readonly waiting: () => number
}

export function openArrivals(atOnce: number): Arrivals {
  const waiting: (() => void)[] = []
  let busy = 0
  return { inTurn, waiting: () => waiting.length }

  async function inTurn(work: () => Promise<void>): Promise<void> {
    if (busy >= atOnce) await new Promise<void>((turn) => waiting.push(turn))
    else busy += 1
    try {
      await work()
    } finally {
      const next = waiting.shift()
      // The place is handed on: nobody who comes meanwhile takes it.
      if (next === undefined) busy -= 1
      else next()
    }
  }
}
