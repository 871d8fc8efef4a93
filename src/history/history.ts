// The rows of one case as a history: what happened when, which rows say nothing new, which cannot be used and why.

import type { EpochMilliseconds } from "../time/index.ts"
import { type Done, deedsOf, type Known } from "./deeds.ts"
import type { LogRow, Refusal } from "./log.ts"
import { quoted } from "./quoted.ts"
import type { Reading, RowReader, Subject } from "./row.ts"

/** What one row adds. `words` are those of a resolution. */
export type Step = {
  readonly at: EpochMilliseconds
  readonly deeds: readonly Done[]
  readonly resolution: { readonly outcome: string; readonly words: string } | undefined
}

export type History = {
  readonly key: string
  readonly openedAt: EpochMilliseconds
  readonly subject: Subject
  readonly priority: Reading["priority"]
  readonly steps: readonly Step[]
  /** What the other system thought in the end of its own promise. */
  readonly verdict: Reading["verdict"]
}

/** Every row is counted once: used, nothing new, or refused. */
export type Read = {
  /** Undefined where no row of the case can be used. */
  readonly history: History | undefined
  readonly used: number
  readonly nothingNew: number
  readonly refused: readonly Refusal[]
}

/** The history of a case. A row that does not fit is refused, and the rest of the case goes on. */
export function historyOf(key: string, rows: readonly LogRow[], reader: RowReader): Read {
  const refused: Refusal[] = []
  const readings: Reading[] = []
  for (const row of rows) {
    const reading = inOrder(reader.read(row), readings.at(-1))
    if (typeof reading === "string") refused.push({ line: row.line, reason: reading })
    else readings.push(reading)
  }
  const [first] = readings
  if (first === undefined) return { history: undefined, used: 0, nothingNew: 0, refused }
  const subject = reader.subjectOf(first)
  const steps = stepsOf(readings, subject, reader)
  const used = steps.filter((step, index) => index === 0 || step.deeds.length > 0).length
  const verdict = readings.at(-1)?.verdict
  const { openedAt, priority } = first
  return {
    history: { key, openedAt, subject, priority, verdict, steps: steps.filter(({ deeds }) => deeds.length > 0) },
    used,
    nothingNew: readings.length - used,
    refused,
  }
}

function inOrder(reading: Reading | string, last: Reading | undefined): Reading | string {
  if (typeof reading === "string" || last === undefined || reading.at >= last.at) return reading
  return `it is earlier than the row before it of the same case (line ${last.line}): ${quoted(instantOf(reading.at))}`
}

function instantOf(at: EpochMilliseconds): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString()
}

// The priority of the first row is given with the contact itself.
function stepsOf(readings: readonly Reading[], { way }: Subject, reader: RowReader): Step[] {
  let known: Known = {
    state: "new",
    hold: null,
    priority: readings[0]?.priority,
    team: undefined,
    owner: undefined,
    isAnswered: way === "answered-call",
  }
  return readings.map((reading) => {
    const added = deedsOf(reading, known)
    known = added.known
    const isResolved = added.deeds.some((each) => each.type === "resolved")
    const resolution = isResolved ? { outcome: reading.outcome, words: reader.resolutionOf(reading) } : undefined
    return { at: reading.at, deeds: added.deeds, resolution }
  })
}
