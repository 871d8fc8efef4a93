// Letters in: receive, keep, read in a thread of its own, match, and the holding pen.

export { letterCalls } from "./api.ts"
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
export { penNavigation, penPages } from "./pages/index.ts"
export { type LetterParser, letterParser } from "./parser.ts"
export { type HeldLetter, ignoreLetter, letters, readHeldLetter, releaseLetter } from "./pen.ts"
export { type DeliveredLetter, type Inbox, type LetterHandlers, readLetter } from "./read-letter.ts"
export { letterLimitBytes, type SmtpListener, type SmtpOptions, startSmtp } from "./smtp.ts"
export { drainSpool, type SpoolDrain, spoolLetter, startSpoolDrain } from "./spool.ts"
export { type Filing, type LetterState, letterStates, markFiled as letterFiled } from "./store.ts"
