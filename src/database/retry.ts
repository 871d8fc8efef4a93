// Doing a thing again that failed for a reason which passes: a few times, with pauses that two who collided do not share.

import { setTimeout as pause } from "node:timers/promises"
import { isConflict, isLost } from "./unavailable.ts"

/** Waits between the tries of a transaction that another one made impossible, in milliseconds. */
const conflictPauses = [10, 40, 120, 300]
/** Waits for a connection to come back: together short enough that whoever waits for a page still does. */
const lostPauses = [100, 250, 500]

/** A transaction that PostgreSQL undid whole is done again from its start: nothing of it has happened. */
export function retriedOnConflict<T>(work: () => Promise<T>): Promise<T> {
  return retried(conflictPauses, isConflict, work)
}

/**
 * Work that may be done twice without being done twice - it only reads, or it carries an idempotency key - is done again when
 * its connection was lost. Anything else is not: whether it was committed is not known.
 */
export function repeatable<T>(work: () => Promise<T>): Promise<T> {
  return retried(lostPauses, (error) => isLost(error) || isConflict(error), work)
}

async function retried<T>(
  pauses: readonly number[],
  mayPass: (error: unknown) => boolean,
  work: () => Promise<T>,
): Promise<T> {
  for (const milliseconds of pauses) {
    try {
      return await work()
    } catch (error) {
      if (!mayPass(error)) throw error
    }
    await pause(milliseconds * (0.5 + Math.random()))
  }
  return await work()
}
