// The network that an address belongs to, as far as throttling is concerned.

import { isIPv6 } from "node:net"

/** An IPv4 address as it is; of an IPv6 address its first 64 bits, because whoever has one has all of the rest. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(?<four>\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.groups?.["four"]
  if (mapped !== undefined) return mapped
  return isIPv6(address) ? `${groupsOf(address).slice(0, 4).join(":")}::/64` : address
}

function groupsOf(address: string): string[] {
  const plain = address.split("%", 1)[0] ?? ""
  const [front = "", back] = plain.split("::")
  const before = front === "" ? [] : front.split(":")
  const after = back === undefined || back === "" ? [] : back.split(":")
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0")
  return [...before, ...(back === undefined ? [] : zeros), ...after].map((group) =>
    group.toLowerCase().replace(/^0+(?=.)/, ""),
  )
}
