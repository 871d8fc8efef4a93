// Words from outside on their way into a message: nothing in them may end a line of its header or turn its text round.

const lineLimit = 200

// What looks like an encoded word (RFC 2047) would be decoded by the reader's program into what we took out.
const encodedWord = /=\?/g

// Line and paragraph separators end a line for some programs, and the directional marks turn what follows them round.
const breaks = /[\p{Cc}\u2028\u2029]+/gu
const turning = /[\u202a-\u202e\u2066-\u2069]/gu

/** One line without control characters, at most 200 characters long. */
export function oneLine(text: string): string {
  const line = text
    .toWellFormed()
    .replace(turning, "")
    .replace(breaks, " ")
    .replace(/\s+/g, " ")
    .replace(encodedWord, "= ?")
    .trim()
  return [...line].length > lineLimit ? `${[...line].slice(0, lineLimit - 1).join("")}…` : line
}

/** Lines as their author set them, without any other control character. */
export function manyLines(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|\u2028|\u2029/g, "\n")
    .replace(turning, "")
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .trim()
}

/**
 * A single address that means the same to every program: no quotes, comments, groups, routes or folding. Anything else is
 * undefined, and nothing is sent to it.
 */
export function usableAddress(text: string): string | undefined {
  const address = text.trim()
  const [local = "", domain = "", ...rest] = address.split("@")
  if (rest.length > 0 || address.length > 254 || local.length > 64) return undefined
  return isLocalPart(local) && isDomain(domain) ? address : undefined
}

// RFC 5322 dot-atom, with RFC 6531's letters of every script.
function isLocalPart(local: string): boolean {
  return /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(local)
}

function isDomain(domain: string): boolean {
  return /^[\p{L}\p{M}\p{N}]([\p{L}\p{M}\p{N}_-]{0,61}[\p{L}\p{M}\p{N}])?(\.[\p{L}\p{M}\p{N}]([\p{L}\p{M}\p{N}_-]{0,61}[\p{L}\p{M}\p{N}])?)*$/u.test(
    domain,
  )
}
