// The incident: what other folders may use of it.

export { adoptCandidate, adoptMore } from "./adopt.ts"
export * from "./api.ts"
export * from "./apply-macro.ts"
export * from "./ask.ts"
export * from "./assign.ts"
export * from "./bounce.ts"
export { doDueOrders } from "./bulk-run.ts"
export { forgetBulks } from "./bulk-store.ts"
export { checkCaseFiles } from "./check-files.ts"
export { addChildren, joinParent, leaveParent } from "./children.ts"
export * from "./classify.ts"
export * from "./close.ts"
export * from "./escalate.ts"
export { type StopReason, sendWaiting } from "./go.ts"
export * from "./hold.ts"
export * from "./incident.ts"
export {
  confirmRestoration,
  decideGold,
  declareMajor,
  formGold,
  nameLead,
  reviewMajor,
} from "./major.ts"
export { mergeIncident, separateIncident } from "./merge.ts"
export * from "./name-organisation.ts"
export * from "./note.ts"
export * from "./open.ts"
export { momentTyped } from "./pages/civil.ts"
export { framed, sizeInWords } from "./pages/enclosed.ts"
export { filePage, filePagesElsewhere, incidentNavigation, incidentPages } from "./pages/index.ts"
export * from "./paths.ts"
export * from "./receive.ts"
export * from "./redact.ts"
export * from "./reopen.ts"
export * from "./reply.ts"
export * from "./resolve.ts"
export * from "./resume.ts"
export { goesAtFor, type ReplyToSend, sendReply, undoMilliseconds } from "./send-reply.ts"
export { splitIncident } from "./split.ts"
export { tellAll, tellChildren } from "./tell-all.ts"
export { type WrittenNote, writeNote } from "./write-note.ts"
