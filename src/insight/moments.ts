// The moments of one case, gathered event by event in place. The same moments as src/cases/fold.ts folds, without a state for each event:
// a replay has ten million of them.

import type { CaseEvent } from "../cases/index.ts"
import { isByStaff } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

/** An interval that may not have ended; changed in place when it does. */
export type Wait = [from: EpochMilliseconds, to: EpochMilliseconds | null]

export type Gathered = {
  kind: string
  receivedAt: EpochMilliseconds
  firstMessageAt: EpochMilliseconds | null
  resolvedAt: EpochMilliseconds | null
  updatedAt: EpochMilliseconds
  readonly waits: Wait[]
}

/** What an event changed that clocks depend on. */
export type Heard = { waits: boolean; restarted: boolean; reopened: boolean }

/** Types of events that say nothing to a clock. Every other type must be heard below; a test holds the two together. */
export const unheard: readonly string[] = [
  "redacted",
  "notice-sent",
  "notice-failed",
  "bounced",
  "link-asked",
  "closed",
  "followed",
  "clock-warned",
  "clock-moved",
]

// Messages and moves by staff restart the review, as in src/cases/fold.ts.
const staffUpdates = new Set([
  "classified",
  "assigned",
  "responded",
  "replied",
  "noted",
  "held",
  "resumed",
  "escalated",
  "reopened",
])

export function emptyMoments(): Gathered {
  return { kind: "", receivedAt: 0, firstMessageAt: null, resolvedAt: null, updatedAt: 0, waits: [] }
}

/** The first event of a case. */
export function opened(moments: Gathered, { data, at }: CaseEvent & { type: "opened" }): void {
  moments.kind = data.kind
  moments.receivedAt = data.receivedAt
  moments.firstMessageAt = data.answered ? data.receivedAt : null
  moments.resolvedAt = null
  moments.updatedAt = Math.min(data.receivedAt, at)
  moments.waits.length = 0
}

/** Takes a further event in, and says into `heard` what it changed. */
export function gather(moments: Gathered, event: CaseEvent, heard: Heard): void {
  heard.waits = false
  heard.reopened = false
  change(moments, event, heard)
  const isUpdate = isByStaff(event.by) || event.type === "reopened"
  heard.restarted = isUpdate && staffUpdates.has(event.type) && moments.resolvedAt === null
  if (heard.restarted) moments.updatedAt = event.type === "reopened" ? event.data.from : event.at
}

function change(moments: Gathered, event: CaseEvent, heard: Heard): void {
  switch (event.type) {
    case "wrote":
      endWaits(moments, event.data.receivedAt, heard)
      break
    case "responded":
    case "replied":
      moments.firstMessageAt ??= event.at
      break
    case "held":
      if (event.data.for === "customer") addWait(moments, [event.at, event.data.until ?? null], heard)
      break
    case "resumed":
      endWaits(moments, event.data.from, heard)
      break
    case "resolved":
      moments.resolvedAt = event.at
      if (event.by !== "system") moments.firstMessageAt ??= event.at
      endWaits(moments, event.at, heard)
      break
    case "reopened":
      if (moments.resolvedAt !== null)
        addWait(moments, [moments.resolvedAt, Math.max(moments.resolvedAt, event.data.from)], heard)
      moments.resolvedAt = null
      heard.reopened = true
  }
}

function addWait(moments: Gathered, wait: Wait, heard: Heard): void {
  moments.waits.push(wait)
  heard.waits = true
}

function endWaits(moments: Gathered, at: EpochMilliseconds, heard: Heard): void {
  for (const wait of moments.waits) {
    const [from, to] = wait
    wait[1] = Math.max(from, Math.min(to ?? at, at))
    heard.waits = true
  }
}
