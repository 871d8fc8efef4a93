// What other features may use of notices.

export * from "./addresses.ts"
export { type Bounce, bounced } from "./bounced.ts"
export { handBack, sendNotice } from "./deliver.ts"
export { giveUpNotice } from "./give-up.ts"
export * from "./letterhead.ts"
export {
  type ListedNotice,
  type NoticeOfCase,
  type NoticesAsked,
  type NoticesPage,
  noticeBacklog,
  notices,
  noticesOfCase,
} from "./list.ts"
export { mailDate } from "./mail-date.ts"
export * from "./notice.ts"
export { type Outgoing, type OutgoingOptions, openOutgoing } from "./outgoing.ts"
export { mailboxNavigation, mailboxPages } from "./pages/mailbox.ts"
export { mailboxPath } from "./paths.ts"
export { deeds, promiseInWords } from "./promised.ts"
export { recipientsOf } from "./recipients.ts"
export type { NoticeRecorder, NoticeSettled } from "./settle.ts"
export {
  defaultLeaseMilliseconds,
  dueNotices,
  forgetAutomaticMail,
  insertNotices,
  type NoticeKey,
} from "./store.ts"
export { forgetUndeliverable, markUndeliverable, markWriting, meansNoMailbox } from "./undeliverable.ts"
