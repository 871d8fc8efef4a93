// What came to a case while somebody had its form open.

import { type EpochMilliseconds, nearDayInWords } from "../../time/index.ts"
import type { LoadedCase } from "./load.ts"
import { type VisibleText, visibleLine, visibleText } from "./visible.ts"

export type ShownChange = {
  readonly sentence: string
  readonly at: EpochMilliseconds
  readonly day: string
  /** The beginning of what was said, if anything was. */
  readonly excerpt: string | null
  /** The whole of what a customer or a colleague wrote to the other: who goes on writing has read it first. */
  readonly message: VisibleText | null
  /** Where it stands in the history: the name of its place on the page. */
  readonly entry: string
}

const excerptLimit = 300

/** The moves and messages since a version of the case, oldest first. */
export function changesSince({ timeline, at }: LoadedCase, version: number): ShownChange[] {
  const counting = timeline.filter((entry) => entry.countsAsChange)
  return counting.slice(version).map((entry) => {
    const said = entry.texts.find((each) => each.kind === "body" || each.kind === "note")?.text
    return {
      sentence: visibleLine(entry.sentence, 600),
      at: entry.at,
      day: nearDayInWords(entry.at, at),
      excerpt: said === undefined || said === null ? null : visibleLine(said, excerptLimit),
      message: isMessage(entry.type) && said !== undefined && said !== null ? visibleText(said) : null,
      entry: `event-${entry.seq}`,
    }
  })
}

function isMessage(type: string): boolean {
  return type === "wrote" || type === "replied" || type === "resolved"
}
