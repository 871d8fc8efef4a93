// What DKIM, SPF and DMARC say of a letter's sender, and what the desk makes of it. Enumerations alone: they outlive the letter's words.

import { z } from "zod"

const results = [
  "pass",
  "fail",
  "softfail",
  "neutral",
  "none",
  "policy",
  "temperror",
  "permerror",
  "not-judged",
] as const
export type CheckResult = (typeof results)[number]

/** Why a sender is neither proved nor found out. */
const doubts = [
  "checks-are-off",
  "took-too-long",
  "could-not-be-read",
  "peer-not-known",
  "no-dmarc",
  "dns-trouble",
  "signed-in-part",
  "no-usable-from",
] as const
export type SenderDoubt = (typeof doubts)[number]

export const senderVerdicts = ["proved", "unverified", "failed"] as const
/** proved: the domain in From stands behind the letter. failed: it says that it does not. unverified: nobody can tell. */
export type SenderVerdict = (typeof senderVerdicts)[number]

export const senderChecks = z.strictObject({
  sender: z.enum(senderVerdicts),
  dkim: z.enum(results),
  spf: z.enum(results),
  dmarc: z.enum(results),
  /** What the domain asks to be done with letters that fail. */
  policy: z.enum(["none", "quarantine", "reject"]).nullable(),
  doubt: z.enum(doubts).nullable(),
})
export type SenderChecks = z.infer<typeof senderChecks>

/** What was found out about a letter, as far as it could be. */
export type SenderFindings = {
  /** Of the signatures that the domain in From stands behind: the best result. */
  readonly dkim: CheckResult
  /** Whether such a signature leaves a part of the letter out. */
  readonly isSignedInPart: boolean
  /** "not-judged" where the sending server's address is not known. */
  readonly spf: CheckResult
  readonly isSpfAligned: boolean
  readonly dmarc: CheckResult
  readonly policy: SenderChecks["policy"]
  /** The domain that all of it was judged for. */
  readonly domain: string | null
}

/** Nothing could be found out, and why. */
export function notJudged(doubt: SenderDoubt): SenderChecks {
  return { sender: "unverified", dkim: "not-judged", spf: "not-judged", dmarc: "not-judged", policy: null, doubt }
}

/**
 * What the findings come to for the address that the desk takes the letter to be from: two readings of one From header must not let one
 * domain's proof stand for another's.
 */
export function judgedSender(findings: SenderFindings, fromAddress: string | null): SenderChecks {
  const { dkim, spf, dmarc, policy } = findings
  const said = { dkim, spf, dmarc, policy }
  const domain = fromAddress === null ? null : fromAddress.slice(fromAddress.lastIndexOf("@") + 1).toLowerCase()
  if (domain === null || domain !== findings.domain?.toLowerCase()) return { ...said, ...unverified("no-usable-from") }
  return { ...said, ...verdictOn(findings) }
}

type Verdict = Pick<SenderChecks, "sender" | "doubt">

function verdictOn({ dkim, spf, dmarc, isSignedInPart, isSpfAligned }: SenderFindings): Verdict {
  const isSigned = dkim === "pass" && !isSignedInPart
  if (isSigned && (dmarc === "pass" || dmarc === "none")) return { sender: "proved", doubt: null }
  if (dmarc === "pass" && isSpfAligned) return { sender: "proved", doubt: null }
  if (dmarc === "pass") return unverified("signed-in-part")
  if (dmarc === "none") return unverified("no-dmarc")
  if (dmarc !== "fail" || isTrouble(dkim) || isTrouble(spf)) return unverified("dns-trouble")
  // The server before ours may have found that the sender's was allowed to send it: that is not known here.
  if (spf === "not-judged") return unverified("peer-not-known")
  return { sender: "failed", doubt: null }
}

// What may have been a pass, had the look-up worked.
function isTrouble(result: CheckResult): boolean {
  return result === "temperror"
}

function unverified(doubt: SenderDoubt): Verdict {
  return { sender: "unverified", doubt }
}

/** The sentence for a colleague. */
export function senderInWords({ sender, doubt, policy }: Pick<SenderChecks, "sender" | "doubt" | "policy">): string {
  if (sender === "proved") return "Proved: the domain of this address stands behind the letter."
  if (sender === "failed")
    return `Not who it says: it fails DMARC${policy === null ? "" : `, and its domain asks that such letters be treated with “${policy}”`}.`
  return `Not proved: ${doubtWords[doubt ?? "could-not-be-read"]}.`
}

const doubtWords: Readonly<Record<SenderDoubt, string>> = {
  "checks-are-off": "this desk does not look up who may send for a domain",
  "took-too-long": "looking up who may send for its domain took too long",
  "could-not-be-read": "the signs of its sender could not be read",
  "peer-not-known": "it carries no good signature of its domain, and which server sent it first is not known here",
  "no-dmarc": "its domain does not say how its letters can be told from others",
  "dns-trouble": "who may send for its domain could not be looked up",
  "signed-in-part": "its signature covers only a part of it",
  "no-usable-from": "it has no sender that could be proved",
}
