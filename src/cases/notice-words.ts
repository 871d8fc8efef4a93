// What became of a notice that was not delivered, for the timeline of its case.

/** The end of a sentence that begins with the notice. */
export function noticeFailedWords(reason: string): string {
  return heldBack[reason] ?? `could not be delivered: ${noticeReasons[reason] ?? reason}`
}

/** What became of a notice that somebody left out after a restore. */
const heldBack: Record<string, string> = {
  "held-back": "was not sent, because it was written before the desk was restored from a backup",
  "sent-before": "was not sent again, because the mail relay had it before the desk was restored from a backup",
}

/** Reason codes of failed notices, in words. */
const noticeReasons: Record<string, string> = {
  refused: "the mail relay refused it",
  expired: "the mail relay could not be reached for 5 days",
  limit: "the address has had 3 automatic mails within the hour",
  redacted: "the address has been erased",
  "own-address": "it is an address of this desk",
  "unusable-address": "mail cannot be sent to this address",
  undeliverable: "mail to this address has come back undelivered",
  bounced: "it came back",
}
