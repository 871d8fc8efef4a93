// What is done on a case is done for the cases that were merged into it: it is carried to their histories, where their own promises
// are met or missed by it. Pure; change.ts writes it.

import type { CaseEvent, EventData, Happening } from "./events.ts"
import type { CaseState } from "./state.ts"
import { restartedBy } from "./unfold.ts"

/** What of some events is to be carried, each kind once, in their order. */
export function carriedFrom(caseId: number, state: CaseState, added: readonly CaseEvent[]): Happening[] {
  const found = new Map<string, Happening>()
  for (const event of added) {
    const what = whatOf(event)
    if (what === undefined) continue
    const data = { in: caseId, state: state.state === "on-hold" ? "in-progress" : state.state, ...what }
    found.set(what.as, { type: "carried", data, by: event.by })
  }
  // One update by staff is carried as one.
  if (found.size > 1) found.delete("update")
  return [...found.values()]
}

/** What a case that was merged takes of it: a resolution once, and a promise of restoration that counted as met counts again. */
export function carriedTo(state: CaseState, carried: readonly Happening[]): Happening[] {
  return carried.flatMap((each): Happening[] => {
    if (each.type !== "carried") return []
    const isResolved = state.resolvedAt !== null
    if (each.data.as === "reopening") return isResolved ? [each, ...withdrawn(state)] : []
    return isResolved && each.data.as !== "update" ? [] : [each]
  })
}

type Carried = Pick<EventData["carried"], "as" | "from" | "until">

// What is no change to anybody (a warning, a notice sent) is not carried, nor is the coming and going of other cases.
function whatOf(event: CaseEvent): Carried | undefined {
  switch (event.type) {
    case "carried":
      return { as: event.data.as, from: event.data.from, ...untilOf(event.data.until) }
    case "replied":
    case "responded":
      return { as: "message", from: event.at }
    case "held":
      return event.data.for === "customer"
        ? { as: "wait", from: event.at, ...untilOf(event.data.until) }
        : { as: "update", from: event.at }
    case "resumed":
      return { as: "resumption", from: event.data.from }
    case "resolved":
      return { as: "resolution", from: event.at }
    case "reopened":
      return { as: "reopening", from: event.data.from }
    case "absorbed":
    case "released":
      return undefined
    default:
      return restartedBy(event.type, event.by).includes("staff-update") ? { as: "update", from: event.at } : undefined
  }
}

function untilOf(until: number | undefined) {
  return until === undefined ? {} : { until }
}

function withdrawn({ clocks }: CaseState): Happening[] {
  const wasMet = clocks.restore?.outcome?.verdict === "met"
  return wasMet ? [{ type: "clock-withdrawn", data: { clock: "restore" }, by: "system" }] : []
}
