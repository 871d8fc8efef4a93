// Where a webhook may lead: to https on the open internet. What an administrator types must not become a way into our own network.

import type { LookupAddress, LookupOptions } from "node:dns"
import { lookup } from "node:dns"
import { BlockList, isIP } from "node:net"
import { Refused } from "../errors.ts"

/** Whether an address lies in a network that is not the open internet. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return true
  return family === 6 ? innerSix.check(address, "ipv6") : innerFour.check(address, "ipv4")
}

/** Throws Refused where an address on the web is not one that a webhook may lead to by its own words alone. */
export function mustBePublic(url: URL): void {
  if (url.protocol !== "https:") throw new Refused("The webhook must begin with https://.")
  const host = url.hostname.replace(/^\[|\]$/g, "")
  if (isIP(host) !== 0 && isPrivateAddress(host)) throw new Refused("The webhook leads to a private address.")
}

type Found = (error: Error | null, address: string | LookupAddress[], family?: number) => void

/**
 * Looks a name up for a connection, and refuses it where any of its addresses is private. The connection goes to what was looked at: a
 * second look-up could answer otherwise (DNS rebinding).
 */
export function publicLookup(name: string, options: LookupOptions, found: Found): void {
  lookup(name, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return found(error, [])
    if (addresses.length === 0 || addresses.some((each) => isPrivateAddress(each.address)))
      return found(new Refused("The webhook leads to a private address."), [])
    const [first] = addresses
    if (options.all === true || first === undefined) return found(null, addresses)
    return found(null, first.address, first.family)
  })
}

// IANA's special-purpose address registries (RFC 6890 and its successors). A list of each: one list would take every IPv4 address for one
// that is mapped into IPv6.
const innerFour = new BlockList()
const innerSix = new BlockList()
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  innerFour.addSubnet(network, bits, "ipv4")
for (const [network, bits] of [
  ["::", 96],
  ["::ffff:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const)
  innerSix.addSubnet(network, bits, "ipv6")
