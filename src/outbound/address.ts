// Which network addresses belong to the open internet: what somebody types must not become a way into our own network.

import ipaddr from "ipaddr.js"

/** Whether an address, as a resolver gives it, lies on the open internet. What is no address does not. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== "unicast") return false
  // Of IPv6 only 2000::/3 has been given out: what lies beside it is mapped, translated or reserved, or will be.
  return parsed.kind() === "ipv4" || parsed.match(ipaddr.parseCIDR("2000::/3"))
}

/** Whether an address is this machine itself. */
export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === "loopback"
}

/** Whether an address is of no network that somebody runs a server in: this machine, its link, or what a cloud keeps there. */
export function isReservedAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return true
  const range = ipaddr.process(address).range()
  return range !== "unicast" && range !== "private" && range !== "uniqueLocal" && range !== "carrierGradeNat"
}
