// Whose network address says something about a sender: a mail server of our own only hands on what others sent to it.

import { BlockList, isIP } from "node:net"

/** What hands letters on where nobody says otherwise: whatever stands in a private network, or on this machine. */
const privateNetworks = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "::/127",
  "fc00::/7",
  "fe80::/10",
]

/** Gives the address of a sending server; undefined for one of `relays`, and for what is no address. */
export function peersBeyond(relays: readonly string[]): (address: string | undefined) => string | undefined {
  const ours = blockList(relays.length === 0 ? privateNetworks : relays)
  return (address = "") => {
    const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
    const family = isIP(plain)
    return family === 0 || ours.check(plain, family === 4 ? "ipv4" : "ipv6") ? undefined : plain
  }
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = "", prefix] = network.split("/")
    const family = isIP(address) === 4 ? "ipv4" : "ipv6"
    list.addSubnet(address, prefix === undefined ? (family === "ipv4" ? 32 : 128) : Number(prefix), family)
  }
  return list
}
