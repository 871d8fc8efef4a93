// How the events of a major incident change its case.

import type { CaseEvent } from "./events.ts"
import type { MajorEventData } from "./events-major.ts"
import type { CaseState } from "./state.ts"

export type MajorEvent = Extract<CaseEvent, { type: keyof MajorEventData }>
type Major = NonNullable<CaseState["major"]>

export function majorChanged(state: CaseState, event: MajorEvent): CaseState {
  switch (event.type) {
    case "major-declared":
      return begun(state, event.data.lead, event.at)
    case "major-led":
      return withMajor(state, { leadId: event.data.lead })
    case "gold-formed":
      return withMajor(state, { gold: event.data.members })
    case "gold-decided":
      return state
    case "restoration-confirmed":
      return withMajor(state, { endedAt: event.at })
    case "major-reviewed":
      return withMajor(state, { reviewedAt: event.at })
  }
}

/** A major incident is over with its case, whether or not somebody confirmed before that full service is restored. */
export function majorEnded(state: CaseState, at: number): CaseState {
  return state.major === undefined || state.major.endedAt !== null ? state : withMajor(state, { endedAt: at })
}

function begun(state: CaseState, leadId: number, at: number): CaseState {
  const { progress: _former, ...clocks } = state.clocks
  const major = { declaredAt: at, updatedAt: at, endedAt: null, reviewedAt: null, leadId, gold: [] }
  return { ...state, clocks, major }
}

function withMajor(state: CaseState, change: Partial<Major>): CaseState {
  return state.major === undefined ? state : { ...state, major: { ...state.major, ...change } }
}
