// What every kind of case is built on.

import { clockEvents } from "../clocks/index.ts"
import { registerEvents } from "../timeline/index.ts"
import { correctionEvents } from "./correction-event.ts"
import { caseEvents } from "./events.ts"

registerEvents(caseEvents)
registerEvents(correctionEvents)
registerEvents(clockEvents)

export * from "./answer.ts"
export * from "./change.ts"
export * from "./classification.ts"
export * from "./content-store.ts"
export { type Correction, correctionStatement, correctOutcome } from "./correct.ts"
export { type Corrections, trustedCorrections } from "./corrections.ts"
export * from "./correspondence.ts"
export * from "./due-store.ts"
export * from "./erasure.ts"
export * from "./events.ts"
export * from "./find.ts"
export * from "./fold.ts"
export * from "./history.ts"
export * from "./imported.ts"
export * from "./keys-store.ts"
export * from "./list.ts"
export type { CaseFilter } from "./list-conditions.ts"
export * from "./notices.ts"
export { noticeCalls } from "./notices-api.ts"
export * from "./open.ts"
export * from "./reference.ts"
export { isOutcome, type Judgement, type OutcomeEvent, rejudged, standingJudgement } from "./rejudge.ts"
export * from "./settle.ts"
export * from "./state.ts"
export * from "./store.ts"
export * from "./timeline.ts"
export * from "./unfold.ts"
export { type TellDifference, type Verification, verifyCases } from "./verify.ts"
