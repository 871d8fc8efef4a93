// What a relay said, as far as it decides what becomes of a notice. Its own words are left behind: they may name people.

import { z } from "zod"

/** Why the relay gave no answer that ends the matter. */
export type Trouble = "not-written" | "unreachable" | "timeout" | "not-secure" | "not-signed-in" | "busy" | "dropped"

export type Answer =
  | { readonly is: "accepted" }
  /** For good, RFC 5321 section 4.2.1: 5yz. */
  | { readonly is: "refused"; readonly code: string }
  /**
   * For now. `mayHaveArrived`: the connection ended while the message was on its way, so that the relay may have taken it
   * (RFC 5321 section 4.5.4.1 and RFC 1047).
   */
  | { readonly is: "deferred"; readonly trouble: Trouble; readonly code: string; readonly mayHaveArrived: boolean }

/** The parts of nodemailer's error that count; what is missing or of another type counts as absent. */
export const relayError = z.object({
  code: z.string().optional().catch(undefined),
  command: z.string().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
  responseCode: z.number().optional().catch(undefined),
})
export type RelayError = z.infer<typeof relayError>

/** What an error means for the message. `isOnItsWay`: the relay had begun to take the message itself. */
export function answerIn(error: RelayError, isOnItsWay: boolean): Answer {
  const { responseCode } = error
  const code = codesIn(error.response ?? "")
  if (responseCode === undefined) return unanswered(error, isOnItsWay)
  if (isRefusalOfMessage(error, responseCode)) return { is: "refused", code }
  const trouble = isAboutSigningIn(error, responseCode) ? "not-signed-in" : "busy"
  return { is: "deferred", trouble, code, mayHaveArrived: false }
}

// Before the envelope, a 5yz is about us or about the relay, not about the message; so are the 53z, which ask us to sign in.
// 503 says that the session was out of step, and another may go through.
function isRefusalOfMessage(error: RelayError, responseCode: number): boolean {
  const isAboutMessage = ["MAIL FROM", "RCPT TO", "DATA"].includes(error.command ?? "")
  return isAboutMessage && responseCode >= 500 && responseCode !== 503 && !isAboutSigningIn(error, responseCode)
}

function isAboutSigningIn(error: RelayError, responseCode: number): boolean {
  return error.code === "EAUTH" || (responseCode >= 530 && responseCode <= 538)
}

function unanswered(error: RelayError, isOnItsWay: boolean): Answer {
  // The relay announced a limit (SIZE, RFC 1870) that the message is over: sending it would only be refused.
  if (error.code === "EMESSAGE" && error.command === "MAIL FROM") return { is: "refused", code: "552 5.3.4" }
  const trouble = isOnItsWay && error.code !== "ETIMEDOUT" ? "dropped" : (troubles[error.code ?? ""] ?? "unreachable")
  return { is: "deferred", trouble, code: "", mayHaveArrived: isOnItsWay }
}

const troubles: Record<string, Trouble> = {
  ETIMEDOUT: "timeout",
  ETLS: "not-secure",
  EAUTH: "not-signed-in",
}

// "550 5.1.1" of "550 5.1.1 <jo@force.example>: no such user": RFC 5321's code and RFC 3463's.
function codesIn(response: string): string {
  return /^\d{3}([ -]\d\.\d{1,3}\.\d{1,3}(?=\s|$))?/.exec(response)?.[0].replace("-", " ") ?? ""
}
