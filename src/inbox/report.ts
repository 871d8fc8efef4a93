// Delivery reports: the standard form (RFC 3464), and what can be made out of the many that have a form of their own.

import { header, headersIn } from "./headers.ts"
import { type DeliveryReport, type LetterAttachment, limits, type ReportedRecipient } from "./letter.ts"
import { oneLine } from "./plain.ts"

const scannedCharacters = 256 * 1024
const messageIdsLimit = 20

/** The report in a message/delivery-status part, with the Message-IDs found in what it returns. Null where there is none. */
export function deliveryReportIn(parts: readonly LetterAttachment[], text: string): DeliveryReport | null {
  const status = parts.filter((part) => /^message\/(global-)?delivery-status$/.test(part.mediaType))
  if (status.length === 0) return null
  const groups = status.flatMap((part) => statusGroups(part.bytes))
  const recipients = groups.map(recipientOf).filter((each) => each.address !== "" || each.status !== "")
  return { recipients: recipients.slice(0, limits.reportedRecipients), messageIds: returnedMessageIds(parts, text) }
}

/** What a report without that part says: the recipients it names in a header, and the Message-IDs in what it returns. */
export function unstandardReport(
  failedRecipients: string,
  parts: readonly LetterAttachment[],
  text: string,
): DeliveryReport {
  const addresses = failedRecipients.split(",", limits.reportedRecipients).map((each) => oneLine(each, 320))
  const recipients = addresses
    .filter((each) => each.includes("@"))
    .map((address) => ({ address, action: "failed", status: "", diagnostic: "" }))
  return { recipients, messageIds: returnedMessageIds(parts, text) }
}

// Groups of fields, parted by blank lines; each is read as a header block of its own.
function statusGroups(bytes: Uint8Array): Uint8Array[] {
  const text = decoded(bytes).replace(/\r\n?/g, "\n")
  const groups = text.split(/\n[ \t]*\n/, limits.reportedRecipients + 1)
  return groups.map((group) => new TextEncoder().encode(group.trim()))
}

function recipientOf(group: Uint8Array): ReportedRecipient {
  const fields = headersIn(group)
  const address = header(fields, "final-recipient") || header(fields, "original-recipient")
  return {
    address: oneLine(withoutType(address).replace(/^<|>$/g, ""), 320),
    action: /^[a-z]{1,20}/.exec(header(fields, "action").toLowerCase())?.[0] ?? "",
    status: /[245]\.\d{1,3}\.\d{1,3}/.exec(header(fields, "status"))?.[0] ?? "",
    diagnostic: oneLine(withoutType(header(fields, "diagnostic-code")), 500),
  }
}

function withoutType(value: string): string {
  return value.replace(/^[A-Za-z0-9-]{1,40}\s*;\s*/, "").trim()
}

function returnedMessageIds(parts: readonly LetterAttachment[], text: string): string[] {
  const returned = parts.filter((part) =>
    /^(message\/(rfc822|global)|text\/rfc822-headers)|headers$/.test(part.mediaType),
  )
  const ids = [...returned.map((part) => decoded(part.bytes)), text].flatMap(messageIdsIn)
  return [...new Set(ids)].slice(0, messageIdsLimit)
}

function messageIdsIn(text: string): string[] {
  const lines = text.slice(0, scannedCharacters).matchAll(/^[>|\s]{0,20}message-id:\s{0,80}<?([^<>\s]{3,998})>?/gim)
  return [...lines].slice(0, messageIdsLimit).map((found) => found[1] ?? "")
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, scannedCharacters))
}
