// The settings of mail that comes in: a mailbox to fetch from, and who may be asked about senders.

import { isIP } from "node:net"
import { z } from "zod"
import { about } from "./settings-about.ts"
import { networks } from "./settings-network.ts"
import { url } from "./settings-types.ts"

/** Which name servers may be asked: the machine's own (undefined), some by address, or none. */
export type MailDns = "off" | { readonly servers: readonly string[] | undefined }

const mailDns = z.string().transform((text, context): MailDns => {
  if (text === "off") return "off"
  if (text === "system") return { servers: undefined }
  const servers = text.split(/[\s,]+/).filter((each) => each !== "")
  if (servers.length > 0 && servers.every(isServer)) return { servers }
  context.addIssue(
    "must be off, system, or addresses of name servers such as 10.0.0.53 or 127.0.0.1:5353, with commas between",
  )
  return z.NEVER
})

// The fault does not repeat it: it holds a password.
const mailboxAddress = url("imap:", "imaps:").refine((text) => {
  const parsed = URL.parse(text)
  return parsed === null || (parsed.username !== "" && parsed.password !== "" && parsed.hostname !== "")
}, "must hold a name and a password: imaps://name:password@mail.example.org/INBOX")

function isServer(text: string): boolean {
  if (isIP(text) !== 0) return true
  const [, host = "", port = ""] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(text) ?? []
  return isIP(host) !== 0 && Number(port) > 0 && Number(port) <= 65_535
}

export const mailVariables = {
  IMAP_URL: mailboxAddress.optional().register(about, {
    sentence: "A mailbox to fetch letters from, with its name and password; others are added with charter mailbox add.",
    type: "imap(s) address",
    default: "off",
    secret: true,
  }),
  MAIL_DNS: mailDns.default("off").register(about, {
    sentence:
      "Which name servers are asked about the senders of letters (DKIM, SPF, DMARC); without, no sender is proved.",
    type: "off, system, or addresses with commas between",
    default: "off",
  }),
  MAIL_RELAYS: networks.optional().register(about, {
    sentence:
      "Mail servers of our own that hand letters on to SMTP_IN_PORT: who sent to them is not known, so SPF is not judged.",
    type: "network addresses or ranges, with commas between",
    default: "private networks alone",
  }),
}

type Values = z.output<z.ZodObject<typeof mailVariables>>

export function mailSettings({ IMAP_URL, MAIL_DNS, MAIL_RELAYS = [] }: Values) {
  return { imapUrl: IMAP_URL, mailDns: MAIL_DNS, mailRelays: MAIL_RELAYS }
}
