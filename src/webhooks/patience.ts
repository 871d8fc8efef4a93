// How patient we are with an endpoint: when a delivery is tried again, how long one that fails is left alone, when it is paused.

const second = 1000
const minute = 60 * second
const hour = 60 * minute

// As Standard Webhooks proposes: the first failures pass soon, the later ones last a night or a weekend.
const pauses = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]

/** How long a delivery waits after so many tries; undefined: it is given up. */
export function pauseAfter(tries: number): number | undefined {
  return pauses[tries - 1]
}

/** How long an endpoint that cannot be reached, or has too much to do, is left alone: from 5 seconds to 10 minutes. */
export function restAfter(failures: number): number {
  return Math.min(5 * second * 2 ** Math.min(failures - 1, 20), 10 * minute)
}

/** An endpoint that has taken nothing for so long is paused. */
export const failingLimitMs = 3 * 24 * hour
/** So long both secrets are good after a change. */
export const overlapMs = 24 * hour
/** So long deliveries and their attempts can be looked at. */
export const keptMs = 30 * 24 * hour
/** Trial messages in so long, and how many. */
export const trialWindowMs = 10 * minute
export const trialLimit = 10

/** What an answer says: taken; gone for good; come again later, whatever the message; or this message is refused. */
export function verdictOf(status: number | undefined): "taken" | "gone" | "later" | "refused" {
  if (status === undefined) return "later"
  if (status >= 200 && status <= 299) return "taken"
  if (status === 410) return "gone"
  return status >= 500 || status === 429 || status === 408 ? "later" : "refused"
}
