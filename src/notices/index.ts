// What other features may use of notices.

export * from "./addresses.ts"
export { automaticPerAddress } from "./allowance.ts"
export { forgetAutomaticMail } from "./automatic-mail-store.ts"
export type { Block } from "./block.ts"
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
export type { MailFacts, MailToWrite, MailWords, MailWriter, MailWriters, NewMail } from "./mail.ts"
export { mailDate } from "./mail-date.ts"
export { insertMails } from "./mail-store.ts"
export * from "./notice.ts"
export { type Outgoing, type OutgoingOptions, openOutgoing } from "./outgoing.ts"
export { mailboxNavigation, mailboxPages } from "./pages/mailbox.ts"
export { mailboxPath } from "./paths.ts"
export { forgetMails, type Posting, renderedMail, sendDueMails } from "./post.ts"
export { recipientsOf } from "./recipients.ts"
export type { NoticeRecorder, NoticeSettled } from "./settle.ts"
export {
  defaultLeaseMilliseconds,
  dueNotices,
  insertNotices,
  type NoticeKey,
} from "./store.ts"
export { numberOfToken, type TokenPurpose, tokenFor } from "./tokens.ts"
export { forgetUndeliverable, markUndeliverable, markWriting, meansNoMailbox } from "./undeliverable.ts"
