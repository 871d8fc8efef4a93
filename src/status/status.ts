// What may be said of a service: that something does not work, or is planned; how far it is; and what the service is for its users
// meanwhile. Pure.

export const reportKinds = ["incident", "maintenance"] as const
export type ReportKind = (typeof reportKinds)[number]

/** From the worst. `at-risk`: it works, and may be interrupted. */
export const effects = ["down", "partly", "slow", "at-risk", "none"] as const
export type Effect = (typeof effects)[number]

export const reportStates = [
  "investigating",
  "identified",
  "monitoring",
  "resolved",
  "planned",
  "under-way",
  "done",
  "cancelled",
] as const
export type ReportState = (typeof reportStates)[number]

const ends: readonly ReportState[] = ["resolved", "done", "cancelled"]

/** What a report may be next; what is over stays over. */
const nextStates: Readonly<Record<ReportState, readonly ReportState[]>> = {
  investigating: ["investigating", "identified", "monitoring", "resolved"],
  identified: ["investigating", "identified", "monitoring", "resolved"],
  monitoring: ["investigating", "identified", "monitoring", "resolved"],
  resolved: [],
  planned: ["planned", "under-way", "cancelled"],
  "under-way": ["under-way", "done"],
  done: [],
  cancelled: [],
}

export function firstState(kind: ReportKind): ReportState {
  return kind === "incident" ? "investigating" : "planned"
}

export function statesAfter(state: ReportState): readonly ReportState[] {
  return nextStates[state]
}

export function isOver(state: ReportState): boolean {
  return ends.includes(state)
}

/** A part that does not work leaves the whole partly working. */
export function effectOfWhole(own: Effect, ofParts: Effect): Effect {
  const fromParts = ofParts === "down" ? "partly" : ofParts
  return effects.find((each) => each === own || each === fromParts) ?? "none"
}

/** What is said of the whole holds of its parts. */
export function effectOfPart(own: Effect, ofWhole: Effect): Effect {
  return effects.find((each) => each === own || each === ofWhole) ?? "none"
}

/** What a service is for its users, of the reports that stand: the worst. What is planned does not count before it is under way. */
export function effectOf(standing: readonly { readonly effect: Effect; readonly state: ReportState }[]): Effect {
  const present = standing.filter(({ state }) => state !== "planned" && !isOver(state)).map((each) => each.effect)
  return effects.find((each) => present.includes(each)) ?? "none"
}
