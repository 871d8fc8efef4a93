// What a colleague has beside a case while they write: what other features may use of it.

export { forgetAttendance, markGone, markPresent, othersPresent, type Present } from "./attendance.ts"
export { type Company, companyOf, markLooking } from "./company.ts"
export {
  type Draft,
  type DraftKey,
  type DraftKind,
  deleteDraft,
  draftKinds,
  draftsOf,
  findDraft,
  forgetDrafts,
  type KeptDraft,
  saveDraft,
} from "./drafts.ts"
export { type Follower, follow, isFollowing, keepMentions, unfollow } from "./followers.ts"
export { type ForYou, forYou } from "./for-you.ts"
export { handlesIn, type Mentioned, mentionedIn } from "./mentions.ts"
export {
  type DueReply,
  dueReplies,
  hasNewerMessage,
  hurry,
  insertWaiting,
  type NewWaiting,
  stopWaiting,
  takeOwn,
  takeWaiting,
  type WaitingKey,
  type WaitingReply,
  waitingOnCase,
} from "./waiting-store.ts"
