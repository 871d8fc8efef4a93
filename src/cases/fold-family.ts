// How the events of cases that belong together change a case.

import type { CaseEvent, EventData } from "./events.ts"
import type { FamilyEventData } from "./events-family.ts"
import type { CaseState } from "./state.ts"
import { endedWaits, waitsWith } from "./waits.ts"

export type FamilyEvent = Extract<CaseEvent, { type: keyof FamilyEventData }>

export function familyChanged(state: CaseState, event: FamilyEvent): CaseState {
  switch (event.type) {
    case "merged":
      return { ...unheld(state, event.at), state: event.data.state, mergedInto: event.data.into }
    case "separated": {
      const { mergedInto: _former, ...alone } = state
      return { ...alone, state: event.data.state, waits: endedWaits(state.waits, event.at) }
    }
    case "absorbed":
      return { ...state, absorbed: [...(state.absorbed ?? []), event.data.case] }
    case "released":
      return { ...state, absorbed: (state.absorbed ?? []).filter((each) => each !== event.data.case) }
    case "carried":
      return carried(state, event.data, event.at, event.by !== "system")
    case "joined":
      return { ...state, parent: event.data.parent }
    case "left": {
      const { parent: _former, ...alone } = state
      return alone
    }
    case "children-added":
      return { ...state, children: (state.children ?? 0) + event.data.children.length }
    case "children-removed":
      return { ...state, children: Math.max(0, (state.children ?? 0) - event.data.children.length) }
    case "split-off":
      return state
    case "told-all":
      return toldAll(state, event.at)
  }
}

// Whoever waited for the customer does not do so on this case any more: what its promises wait for is carried from the other.
function unheld(state: CaseState, at: number): CaseState {
  return { ...state, hold: null, waits: endedWaits(state.waits, at) }
}

function carried(state: CaseState, data: EventData["carried"], at: number, byPerson: boolean): CaseState {
  const answered = state.firstMessageAt ?? (byPerson ? at : null)
  const now = { ...state, state: data.state }
  switch (data.as) {
    case "update":
      return now
    case "message":
      return { ...now, firstMessageAt: answered }
    case "wait":
      return { ...now, waits: waitsWith(state.waits, [data.from, data.until ?? null]) }
    case "resumption":
      return { ...now, waits: endedWaits(state.waits, data.from) }
    case "resolution":
      return { ...unheld(now, at), resolvedAt: at, endedAt: at, firstMessageAt: answered }
    case "reopening":
      return reopened(now, data.from)
  }
}

function reopened(state: CaseState, from: number): CaseState {
  if (state.resolvedAt === null) return state
  const waits = waitsWith(state.waits, [state.resolvedAt, Math.max(state.resolvedAt, from)])
  return { ...state, resolvedAt: null, endedAt: null, waits }
}

// In a major incident the next update is due from here on.
function toldAll(state: CaseState, at: number): CaseState {
  if (state.major === undefined || state.major.endedAt !== null) return state
  const { progress: _ended, ...clocks } = state.clocks
  return { ...state, major: { ...state.major, updatedAt: at }, clocks }
}
