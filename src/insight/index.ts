// What others may use of insight: the replay of histories under a proposed charter.

export type { Change, Side } from "./change.ts"
export { doReplay, forgetReplays } from "./kept.ts"
export { whatIfNavigation, whatIfPages } from "./pages/index.ts"
export { type Question, replayHistories } from "./replay.ts"
export type { Told } from "./replay-range.ts"
export { type DemandRow, type Report, reportOf, summed, type VerdictRow } from "./report.ts"
export type { Selection } from "./store.ts"
export * from "./words.ts"
