// Whose request it is: the address that throttling and the audit go by. Behind a load balancer it is what the balancer says; what
// anybody else says of it is worth nothing.

import { BlockList, isIP } from "node:net"
import type { FastifyRequest } from "fastify"

export type RemoteOf = (request: FastifyRequest) => string

declare module "fastify" {
  interface FastifyRequest {
    /** The network address of whoever asks, behind the proxies that are trusted. */
    remote: string
  }
}

/** Reads X-Forwarded-For only from the proxies named: from its end, the first address that is none of them. */
export function remoteThrough(trusted: readonly string[]): RemoteOf {
  const proxies = blockList(trusted)
  return (request) => {
    const peer = plain(request.socket.remoteAddress ?? "")
    return proxies === undefined ? peer : behind(peer, forwarded(request), (address) => isIn(proxies, address))
  }
}

// What stands further left was written by whoever sent it: it is looked at only as far as each hop before it is one of ours.
function behind(peer: string, hops: readonly string[], isProxy: (address: string) => boolean): string {
  let nearest = peer
  for (const hop of hops) {
    if (!isProxy(nearest)) return nearest
    const address = addressIn(hop)
    if (address === undefined) return nearest
    nearest = address
  }
  return nearest
}

const hopsLimit = 20

function forwarded({ headers }: FastifyRequest): string[] {
  const given = [headers["x-forwarded-for"] ?? []].flat().join(",")
  return given.split(",").slice(-hopsLimit).reverse()
}

// Some balancers add the port.
function addressIn(hop: string): string | undefined {
  const text = hop.trim()
  const bare = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(text)?.[1] ?? text
  return isIP(bare) === 0 ? undefined : plain(bare)
}

// A listener for both families shows IPv4 addresses in the clothes of IPv6.
function plain(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
}

function blockList(networks: readonly string[]): BlockList | undefined {
  if (networks.length === 0) return undefined
  const list = new BlockList()
  for (const network of networks) {
    const [address = "", prefix] = network.split("/")
    const family = isIP(address) === 4 ? "ipv4" : "ipv6"
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return list
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 4 ? "ipv4" : "ipv6")
}
