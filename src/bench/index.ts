// The project's own benchmark: each part on a scratch database, each figure beside a floor of the same run.

import type { Settings } from "../settings.ts"
import { instantFrom } from "../time/index.ts"
import { type Bench, type BenchSizes, benchNow, benchOn } from "./bench.ts"
import { benchBounces } from "./bounces-part.ts"
import { benchFlood } from "./flood-part.ts"
import { benchContacts, benchLetters } from "./intake-part.ts"
import type { Figure, Tell } from "./measure.ts"
import { benchQueue } from "./queue-part.ts"
import { scratchDatabase } from "./scratch.ts"
import { benchSearch } from "./search-part.ts"
import { benchSweep } from "./sweep-part.ts"

export { type BenchDesk, startBenchDesk } from "./desk.ts"
export { type Figure, lineOf, percentile, sorted, took } from "./measure.ts"
export { type Scratch, scratchDatabase } from "./scratch.ts"
export { openSender } from "./sender.ts"

// In this order they can share a database: what is left of a part does not disturb the next.
export const benchParts = ["queue", "search", "sweep", "contacts", "letters", "flood", "bounces"] as const
export type BenchPart = (typeof benchParts)[number]

const runners: Record<BenchPart, (bench: Bench, tell: Tell) => Promise<void>> = {
  queue: benchQueue,
  search: benchSearch,
  sweep: benchSweep,
  contacts: benchContacts,
  letters: benchLetters,
  flood: benchFlood,
  bounces: benchBounces,
}

const sharing = new Set<BenchPart>(["queue", "search", "sweep"])

/** Measures some parts, and tells each figure as it comes. Nothing of it is left. */
export async function runBench(
  settings: Settings,
  parts: readonly BenchPart[],
  sizes: BenchSizes,
  tell: (figure: Figure) => void,
): Promise<void> {
  const large = benchParts.filter((part) => parts.includes(part) && sharing.has(part))
  const others = benchParts.filter((part) => parts.includes(part) && !sharing.has(part))
  for (const group of [large, ...others.map((part) => [part])]) {
    if (group.length > 0) await onScratch(settings, group, sizes, tell)
  }
}

async function onScratch(
  settings: Settings,
  parts: readonly BenchPart[],
  sizes: BenchSizes,
  tell: Tell,
): Promise<void> {
  const scratch = await scratchDatabase(settings, instantFrom(benchNow, "UTC"))
  const bench = benchOn(scratch, sizes, (cases, seconds) => {
    const what = `cases made: ${cases.toLocaleString("en-GB")} in ${Math.round(seconds)} s`
    tell({ what, value: cases / seconds, unit: "a second" })
  })
  try {
    for (const part of parts) await runners[part](bench, tell)
  } finally {
    await scratch.drop()
  }
}
