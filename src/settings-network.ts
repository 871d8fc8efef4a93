// What stands between people and the desk: networks as a setting names them, none so wide that it would be everybody.

import { isIP } from "node:net"
import { z } from "zod"
import { about } from "./settings-about.ts"
import { wholeNumber } from "./settings-types.ts"

const fault = "must be network addresses such as 10.0.0.7 or ranges such as 10.0.0.0/24, with commas between"

/** Addresses and ranges, as written. */
export const networks = z.string().transform((text, context): readonly string[] => {
  const written = text.split(/[\s,]+/).filter((each) => each !== "")
  if (written.length > 0 && written.every(isNetwork)) return written
  context.addIssue(fault)
  return z.NEVER
})

export const networkVariables = {
  TRUSTED_PROXIES: networks.optional().register(about, {
    sentence: "The load balancers whose X-Forwarded-For says who asks; from anybody else it counts for nothing.",
    type: "network addresses or ranges, with commas between",
    default: "none",
  }),
  DRAIN_SECONDS: wholeNumber(0, 25).optional().register(about, {
    sentence: "How long pages are still answered after the desk was told to stop, while /readyz says no already.",
    type: "0 to 25 seconds",
    default: "5 behind TRUSTED_PROXIES, otherwise 0",
  }),
}

function isNetwork(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/")
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return prefix === undefined || isPrefix(prefix, family === 4 ? 32 : 128)
}

// A range of no bits is every address: then anybody could say who they are.
function isPrefix(text: string, most: number): boolean {
  return /^[1-9]\d{0,2}$/.test(text) && Number(text) <= most
}
