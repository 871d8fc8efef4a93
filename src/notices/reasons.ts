// Why a notice waits or has failed, in words for the person who looks at the case.

import type { Trouble } from "./answer.ts"
import type { FailureCode } from "./notice.ts"

/** Why a notice failed. `code` is the relay's or the bounce's, say 550 5.1.1. */
export function failureInWords(failure: FailureCode, code = ""): string {
  return code === "" ? `${failures[failure]}.` : `${failures[failure]} (${code}).`
}

/** Why a notice still waits. */
export function troubleInWords(trouble: Trouble, code = ""): string {
  return code === "" ? `${troubles[trouble]}.` : `${troubles[trouble]} (${code}).`
}

/** Of a notice whose end could not be told to its case. */
export const unrecorded = "What became of it could not be written into the history of the case."

/** Of a notice that waits for room in an allowance. */
export const waitsForRoom =
  "It goes out later, because the address has had 3 automatic messages of this kind within the hour."

const failures: Record<FailureCode, string> = {
  refused: "The mail relay refused it",
  expired: "The mail relay did not take it for 5 days",
  limit: "Not sent, because at most 3 automatic messages of a kind go to an address within an hour, and 5 about a case",
  redacted: "Not sent, because the address has been erased",
  "unusable-address": "Not sent, because the address is not one that mail can be sent to",
  "own-address": "Not sent, because the address is this desk's own",
  undeliverable: "Not sent, because mail to this address has come back undelivered",
  bounced: "It came back undelivered",
  "held-back": "Not sent, because it was written before the desk was restored from a backup",
  "sent-before": "Not sent again, because the mail relay had it before the desk was restored from a backup",
}

const troubles: Record<Trouble, string> = {
  "not-written": "The message could not be written, which is a fault of this desk",
  unreachable: "The mail relay could not be reached",
  timeout: "The mail relay took too long",
  "not-secure": "The connection to the mail relay could not be secured",
  "not-signed-in": "The mail relay did not accept the desk's sign-in",
  busy: "The mail relay asked to try again later",
  dropped: "The mail relay ended the connection without an answer, so the message may have arrived",
}
