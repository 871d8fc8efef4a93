// For tests: what is done to a case among others, as the desk itself decides it: a major incident, a merge, what is carried from elsewhere.

import { carriedTo, type Deciding, type Decision, type Happening } from "../cases/index.ts"
import { declared } from "../incidents/major.ts"
import { merged, separated } from "../incidents/merge.ts"
import { told } from "../incidents/tell-all.ts"

const ref = { content: 1, sha256: "" }

export const familyDeedNames = ["declare", "tell-all", "confirm", "merge", "carry"]

export function familyDeeds(deciding: Deciding, of: number): Record<string, () => Decision> {
  const { state, at } = deciding
  const other = { caseId: 2, reference: "", references: [], state: { ...state, resolvedAt: null } }
  // Only a case that was merged has something carried to it.
  const into = () => merged(deciding, other, { isOne: true, mergedCount: 1 })
  return {
    declare: () => declared(deciding, "", 7),
    "tell-all": () => told(deciding, { body: "" }, of - 1),
    confirm: () => ({ happenings: state.major?.endedAt === null ? [confirmed] : [] }),
    merge: () => (state.mergedInto === undefined ? into() : separated(deciding)),
    carry: () => (state.mergedInto === undefined ? into() : { happenings: carriedTo(state, [carriedOf(of, at)]) }),
  }
}

const confirmed: Happening = { type: "restoration-confirmed", data: { body: ref } }

// A hold of the other case and its end, an answer, a resolution and its undoing.
function carriedOf(of: number, at: number): Happening {
  const ways = ["message", "wait", "resumption", "resolution", "reopening"] as const
  const as = ways[(of + at / 60_000) % ways.length] ?? "update"
  const until = as === "wait" && of % 2 === 0 ? { until: at + of * 700 * 60_000 } : {}
  const state = as === "resolution" ? "resolved" : "in-progress"
  return { type: "carried", by: of === 4 ? "customer" : 7, data: { in: 2, as, from: at, state, ...until } }
}
