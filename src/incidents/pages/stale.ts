// What came to a case while somebody had its form open.

import { type EpochMilliseconds, nearDayInWords } from "../../time/index.ts"
import { paths } from "../paths.ts"
import type { LoadedCase } from "./load.ts"
import { visibleLine } from "./visible.ts"

export type ShownChange = {
  readonly sentence: string
  readonly at: EpochMilliseconds
  readonly day: string
  /** The beginning of what was said, if anything was. */
  readonly excerpt: string | null
  readonly href: string
}

const excerptLimit = 300

/** The moves and messages since a version of the case, oldest first. */
export function changesSince({ timeline, reference, at }: LoadedCase, version: number): ShownChange[] {
  const counting = timeline.filter((entry) => entry.countsAsChange)
  return counting.slice(version).map((entry) => {
    const said = entry.texts.find((each) => each.kind === "body" || each.kind === "note")?.text
    return {
      sentence: visibleLine(entry.sentence, 600),
      at: entry.at,
      day: nearDayInWords(entry.at, at),
      excerpt: said === undefined || said === null ? null : visibleLine(said, excerptLimit),
      href: `${paths.case(reference)}#event-${entry.seq}`,
    }
  })
}
