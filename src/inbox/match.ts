// What a letter is to the desk. Mail proves nothing about its sender: only what we issued, from the address we issued it to,
// continues a case; whatever else claims to is held for a person to look at.

import {
  type CaseNamed,
  domainOf,
  messageIdVerifies,
  type NoticeNamed,
  noticeOfMessageId,
  type Verdict,
  verifiedMessageId,
  verifiedReplyAddress,
} from "../notices/index.ts"
import type { Envelope, ParsedLetter, ReportedRecipient } from "./letter.ts"

export type Decision =
  | { readonly do: "open" }
  | { readonly do: "update"; readonly caseId: number }
  | { readonly do: "hold"; readonly reason: string; readonly claims: readonly string[] }
  | { readonly do: "ignore"; readonly reason: string }
  | {
      readonly do: "bounce"
      readonly caseId: number
      readonly noticeId: number
      readonly recipients: readonly ReportedRecipient[]
    }

export type Ours = {
  readonly key: Buffer
  /** Who the desk writes as. */
  readonly mailAddress: string
  /** Who else it writes as: its mailboxes. */
  readonly mailboxAddresses?: readonly string[]
  /** How our references begin, by kind: "INC". */
  readonly prefixes: readonly string[]
}

/** The address that a notice went to; undefined where there is no such notice, or its recipient was redacted. */
export type RecipientOf = (notice: NoticeNamed) => string | undefined

/** The notices that a letter says it is, or is about: their recipients are wanted for `matched`. */
export function noticesNamed(letter: ParsedLetter, ours: Ours): NoticeNamed[] {
  const ids = letter.report === null ? [] : idsReported(letter)
  const named = [...ids, letter.messageId ?? ""].map((id) => noticeNamed(ours, id))
  return named.filter((each) => each !== undefined).slice(0, noticesLimit)
}

function addressesOf({ mailAddress, mailboxAddresses = [] }: Ours): string[] {
  return [mailAddress, ...mailboxAddresses]
}

function domainsOf(ours: Ours): string[] {
  return [...new Set(addressesOf(ours).map(domainOf))]
}

function noticeNamed(ours: Ours, messageId: string): NoticeNamed | undefined {
  return domainsOf(ours)
    .map((domain) => noticeOfMessageId(domain, messageId))
    .find((each) => each !== undefined)
}

function isIdOfOurs(ours: Ours, messageId: string, recipient: string): boolean {
  return domainsOf(ours).some((domain) => messageIdVerifies(ours.key, domain, messageId, recipient))
}

const noticesLimit = 50

export function matched(letter: ParsedLetter, envelope: Envelope, ours: Ours, recipientOf: RecipientOf): Decision {
  return (
    comesBack(letter, envelope, ours, recipientOf) ??
    machines(letter, ours, recipientOf) ??
    continues(letter, envelope, ours) ?? { do: "open" }
  )
}

// A notice of ours that returns as a letter would be answered by a notice.
function comesBack(
  { messageId, to, cc, from }: ParsedLetter,
  envelope: Envelope,
  ours: Ours,
  recipientOf: RecipientOf,
): Decision | null {
  const notice = messageId === null ? undefined : noticeNamed(ours, messageId)
  if (messageId !== null && notice !== undefined) {
    const recipients = [...to, ...cc].map((each) => each.address)
    const possible = [recipientOf(notice) ?? "", ...recipients, ...envelope.to]
    const isOurs = possible.some((each) => isIdOfOurs(ours, messageId, each))
    return isOurs
      ? ignored("a loop: our own letter came back")
      : held("carries a Message-ID of ours that does not verify")
  }
  return from !== null && isOurAddress(from.address, ours) ? held("says that it is from the desk itself") : null
}

function isOurAddress(address: string, ours: Ours): boolean {
  const plain = address.toLowerCase()
  return addressesOf(ours).some((each) => {
    const local = each.slice(0, each.lastIndexOf("@"))
    return plain === each.toLowerCase() || isPlusAddress(plain, local.toLowerCase(), domainOf(each))
  })
}

function isPlusAddress(address: string, local: string, domain: string): boolean {
  return address.startsWith(`${local}+`) && address.endsWith(`@${domain}`)
}

function machines(letter: ParsedLetter, ours: Ours, recipientOf: RecipientOf): Decision | null {
  const { kind, why } = letter.classification
  if (kind === "loop") return ignored(`a loop: ${why}`)
  if (kind === "automatic-reply") return ignored(`an automatic reply: ${why}`)
  if (kind === "feedback-report") return ignored(`a report: ${why}`)
  return kind === "bounce" ? bounced(letter, ours, recipientOf) : null
}

function bounced(letter: ParsedLetter, ours: Ours, recipientOf: RecipientOf): Decision {
  for (const id of idsReported(letter)) {
    const notice = noticeNamed(ours, id)
    const recipient = notice === undefined ? undefined : recipientOf(notice)
    if (notice === undefined || recipient === undefined) continue
    if (!isIdOfOurs(ours, id, recipient)) continue
    return { do: "bounce", ...notice, recipients: letter.report?.recipients ?? [] }
  }
  return ignored("a bounce of no letter of ours")
}

function idsReported({ report, inReplyTo, references }: ParsedLetter): string[] {
  return [...(report?.messageIds ?? []), ...inReplyTo, ...references]
}

function continues(letter: ParsedLetter, envelope: Envelope, ours: Ours): Decision | null {
  const { from, classification, subject } = letter
  if (from === null) return held(letter.fromProblem ?? "has no usable From")
  const verdicts = verdictsOn(letter, envelope, ours, from.address)
  const verified = verdicts.find((verdict) => typeof verdict === "object")
  if (verified !== undefined && classification.kind === "automatic") {
    return ignored(`an automatic reply: ${classification.why}`)
  }
  if (verified !== undefined) return { do: "update", caseId: verified.caseId }
  const claims = referencesIn(subject, ours.prefixes)
  if (claims.length > 0) return held(`claims ${claims.join(", ")}`, claims)
  return verdicts.includes("does-not-verify")
    ? held("claims a case by an address or a Message-ID of ours that was not issued to its sender")
    : null
}

// A reply address says more than a thread, and the letter answered more than those before it.
function verdictsOn(
  { to, cc, inReplyTo, references }: ParsedLetter,
  envelope: Envelope,
  ours: Ours,
  from: string,
): Verdict<CaseNamed>[] {
  const addresses = [...envelope.to, ...[...to, ...cc].map((each) => each.address)]
  const ids = [...inReplyTo, ...references.toReversed()]
  const { key } = ours
  return [
    ...addresses.flatMap((address) => addressesOf(ours).map((each) => verifiedReplyAddress(key, each, address, from))),
    ...ids.flatMap((id) => domainsOf(ours).map((domain) => verifiedMessageId(key, domain, id, from))),
  ]
}

/** The references of ours that a subject names, in their own spelling. */
export function referencesIn(subject: string, prefixes: readonly string[]): string[] {
  const plain = subject
    .normalize("NFKC")
    .replace(/\p{Pd}/gu, "-")
    .toUpperCase()
  const pattern = /(?<![A-Z0-9])([A-Z]{2,5})-(\d{4}-\d{6,15})(?!\d)/g
  const found = [...plain.matchAll(pattern)].filter(([, prefix = ""]) => prefixes.includes(prefix))
  return [...new Set(found.map(([, prefix, number]) => `${prefix}-${number}`))].slice(0, 5)
}

function held(reason: string, claims: readonly string[] = []): Decision {
  return { do: "hold", reason, claims }
}

function ignored(reason: string): Decision {
  return { do: "ignore", reason }
}
