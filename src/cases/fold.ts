// (state, event) -> state. Pure, total, and the only way in which a case changes.

import type { ClockHappening, ClockRecord, ClockRecords, OpenInterval } from "../clocks/index.ts"
import { isByStaff } from "../people/actor.ts"
import { contentRefs, declarationOf } from "../timeline/index.ts"
import type { CaseEvent, EventData } from "./events.ts"
import { familyChanged } from "./fold-family.ts"
import { majorChanged, majorEnded } from "./fold-major.ts"
import type { CaseState } from "./state.ts"
import { endedWaits, waitsWith } from "./waits.ts"

// Messages and moves by staff restart the review; the customer's mail and the desk's own doings do not (contract: `review`).
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

/** Folds one more event in. The first event of a case is `opened`. */
export function folded(state: CaseState | undefined, event: CaseEvent): CaseState {
  const before = event.type === "opened" ? begun(event.data, event.at) : state
  if (before === undefined) throw new Error(`a case begins with opened, not with ${event.type}`)
  return counted(updated(changed(before, event), event), event)
}

export function foldedAll(events: readonly CaseEvent[], from?: CaseState): CaseState {
  const state = events.reduce<CaseState | undefined>(folded, from)
  if (state === undefined) throw new Error("a case has at least one event")
  return state
}

function begun(data: EventData["opened"], at: number): CaseState {
  return {
    kind: data.kind,
    state: data.state,
    channel: data.channel,
    priority: null,
    queue: data.queue,
    ownerId: null,
    service: data.service ?? null,
    receivedAt: data.receivedAt,
    subject: data.subject,
    requester: data.requester,
    letter: data.letter?.raw.content ?? null,
    version: 0,
    seq: 0,
    lastAt: at,
    lastContent: 0,
    lastNotice: 0,
    firstMessageAt: data.answered ? data.receivedAt : null,
    resolvedAt: null,
    endedAt: null,
    updatedAt: Math.min(data.receivedAt, at),
    hold: null,
    waits: [],
    clocks: {},
    ...begunImport(data),
    ...organisationIn(data.organisation),
    ...(data.language === undefined ? {} : { language: data.language }),
    follows: data.follows ?? null,
    followedBy: null,
    ...(data.split === undefined ? {} : { splitFrom: data.split }),
  }
}

// Absent until there has been one, so that a state of before there were organisations is still what its events give.
function organisationIn(organisation: number | null | undefined): Pick<CaseState, "organisation"> {
  return organisation === undefined ? {} : { organisation }
}

function begunImport({ imported }: EventData["opened"]): Pick<CaseState, "imported"> {
  if (imported === undefined) return {}
  return { imported: { import: imported.import, charter: imported.charter, endedAt: null } }
}

function changed(state: CaseState, event: CaseEvent): CaseState {
  switch (event.type) {
    case "opened":
      return event.data.classification === undefined ? state : classified(state, event.data.classification, event.at)
    case "noted":
    case "redacted":
    case "notice-sent":
    case "notice-failed":
    case "bounced":
    case "called":
    case "link-asked":
    case "file-quarantined":
    case "copy-asked":
      return state
    case "wrote":
      return {
        ...state,
        waits: endedWaits(state.waits, event.data.receivedAt),
        letter: event.data.letter?.raw.content ?? state.letter,
      }
    case "classified":
      return classified(state, event.data, event.at)
    case "assigned":
      return {
        ...state,
        state: event.data.state,
        ownerId: event.data.owner ?? state.ownerId,
        queue: event.data.queue ?? state.queue,
      }
    case "responded":
    case "replied":
      return { ...state, state: event.data.state, firstMessageAt: state.firstMessageAt ?? event.at }
    case "held":
      return held(state, event.data, event.at)
    case "resumed":
      return { ...state, state: event.data.state, hold: null, waits: endedWaits(state.waits, event.data.from) }
    case "escalated":
      return { ...state, state: event.data.state, queue: event.data.queue }
    case "resolved":
      return majorEnded(resolved(state, event.data, event.at, event.by !== "system"), event.at)
    case "reopened":
      return reopened(state, event.data)
    case "closed":
      return { ...state, state: event.data.state }
    case "returned":
      return { ...state, state: event.data.state, ownerId: event.data.owner, queue: event.data.queue }
    case "unclosed":
      return { ...state, state: event.data.state }
    case "import-ended":
      return state.imported === undefined ? state : { ...state, imported: { ...state.imported, endedAt: event.at } }
    case "organisation-named":
      return { ...state, ...organisationIn(event.data.organisation) }
    case "satisfaction-given":
      return { ...state, satisfaction: event.data.score }
    case "followed":
      return { ...state, followedBy: event.data.by }
    case "outcome-corrected":
      return { ...state, clocks: correctedClocks(state.clocks, event.data) }
    case "merged":
    case "separated":
    case "absorbed":
    case "released":
    case "carried":
    case "split-off":
    case "joined":
    case "left":
    case "children-added":
    case "children-removed":
    case "told-all":
      return familyChanged(state, event)
    case "major-declared":
    case "major-led":
    case "gold-formed":
    case "gold-decided":
    case "restoration-confirmed":
    case "major-reviewed":
      return majorChanged(state, event)
    default:
      return { ...state, clocks: clocksWith(state, event) }
  }
}

