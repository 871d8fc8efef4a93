// Where a mailbox's server is, judged at every connection: a name that led to a mail server when it was typed may lead inside a minute
// later (A36).

import { isLoopbackAddress, isReservedAddress, type NetworkAddress, pinnedTo, type Resolve } from "../outbound/index.ts"

/** The one network address that a connection to the host goes to. Throws Unreachable. */
export function judgedServer(host: string, resolve?: Resolve): Promise<NetworkAddress> {
  return pinnedTo(host, (address) => mayBeServer(host, address), resolve)
}

/** This machine by its own name, as only the command line and a setting may say. */
export function isOurselves(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host)
}

// A server in our own network is one. Beside this machine and its link lies what a cloud keeps there.
function mayBeServer(host: string, address: string): boolean {
  return isOurselves(host) ? isLoopbackAddress(address) : !isReservedAddress(address)
}
