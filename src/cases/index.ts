// What every kind of case is built on.

import { clockEvents } from "../clocks/index.ts"
import { registerEvents } from "../timeline/index.ts"
import { correctionEvents } from "./correction-event.ts"
import { caseEvents } from "./events.ts"
import { familyEvents } from "./events-family.ts"
import { frontEvents } from "./events-front.ts"
import { majorEvents } from "./events-major.ts"
import { undoneEvents } from "./events-undone.ts"

registerEvents(caseEvents)
registerEvents(correctionEvents)
registerEvents(familyEvents)
registerEvents(majorEvents)
registerEvents(undoneEvents)
registerEvents(frontEvents)
registerEvents(clockEvents)

export * from "./answer.ts"
export { candidates, gatherCandidates, standingCandidate } from "./candidates.ts"
export type { Candidate, MemberCase } from "./candidates-store.ts"
export { candidateMembers } from "./candidates-store.ts"
export { carriedTo } from "./carry.ts"
export * from "./change.ts"
export {
  type ChangeMark,
  type Changes,
  changeMark,
  changeRowsWhere,
  changesSince,
  forgetChanges,
  noteChanges,
  noteOffers,
  recentChanges,
  visibleAmong,
} from "./changes-store.ts"
export * from "./chosen-store.ts"
export * from "./classification.ts"
export * from "./content-store.ts"
export { type Correction, correctionStatement, correctOutcome } from "./correct.ts"
export { type Corrections, trustedCorrections } from "./corrections.ts"
export * from "./correspondence.ts"
export * from "./customer-cases.ts"
export * from "./due-store.ts"
export * from "./due-within.ts"
export { type LikelyDuplicate, likelyDuplicates } from "./duplicates.ts"
export * from "./erase.ts"
export * from "./erasure.ts"
export * from "./events.ts"
export * from "./excerpts.ts"
export * from "./family-store.ts"
export * from "./file-checks-store.ts"
export { filtersInWords } from "./filter-words.ts"
export * from "./find.ts"
export * from "./fold.ts"
export { caseHeads } from "./heads-store.ts"
export * from "./history.ts"
export * from "./imported.ts"
export * from "./keys-store.ts"
export * from "./list.ts"
export type { CaseFilter } from "./list-conditions.ts"
export { caseNamed, referenceNamed, referencesNamed } from "./named-case.ts"
export * from "./newer.ts"
export * from "./notices.ts"
export { noticeCalls } from "./notices-api.ts"
export * from "./open.ts"
export * from "./play.ts"
export { beginPlay, endPlay, type Play, playOf } from "./play-store.ts"
export { proofCalls, proofPages } from "./proof-pages.ts"
export * from "./reference.ts"
export { isOutcome, type Judgement, type OutcomeEvent, rejudged, standingJudgement } from "./rejudge.ts"
export * from "./settle.ts"
export { slips } from "./slips.ts"
export { referencesIn } from "./spelled-references.ts"
export * from "./state.ts"
export * from "./store.ts"
export * from "./timeline.ts"
export * from "./unfold.ts"
export { absorbedBy, unionOf } from "./union.ts"
export { type TellDifference, type Verification, verifyCases } from "./verify.ts"
export * from "./views-store.ts"
export { wakeAfter } from "./waits.ts"
export { keepSearchUp } from "./word-rounds.ts"
