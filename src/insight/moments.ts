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
  /** A declared major incident: when everyone affected was last told, and when full service was restored. */
  major: { updatedAt: EpochMilliseconds; endedAt: EpochMilliseconds | null } | null
}

/** What an event changed that clocks depend on. */
export type Heard = { waits: boolean; restarted: boolean; reopened: boolean; toldAll: boolean }

/** Types of events that say nothing to a clock. Every other type must be heard below; a test holds the two together. */
export const unheard: readonly string[] = [
  "redacted",
  "notice-sent",
  "notice-failed",
  "bounced",
  "called",
  "link-asked",
  "file-quarantined",
  "closed",
  "returned",
  "unclosed",
  "followed",
  "clock-warned",
  "clock-moved",
  "joined",
  "left",
  "children-added",
  "children-removed",
  "organisation-named",
  "copy-asked",
  "satisfaction-given",
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
  "merged",
  "absorbed",
  "separated",
  "released",
  "carried",
  "split-off",
  "major-declared",
  "major-led",
  "gold-formed",
  "gold-decided",
  "major-reviewed",
])

export function emptyMoments(): Gathered {
  return { kind: "", receivedAt: 0, firstMessageAt: null, resolvedAt: null, updatedAt: 0, waits: [], major: null }
}

/** The first event of a case. */
export function opened(moments: Gathered, { data, at }: CaseEvent & { type: "opened" }): void {
  moments.kind = data.kind
  moments.receivedAt = data.receivedAt
  moments.firstMessageAt = data.answered ? data.receivedAt : null
  moments.resolvedAt = null
  moments.updatedAt = Math.min(data.receivedAt, at)
  moments.waits.length = 0
  moments.major = null
}

/** Takes a further event in, and says into `heard` what it changed. */
export function gather(moments: Gathered, event: CaseEvent, heard: Heard): void {
  heard.waits = false
  heard.reopened = false
  heard.toldAll = false
  change(moments, event, heard)
  const isByUs = isByStaff(event.by) || isReopening(event)
  heard.restarted = isByUs && isUpdate(event) && moments.resolvedAt === null
  if (heard.restarted) moments.updatedAt = isReopening(event) ? event.data.from : event.at
}

function isUpdate(event: CaseEvent): boolean {
  return event.type === "told-all" ? !event.data.replies : staffUpdates.has(event.type)
}

function isReopening(event: CaseEvent): event is Extract<CaseEvent, { type: "reopened" | "carried" }> {
  return event.type === "reopened" || (event.type === "carried" && event.data.as === "reopening")
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
      resolve(moments, event, heard)
      endMajor(moments, event.at)
      break
    case "reopened":
      reopen(moments, event.data.from, heard)
      break
    case "merged":
    case "separated":
      endWaits(moments, event.at, heard)
      break
    case "carried":
      carry(moments, event, heard)
      break
    case "major-declared":
      moments.major = { updatedAt: event.at, endedAt: null }
      heard.toldAll = true
      break
    case "told-all":
      if (moments.major === null || moments.major.endedAt !== null) break
      moments.major.updatedAt = event.at
      heard.toldAll = true
      break
    case "restoration-confirmed":
      endMajor(moments, event.at)
  }
}

function carry(moments: Gathered, event: CaseEvent & { type: "carried" }, heard: Heard): void {
  const { as, from, until } = event.data
  if (as === "message" && event.by !== "system") moments.firstMessageAt ??= event.at
  if (as === "wait") addWait(moments, [from, until ?? null], heard)
  if (as === "resumption") endWaits(moments, from, heard)
  if (as === "resolution") resolve(moments, event, heard)
  if (as === "reopening") reopen(moments, from, heard)
}

function resolve(moments: Gathered, { at, by }: CaseEvent, heard: Heard): void {
  moments.resolvedAt = at
  if (by !== "system") moments.firstMessageAt ??= at
  endWaits(moments, at, heard)
}

function reopen(moments: Gathered, from: EpochMilliseconds, heard: Heard): void {
  if (moments.resolvedAt !== null) addWait(moments, [moments.resolvedAt, Math.max(moments.resolvedAt, from)], heard)
  moments.resolvedAt = null
  heard.reopened = true
}

function endMajor({ major }: Gathered, at: EpochMilliseconds): void {
  if (major !== null) major.endedAt ??= at
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
