// Where to go after signing in, as the address of the sign-in page proposes it: an address that anybody may have written.

const elsewhere = "/desk"
const limit = 500

/** The path if it is one of the desk's own, otherwise the desk. An allow-list: our path in plain characters, no dots, no backslash. */
export function nextPath(proposed: string): string {
  const isOurs = /^\/desk(?:[/?][\w\-/?&=%+,:~.]*)?$/.test(proposed) && !/\.\.|\/\/|%(?:2f|5c|0)/i.test(proposed)
  return isOurs && proposed.length <= limit ? proposed : elsewhere
}
