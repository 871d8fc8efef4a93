// What a benchmark says: a figure, the floor that was measured beside it, and how the two compare.

import { setTimeout as pause } from "node:timers/promises"

export type Figure = {
  readonly what: string
  readonly value: number
  readonly unit: string
  /** What it costs without us, or with little, in the same run. */
  readonly floor?: { readonly what: string; readonly value: number }
  /** What is aimed at, in words. */
  readonly aim?: string
}

export type Tell = (figure: Figure) => void

/** Times something again and again, after some rounds that do not count; gives the milliseconds in order of size. */
export async function timed(times: number, work: (turn: number) => Promise<unknown>, before = 5): Promise<number[]> {
  for (let turn = 0; turn < before; turn++) await work(turn)
  const taken: number[] = []
  for (let turn = 0; turn < times; turn++) taken.push(await took(() => work(turn)))
  return sorted(taken)
}

/** The milliseconds that something takes. */
export async function took(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** How often a second something is done by some lanes at once, over five seconds. */
export async function rateOf(work: () => Promise<unknown>, lanes: number): Promise<number> {
  const seconds = 5
  const until = performance.now() + seconds * 1000
  let done = 0
  const lane = async () => {
    for (; performance.now() < until; done++) await work()
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return done / seconds
}

/** What something takes when some lanes do it once a second each, their seconds beginning one after another; in order of size. */
export async function paced(work: () => Promise<unknown>, lanes: number, seconds: number): Promise<number[]> {
  const began = performance.now()
  const lane = async (index: number) => {
    const taken: number[] = []
    for (let second = 0; second < seconds; second++) {
      await pause(Math.max(0, began + (second + index / lanes) * 1000 - performance.now()))
      taken.push(await took(work))
    }
    return taken
  }
  return sorted((await Promise.all(Array.from({ length: lanes }, (_none, index) => lane(index)))).flat())
}

export function sorted(taken: readonly number[]): number[] {
  return taken.toSorted((a, b) => a - b)
}

/** The value below which a share of some lies, of values in order of size. */
export function percentile(values: readonly number[], share: number): number {
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN
}

/** A figure as a line. */
export function lineOf({ what, value, unit, floor, aim }: Figure): string {
  const beside =
    floor === undefined ? "" : `; ${floor.what} ${rounded(floor.value)} ${unit}, ratio ${rounded(value / floor.value)}`
  return `${what}: ${rounded(value)} ${unit}${beside}${aim === undefined ? "" : ` (aim: ${aim})`}`
}

function rounded(value: number): string {
  return value.toLocaleString("en-GB", { maximumSignificantDigits: value >= 1000 ? 6 : 3 })
}
