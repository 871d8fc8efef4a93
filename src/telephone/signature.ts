// Whether an event comes from the exchange that it says: an HMAC over when it was sent and its very bytes, under the line's own secret.
// What is older than five minutes counts no more, so that a copy of it cannot be sent again later.

import { createHmac, timingSafeEqual } from "node:crypto"
import type { EpochMilliseconds } from "../time/epoch.ts"

/** The header: `t=<seconds since 1970>,v1=<64 hexadecimal digits>`, the last for each secret that is good. */
export const signatureHeader = "charter-signature"

const windowMilliseconds = 300_000
const signaturesLimit = 5

export type Signed = { readonly header: string | undefined; readonly body: Uint8Array }

/** Why it is not believed; undefined where it is. `at` is the machine's time: the exchange knows no other. */
export function faultOfSignature(
  { header, body }: Signed,
  secrets: readonly string[],
  at: EpochMilliseconds,
): "unsigned" | "too-old" | "wrong" | undefined {
  const read = /^t=(\d{1,12})((?:,v1=[0-9a-f]{64})+)$/.exec((header ?? "").replaceAll(" ", ""))
  const [, seconds = "", given = ""] = read ?? []
  if (read === null) return "unsigned"
  const isGood = given
    .split(",v1=")
    .slice(1, 1 + signaturesLimit)
    .some((each) => secrets.some((secret) => isSame(signatureOf(secret, seconds, body), each)))
  if (!isGood) return "wrong"
  return Math.abs(at - Number(seconds) * 1000) > windowMilliseconds ? "too-old" : undefined
}

/** The 64 digits for a body sent at `seconds`. */
export function signatureOf(secret: string, seconds: string, body: Uint8Array): string {
  return createHmac("sha256", secret).update(`${seconds}.`).update(body).digest("hex")
}

function isSame(ours: string, theirs: string): boolean {
  return timingSafeEqual(Buffer.from(ours), Buffer.from(theirs))
}
