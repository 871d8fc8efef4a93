// Letters in: receive, keep, read in a thread of its own, match, and the holding pen.

export { letterCalls } from "./api.ts"
export { noChecker, type SenderChecker, senderChecker } from "./checker.ts"
export { letterHandlers } from "./filing.ts"
export { type NewLetter, requeueUnread } from "./keep-store.ts"
export { keepLetter } from "./keeper.ts"
export type {
  Classification,
  DeliveryReport,
  Envelope,
  LetterAttachment,
  Mailbox,
  ParsedLetter,
  ReportedRecipient,
} from "./letter.ts"
export { type LetterFilter, type ListedLetter, letterCount } from "./list-store.ts"
export { lookUpAt } from "./look-up.ts"
export { openTokens } from "./mailbox-token.ts"
export { addMailboxMetrics, troubleWith, watchMailboxTroubles } from "./mailbox-trouble.ts"
export { type MailboxTried, tryMailbox } from "./mailbox-try.ts"
export {
  addMailbox,
  adoptMailbox,
  alterMailbox,
  type MailboxChange,
  type MailboxGiven,
  type MailboxRenewal,
  type MailboxVerb,
  mailboxes,
  mailboxGiven,
  pauseMailbox,
  removeMailbox,
  renewMailbox,
  resumeMailbox,
  testMailbox,
} from "./mailboxes.ts"
export { mailboxBacklogs, mailboxSecurities, type SharedMailbox } from "./mailboxes-store.ts"
export { type MailboxesWatch, watchMailboxes } from "./mailboxes-watch.ts"
export { microsoftServer, microsoftSignIn, microsoftTenant } from "./microsoft.ts"
export { mailboxAdminPages, penNavigation, penPages } from "./pages/index.ts"
export { type LetterParser, letterParser } from "./parser.ts"
export { peersBeyond } from "./peers.ts"
export { type HeldLetter, ignoreLetter, letters, readHeldLetter, releaseLetter } from "./pen.ts"
export { type DeliveredLetter, type Inbox, type LetterHandlers, readLetter } from "./read-letter.ts"
export { letterLimitBytes, type SmtpListener, type SmtpOptions, startSmtp } from "./smtp.ts"
export { drainSpool, type SpoolDrain, spoolLetter, startSpoolDrain } from "./spool.ts"
export { type Filing, type LetterState, letterStates, markFiled as letterFiled } from "./store.ts"
export { type MailboxStanding, mailboxStandings } from "./watches-store.ts"
