// What a drill's figures come to for a desk of another size.

import type { DrillRow } from "./store.ts"

const tenGigabytes = 10 * 2 ** 30

/** Megabytes of data restored a second. */
export function megabytesASecond({ dataBytes, recoverySeconds }: Figures): number | undefined {
  if (dataBytes === null || recoverySeconds === null || recoverySeconds === 0) return undefined
  return dataBytes / 1_000_000 / recoverySeconds
}

/** How long 10 GB would take at the rate of a drill. */
export function tenGigabytesSeconds(drill: Figures): number | undefined {
  const rate = megabytesASecond(drill)
  return rate === undefined ? undefined : tenGigabytes / 1_000_000 / rate
}

type Figures = Pick<DrillRow, "dataBytes" | "recoverySeconds">
