// What many runs came to: faults by kind, and what was kept and broken.

import type { RunOutcome } from "./run.ts"

export type Tally = {
  runs: number
  readonly kinds: Map<string, number>
  readonly points: Map<string, number>
  readonly totals: Map<string, number>
  /** The seeds of the runs that broke a promise. */
  readonly failed: number[]
}

export function emptyTally(): Tally {
  return { runs: 0, kinds: new Map(), points: new Map(), totals: new Map(), failed: [] }
}

export function added(tally: Tally, { plan, ledger, counts, broken }: RunOutcome): void {
  tally.runs += 1
  for (const { kind, detail } of ledger.faults) {
    increase(tally.kinds, kind, 1)
    if (/^failpoint/.test(kind)) increase(tally.points, detail, 1)
  }
  for (const [name, count] of Object.entries(counts)) increase(tally.totals, name, count)
  if (broken.length > 0) tally.failed.push(plan.seed)
}

function increase(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by)
}

/** The end of the printout. */
export function inWords({ runs, kinds, points, totals, failed }: Tally, seed: number, milliseconds: number): string {
  const list = (counts: Map<string, number>) =>
    [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `  ${String(count).padStart(6)} ${name}`)
  return [
    "faults by kind:",
    ...list(kinds),
    "failpoints:",
    ...list(points),
    "in all:",
    ...list(totals),
    `seed ${seed}: ${runs} runs in ${(milliseconds / 60_000).toFixed(1)} minutes, ${totals.get("faults") ?? 0} faults, ${failed.length} runs broke a promise${failed.length === 0 ? "" : `: ${failed.join(", ")}`}`,
  ].join("\n")
}
