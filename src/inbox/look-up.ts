// Looks names up for the checks of senders: at the machine's own resolvers, or at those that a setting names.

import { Resolver } from "node:dns/promises"
import type { LookUp } from "./checker.ts"

const tryMilliseconds = 2_000

/** `servers` are addresses with or without ports; undefined: the machine's own. */
export function lookUpAt(servers: readonly string[] | undefined): LookUp {
  const resolver = new Resolver({ timeout: tryMilliseconds, tries: 2 })
  if (servers !== undefined) resolver.setServers([...servers])
  return async (name, type) => {
    switch (type) {
      case "TXT":
        return (await resolver.resolveTxt(name)).map((pieces) => pieces.join(""))
      case "A":
        return await resolver.resolve4(name)
      case "AAAA":
        return await resolver.resolve6(name)
      case "MX":
        return await resolver.resolveMx(name)
      case "PTR":
        return await resolver.resolvePtr(name)
      case "CNAME":
        return await resolver.resolveCname(name)
      default:
        throw Object.assign(new Error(`nobody needs ${type}`), { code: "ENODATA" })
    }
  }
}
