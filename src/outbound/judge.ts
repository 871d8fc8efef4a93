// Where something of ours may be posted to: the name is resolved once, every address that it has is judged, and one of them is kept.

import { lookup } from "node:dns/promises"
import { isLoopbackAddress, isPublicAddress } from "./address.ts"
import { isBadPort } from "./ports.ts"

/**
 * public: https on the open internet. loopback: this machine too, also without https, for trying things out. anywhere: what an
 * operator has set in the environment of the desk.
 */
export type Reach = "public" | "loopback" | "anywhere"

export type NetworkAddress = { readonly address: string; readonly family: number }

/** An address on the web with the one network address that a connection to it goes to. */
export type Pinned = { readonly url: URL } & NetworkAddress

export type Resolve = (host: string) => Promise<readonly NetworkAddress[]>

/**
 * It could not be posted, or must not be. To people one sentence for all of it: whether a name is known inside, and whether a port is
 * open there, is nobody's to find out by us. The cause is for the log.
 */
export class Unreachable extends Error {
  constructor(cause?: unknown) {
    super("It could not be reached on the open internet.", { cause })
  }
}

/** Whether an address on the web may be posted to as far as its own words tell; a name is judged when it is resolved. */
export function mayBePosted(url: URL, reach: Reach): boolean {
  if (!/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") return false
  if (reach === "anywhere") return true
  if (isBadPort(url)) return false
  const host = hostOf(url)
  const isOfMachine = host === "localhost" || isLoopbackAddress(host)
  if (reach === "loopback" && isOfMachine) return true
  return url.protocol === "https:" && !isOfMachine && (!isLiteral(host) || isPublicAddress(host))
}

/** Resolves an address on the web once and judges what came of it. Throws Unreachable. */
export async function judged(url: URL, reach: Reach, resolve: Resolve = resolved): Promise<Pinned> {
  if (!mayBePosted(url, reach)) throw new Unreachable("by its own words")
  return { url, ...(await pinnedTo(hostOf(url), (address) => isWithin(address, url, reach), resolve)) }
}

/** Resolves a host once; the address that a connection goes to, where every address that it has may be one. Throws Unreachable. */
export async function pinnedTo(
  host: string,
  mayBe: (address: string) => boolean,
  resolve: Resolve = resolved,
): Promise<NetworkAddress> {
  const found = await resolve(host).catch((cause: unknown) => {
    throw new Unreachable(cause)
  })
  const [first] = found
  // One bad address among good ones is how a name is made to lead inside.
  if (first === undefined || !found.every(({ address }) => mayBe(address)))
    throw new Unreachable("by what it resolves to")
  return first
}

function isWithin(address: string, url: URL, reach: Reach): boolean {
  if (reach === "anywhere") return true
  if (reach === "loopback" && isLoopbackAddress(address)) return true
  return url.protocol === "https:" && isPublicAddress(address)
}

async function resolved(host: string) {
  return await lookup(host, { all: true })
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "")
}

// The URL standard has written every form of a number as four already: 0x7f.1, 2130706433 and 0 are plain here.
function isLiteral(host: string): boolean {
  return host.includes(":") || /^\d+\.\d+\.\d+\.\d+$/.test(host)
}
