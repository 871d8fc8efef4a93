// Cases that failed when they were swept rest for a while: one that fails for ever must not fill the log, nor spoil each batch.

export type Rests = {
  readonly resting: () => number[]
  readonly failed: (caseId: number) => void
}

type Rest = { readonly until: number; readonly milliseconds: number }

const first = 1000
const longest = 60_000

/** Each failure doubles the rest, from a second to a minute. `clock` counts milliseconds. */
export function openRests(clock: () => number = () => performance.now()): Rests {
  const rests = new Map<number, Rest>()
  return {
    resting: () => {
      // What has not failed again for as long as it may rest has recovered.
      for (const [caseId, { until }] of rests) if (until + 2 * longest < clock()) rests.delete(caseId)
      return [...rests].filter(([, { until }]) => until > clock()).map(([caseId]) => caseId)
    },
    failed: (caseId) => {
      const before = rests.get(caseId)
      const milliseconds = before === undefined ? first : Math.min(2 * before.milliseconds, longest)
      rests.set(caseId, { until: clock() + milliseconds, milliseconds })
    },
  }
}
