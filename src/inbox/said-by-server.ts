// What the server that received a mailbox's letters says of their senders (Authentication-Results, RFC 8601): believed only under the name that
// the mailbox is set to believe, and only in the topmost header, because all below it may have been written by the sender.

import { headersIn } from "./headers.ts"
import { type CheckResult, type SenderChecks, senderChecks } from "./sender-checks.ts"

const headLimitBytes = 256 * 1024

/** Undefined where that server says nothing. `server` is the name under which it speaks. */
export function saidByServer(raw: Buffer, server: string): SenderChecks | undefined {
  const end = raw.subarray(0, headLimitBytes).indexOf("\r\n\r\n")
  const [said = ""] = headersIn(raw.subarray(0, end === -1 ? headLimitBytes : end)).get("authentication-results") ?? []
  const [name = "", ...rest] = said.replace(/\([^()]*\)/g, " ").split(";")
  if (name.trim().split(/\s+/)[0]?.toLowerCase() !== server.toLowerCase()) return undefined
  const results = new Map(rest.flatMap(resultIn))
  const result = (method: string): CheckResult => results.get(method) ?? "not-judged"
  const [dkim, spf, dmarc] = [result("dkim"), result("spf"), result("dmarc")]
  if (dmarc === "pass") return { sender: "proved", dkim, spf, dmarc, policy: null, doubt: null }
  if (dmarc === "fail") return { sender: "failed", dkim, spf, dmarc, policy: null, doubt: null }
  return { sender: "unverified", dkim, spf, dmarc, policy: null, doubt: dmarc === "none" ? "no-dmarc" : "dns-trouble" }
}

function resultIn(clause: string): [string, CheckResult][] {
  const [, method = "", word = ""] = /^\s*(dkim|spf|dmarc)\s*(?:\/\s*\d+)?\s*=\s*([a-z]+)/i.exec(clause) ?? []
  const result = senderChecks.shape.dkim.safeParse(word.toLowerCase())
  return method !== "" && result.success ? [[method.toLowerCase(), result.data]] : []
}
