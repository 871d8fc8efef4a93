// Who a letter is from: one strict reading of the From header (RFC 5322), which accepts exactly one mailbox that can be
// meant in one way only. Two parsers that read one header differently are how a stranger becomes somebody else.

import { domainToASCII, domainToUnicode } from "node:url"
import { addressParser, decodeWords } from "postal-mime"
import { limits, type Mailbox } from "./letter.ts"
import { oneLine } from "./plain.ts"

export type Sender = { readonly mailbox: Mailbox } | { readonly problem: string }

const valueLimitCharacters = 2000

/** The one usable mailbox of the From headers, or why there is none. */
export function senderFrom(values: readonly string[]): Sender {
  const value = values[0]
  if (value === undefined) return { problem: "has no From" }
  if (values.some((each) => each !== value)) return { problem: "has more than one From" }
  if (value.length > valueLimitCharacters) return { problem: "has an overlong From" }
  const pieces = piecesOf(value)
  return "problem" in pieces ? pieces : mailboxFrom(pieces)
}

/** The canonical spelling of one address, or null where it is not one that the desk would write to. */
export function usableAddress(written: string): string | null {
  const at = written.indexOf("@")
  const local = written.slice(0, at)
  if (at < 1 || !isLocalPart(local)) return null
  const domain = canonicalDomain(written.slice(at + 1))
  return domain === null ? null : `${local}@${domain}`
}

/** The first recipients of the given headers, leniently read: they are shown, and they prove nothing. */
export function recipientsIn(values: readonly string[], limit: number): Mailbox[] {
  const found: Mailbox[] = []
  for (const value of values) {
    for (const { name, address } of addressParser(value, { flatten: true })) {
      if (found.length >= limit) return found
      if (address) found.push({ name: oneLine(name, limits.nameCharacters), address: oneLine(address, 320) })
    }
  }
  return found
}

type Pieces = { words: string[]; quoted: boolean; angle: string | null; comment: string | null }
type Problem = { problem: string }

function piecesOf(value: string): Pieces | Problem {
  const pieces: Pieces = { words: [], quoted: false, angle: null, comment: null }
  let rest = value.trim()
  while (rest !== "") {
    const taken = takePiece(rest, pieces)
    if (typeof taken !== "number") return taken
    rest = rest.slice(taken).trimStart()
  }
  return pieces
}

// An encoded word is one word whatever it holds: many programs leave commas in it (RFC 2047 5 forbids them).
const encodedWord = /^=\?[^\s?@<>]{1,80}\?[qb]\?[^\s?@<>"]{0,500}\?=/i

function takePiece(rest: string, pieces: Pieces): number | Problem {
  if (rest.startsWith('"')) return takeQuoted(rest, pieces)
  if (rest.startsWith("(")) return takeComment(rest, pieces)
  if (rest.startsWith("<")) return takeAngle(rest, pieces)
  if (rest.startsWith(",") || rest.startsWith(";")) return { problem: "has more than one mailbox in From" }
  if (rest.startsWith(":")) return { problem: "has a group in From" }
  const word = (encodedWord.exec(rest) ?? /^[^\s"(),:;<>\p{Cc}]+/u.exec(rest))?.[0]
  if (word === undefined) return { problem: "has a From that cannot be read" }
  if (pieces.angle !== null) return { problem: "has words after the address in From" }
  pieces.words.push(word)
  return word.length
}

function takeQuoted(rest: string, pieces: Pieces): number | Problem {
  const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(rest)
  if (quoted === null || pieces.angle !== null) return { problem: "has a From that cannot be read" }
  const next = rest.charAt(quoted[0].length)
  if (next === "@" || next === ".") return { problem: "has a quoted address in From" }
  pieces.words.push((quoted[1] ?? "").replace(/\\(.)/gs, "$1"))
  pieces.quoted = true
  return quoted[0].length
}

// A comment is a name in the old style, and nothing else: not nested, not inside an address, no address in it.
function takeComment(rest: string, pieces: Pieces): number | Problem {
  const comment = /^\(([^()\\<>@\p{Cc}]*)\)(?=\s|$)/u.exec(rest)
  if (comment === null || pieces.comment !== null) return { problem: "has a comment in From that cannot be read" }
  pieces.comment = comment[1] ?? ""
  return comment[0].length
}

function takeAngle(rest: string, pieces: Pieces): number | Problem {
  const angle = /^<([^<>"(),:;\\]*)>/.exec(rest)
  if (angle === null || pieces.angle !== null) return { problem: "has a From that cannot be read" }
  pieces.angle = (angle[1] ?? "").trim()
  return angle[0].length
}

function mailboxFrom(pieces: Pieces): Sender {
  const bare = pieces.angle === null
  if (bare && (pieces.words.length !== 1 || pieces.quoted)) return { problem: "has no address in From" }
  const address = usableAddress(pieces.angle ?? pieces.words[0] ?? "")
  if (address === null) return { problem: "has an unusable address in From" }
  const written = bare ? (pieces.comment ?? "") : pieces.words.join(" ") || (pieces.comment ?? "")
  const name = oneLine(decodeWords(written), limits.nameCharacters)
  if (showsAnother(name, address)) return { problem: "shows another address in the name of its sender" }
  return { mailbox: { name: name.toLowerCase() === address.toLowerCase() ? "" : name, address } }
}

// "chief@college.police.uk" <stranger@elsewhere>: many mail programs show the name alone.
function showsAnother(name: string, address: string): boolean {
  const shown = name.normalize("NFKC").matchAll(/[^\s@<>()[\]"',;:]{1,64}@[^\s@<>()[\]"',;:]{1,255}/g)
  return [...shown].some(([each]) => each.toLowerCase().replace(/\.+$/, "") !== address.toLowerCase())
}

function isLocalPart(local: string): boolean {
  if (local.length > 64 || local.normalize("NFKC") !== local) return false
  return /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(local)
}

// What the URL standard reads as another host than what is written (0x7f.1, full-width letters) is not one to write to.
function canonicalDomain(domain: string): string | null {
  const ascii = domainToASCII(domain)
  if (ascii === "" || ascii.length > 253 || /^[\d.]+$/.test(ascii)) return null
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(ascii)) return null
  const isAscii = /^[\x21-\x7e]+$/.test(domain)
  if ((isAscii ? ascii : domainToUnicode(ascii)) !== domain.toLowerCase()) return null
  return ascii.split(".").every((label) => label.length <= 63) ? ascii : null
}
