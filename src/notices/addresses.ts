// The three things by which a person finds the way back to a case: our reply address, our Message-ID and the private link.
// Each holds a keyed hash bound to what it was issued for, so that knowing a case's number opens nothing.

import type { EpochMilliseconds } from "../time/epoch.ts"
import { fromShortNumber, isSameMac, lowerCase, macLength, macOf, shortNumber } from "./mac.ts"

export type Verdict<Found> = Found | "not-ours" | "does-not-verify"
export type CaseNamed = { readonly caseId: number }
export type NoticeNamed = { readonly caseId: number; readonly noticeId: number }

/** `local+token@domain`: where `address` writes to continue the case. At most 44 characters longer than the desk's own address. */
export function replyAddressFor(key: Buffer, mailAddress: string, caseId: number, address: string): string {
  const [local, domain] = split(mailAddress)
  return `${local}+${shortNumber(caseId)}${replyMac(key, caseId, address)}@${domain}`
}

/**
 * What a recipient's address says. Anything between our local part's `+` and our domain claims to be a reply address of ours;
 * it verifies only when it is written by the address that it was issued to.
 */
export function verifiedReplyAddress(
  key: Buffer,
  mailAddress: string,
  candidate: string,
  fromAddress: string,
): Verdict<CaseNamed> {
  const token = tokenIn(mailAddress, candidate)
  if (token === undefined) return "not-ours"
  const caseId = fromShortNumber(token.slice(0, -macLength))
  if (caseId === undefined) return "does-not-verify"
  return isSameMac(replyMac(key, caseId, fromAddress), token.slice(-macLength)) ? { caseId } : "does-not-verify"
}

/** Whether mail to an address comes back to this desk, which would be talking to itself. */
export function isOwnAddress(mailAddress: string, candidate: string): boolean {
  return (
    split(candidate.trim()).join("@") === split(mailAddress).join("@") || tokenIn(mailAddress, candidate) !== undefined
  )
}

/** A notice's Message-ID, in angle brackets: unguessable, and the same at every attempt. */
export function messageIdFor(key: Buffer, domain: string, caseId: number, noticeId: number, address: string): string {
  const mac = messageMac(key, caseId, noticeId, address)
  return `<${messagePrefix}${shortNumber(caseId)}.${shortNumber(noticeId)}.${mac}@${lowerCase(domain)}>`
}

/** What a Message-ID in In-Reply-To or References says, when `fromAddress` carries it back. */
export function verifiedMessageId(
  key: Buffer,
  domain: string,
  candidate: string,
  fromAddress: string,
): Verdict<NoticeNamed> {
  const local = messageLocalPart(domain, candidate)
  if (local === undefined) return "not-ours"
  const named = namedIn(local)
  if (named === undefined) return "does-not-verify"
  const ours = messageMac(key, named.caseId, named.noticeId, fromAddress)
  return isSameMac(ours, local.slice(-macLength)) ? named : "does-not-verify"
}

/** The notice that a Message-ID claims to be, unverified: a bounce comes from anybody but the recipient. */
export function noticeOfMessageId(domain: string, candidate: string): NoticeNamed | undefined {
  const local = messageLocalPart(domain, candidate)
  return local === undefined ? undefined : namedIn(local)
}

/** Whether a Message-ID is one that we gave to a notice for `recipient`. */
export function messageIdVerifies(key: Buffer, domain: string, candidate: string, recipient: string): boolean {
  return typeof verifiedMessageId(key, domain, candidate, recipient) === "object"
}

/** The token of a customer's private link. How long it works is for the page to say, from `issuedAt`. */
export function followTokenFor(key: Buffer, caseId: number, issuedAt: EpochMilliseconds): string {
  return `${shortNumber(caseId)}-${shortNumber(issuedAt)}-${followMac(key, caseId, issuedAt)}`
}

/** The case of a private link; undefined for a token that we did not issue. */
export function verifiedFollowToken(
  key: Buffer,
  token: string,
): { caseId: number; issuedAt: EpochMilliseconds } | undefined {
  const [first = "", second = "", mac = "", ...rest] = token.slice(0, tokenLimit).split("-")
  const [caseId, issuedAt] = [fromShortNumber(first), fromShortNumber(second)]
  if (caseId === undefined || issuedAt === undefined || rest.length > 0) return undefined
  return isSameMac(followMac(key, caseId, issuedAt), mac) ? { caseId, issuedAt } : undefined
}

/** The domain of the desk's own address, which its Message-IDs carry too. */
export function domainOf(address: string): string {
  return split(address)[1]
}

const messagePrefix = "charter."
const tokenLimit = 100

function replyMac(key: Buffer, caseId: number, address: string): string {
  return macOf(key, "reply-address", [caseId, lowerCase(address.trim())])
}

function messageMac(key: Buffer, caseId: number, noticeId: number, address: string): string {
  return macOf(key, "message-id", [caseId, noticeId, lowerCase(address.trim())])
}

function followMac(key: Buffer, caseId: number, issuedAt: EpochMilliseconds): string {
  return macOf(key, "follow-link", [caseId, issuedAt])
}

function split(address: string): [local: string, domain: string] {
  const at = address.lastIndexOf("@")
  return [lowerCase(address.slice(0, at)), lowerCase(address.slice(at + 1))]
}

function tokenIn(mailAddress: string, candidate: string): string | undefined {
  const [ourLocal, ourDomain] = split(mailAddress)
  const [local, domain] = split(candidate.trim())
  if (domain !== ourDomain || !local.startsWith(`${ourLocal}+`)) return undefined
  return local.slice(ourLocal.length + 1)
}

// Other systems of our own domain make Message-IDs too; the prefix is what makes one a claim to be ours.
function messageLocalPart(domain: string, candidate: string): string | undefined {
  const [local, itsDomain] = split(candidate.trim().replace(/^<|>$/g, ""))
  return itsDomain === lowerCase(domain) && local.startsWith(messagePrefix) ? local : undefined
}

function namedIn(local: string): NoticeNamed | undefined {
  const [, first = "", second = "", mac = "", ...rest] = local.split(".")
  const [caseId, noticeId] = [fromShortNumber(first), fromShortNumber(second)]
  if (caseId === undefined || noticeId === undefined || rest.length > 0 || mac.length !== macLength) return undefined
  return { caseId, noticeId }
}