function classified(state: CaseState, data: EventData["classified"], at: number): CaseState {
  const records: ClockRecords = Object.fromEntries(
    Object.entries(state.clocks).map(([name, { notBefore: _former, ...record }]) => [name, record]),
  )
  const past = Object.fromEntries(
    data.alreadyPast.map((name) => [
      name,
      { ...Object.entries(records).find(([key]) => key === name)?.[1], notBefore: at },
    ]),
  )
  return { ...state, priority: data.priority, clocks: { ...records, ...past } }
}

function held(state: CaseState, data: EventData["held"], at: number): CaseState {
  const until = data.until ?? null
  const hold = { for: data.for, from: at, until }
  const waits = data.for === "customer" ? waitsWith(state.waits, [at, until]) : state.waits
  return { ...state, state: data.state, hold, waits }
}

function resolved(state: CaseState, data: EventData["resolved"], at: number, byPerson: boolean): CaseState {
  return {
    ...state,
    state: data.state,
    resolvedAt: at,
    endedAt: at,
    hold: null,
    waits: endedWaits(state.waits, at),
    firstMessageAt: state.firstMessageAt ?? (byPerson ? at : null),
    ...(data.asks === true ? { isAsked: true } : {}),
  }
}

// From resolution to reopening is a pause; the review begins anew (contract: `reopened`).
function reopened(state: CaseState, data: EventData["reopened"]): CaseState {
  const gap: OpenInterval[] =
    state.resolvedAt === null ? [] : [[state.resolvedAt, Math.max(state.resolvedAt, data.from)]]
  return {
    ...state,
    state: data.state,
    resolvedAt: null,
    endedAt: null,
    waits: gap.reduce(waitsWith, state.waits),
  }
}

// An outcome that stands no more (the case was reopened, the review began anew) has no record to correct.
function correctedClocks(clocks: ClockRecords, data: EventData["outcome-corrected"]): ClockRecords {
  const record = clocks[data.clock]
  const { outcome } = record ?? {}
  if (outcome?.judgedAt !== data.judgedAt || outcome.dueAt !== data.was.due) return clocks
  const { verdict, due: dueAt, priority } = data
  return { ...clocks, [data.clock]: { ...record, outcome: { ...outcome, verdict, dueAt, priority } } }
}

function clocksWith(state: CaseState, event: CaseEvent & ClockHappening): ClockRecords {
  const record = state.clocks[event.data.clock] ?? {}
  return { ...state.clocks, [event.data.clock]: recordWith(record, event) }
}

function recordWith(record: ClockRecord, event: CaseEvent & ClockHappening): ClockRecord {
  switch (event.type) {
    case "clock-warned":
      return { ...record, warned: { priority: event.data.priority } }
    case "clock-moved":
      return { ...record, movedTo: event.data.to }
    case "clock-withdrawn":
      return {}
    default: {
      const verdict = event.type === "clock-met" ? "met" : "missed"
      const { due, priority } = event.data
      return { ...record, outcome: { verdict, dueAt: due, judgedAt: event.at, priority } }
    }
  }
}

// A staff update on an open case begins a new run of the review, with a clean record.
function updated(state: CaseState, event: CaseEvent): CaseState {
  const byStaff = isByStaff(event.by) || isReopening(event)
  if (!byStaff || !isUpdate(event) || state.resolvedAt !== null) return state
  const { review: _ended, ...clocks } = state.clocks
  return { ...state, updatedAt: updateMoment(event), clocks }
}

function isUpdate(event: CaseEvent): boolean {
  return event.type === "told-all" ? !event.data.replies : staffUpdates.has(event.type)
}

function updateMoment(event: CaseEvent): number {
  return isReopening(event) ? event.data.from : event.at
}

function isReopening(event: CaseEvent): event is Extract<CaseEvent, { type: "reopened" | "carried" }> {
  return event.type === "reopened" || (event.type === "carried" && event.data.as === "reopening")
}

function counted(state: CaseState, event: CaseEvent): CaseState {
  const contents = contentRefs(event.data).map((each) => each.content)
  const notices = "notices" in event.data ? event.data.notices : []
  return {
    ...state,
    seq: event.seq,
    lastAt: event.at,
    version: state.version + (declarationOf(event.type).countsAsChange ? 1 : 0),
    lastContent: Math.max(state.lastContent, ...contents),
    lastNotice: Math.max(state.lastNotice, ...notices),
  }
}
