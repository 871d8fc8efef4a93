// What every part of the benchmark works on: a scratch database that is filled as far as a part needs.

import { type EpochMilliseconds, instantFrom } from "../time/index.ts"
import { fill } from "./fill.ts"
import type { Scratch } from "./scratch.ts"

export type Bench = {
  readonly scratch: Scratch
  /** How many open cases the large measurements are made with. */
  readonly cases: number
  /** How many letters a flood has, and how many messages come back in a storm. */
  readonly letters: number
  /** The desk's clock, as NOW takes it: cases are told up to here. */
  readonly now: string
  /** Adds open cases until there are so many. */
  readonly upTo: (count: number) => Promise<void>
  /** Adds cases that were all received at one instant, and told up to another. */
  readonly alsoFresh: (count: number, receivedAt: EpochMilliseconds, at: EpochMilliseconds) => Promise<void>
}

/** A Wednesday morning. */
export const benchNow = "2026-03-25T10:00:00Z"

export type BenchSizes = Pick<Bench, "cases" | "letters">

export function benchOn(scratch: Scratch, sizes: BenchSizes, onRate: (cases: number, seconds: number) => void): Bench {
  const at = instantFrom(benchNow, "UTC")
  const part = { url: scratch.ownerUrl, staff: scratch.staff }
  let there = 0
  const more = async (count: number, telling: Parameters<typeof fill>[0]["telling"], until: EpochMilliseconds) => {
    const began = performance.now()
    await fill({ ...part, first: there + 1, count, at: until, telling })
    there += count
    onRate(count, (performance.now() - began) / 1000)
  }
  return {
    ...sizes,
    scratch,
    now: benchNow,
    upTo: async (count) => {
      if (count > there) await more(count - there, { is: "mixed" }, at)
    },
    alsoFresh: (count, receivedAt, until) => more(count, { is: "fresh", receivedAt }, until),
  }
}
