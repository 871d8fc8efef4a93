// Passwords: what one must be like, and how one is kept and compared.

import { hash, verify } from "@node-rs/argon2"
import { commonWords, keyboardRuns } from "./common-words.ts"

export const passwordMinimum = 12
// A bound, so that nobody makes us hash a megabyte; longer than any password manager makes.
const passwordMaximum = 200
// In UTF-16 units and before composing, a password of that many characters may be longer.
const comparedLimit = 10 * passwordMaximum

// Argon2id with OWASP's first choice of parameters (19 MiB, 2 passes); written out, so that an upgrade cannot weaken them.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The hash to keep. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalised(password), parameters)
}

/** Compares with the hash, or with one of nobody's password: whether somebody exists must not be heard in the time it takes. */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  const isRight = await verify(passwordHash ?? (await nobodysHash()), normalised(password.slice(0, comparedLimit)))
  return isRight && passwordHash !== undefined
}

/** Why a password cannot be taken, as a sentence; undefined if it can. `own` are words that a guesser tries first: name and address. */
export function passwordFault(password: string, own: readonly string[]): string | undefined {
  const { length } = [...normalised(password)]
  if (length < passwordMinimum) return `Password must be ${passwordMinimum} characters or more`
  if (length > passwordMaximum) return `Password must be ${passwordMaximum} characters or fewer`
  if (isGuessable(normalised(password), own)) return "Password is one of those that are guessed first. Choose another"
  return undefined
}

// The same letters typed on another keyboard are the same password (RFC 8265).
function normalised(password: string): string {
  return password.toWellFormed().normalize("NFC")
}

let ofNobody: Promise<string> | undefined

function nobodysHash(): Promise<string> {
  ofNobody ??= hashPassword(crypto.randomUUID())
  return ofNobody
}

// What guessing programs do, in reverse: undo "pa55word" and take out the words and runs of keys that they try. Fewer than five
// different characters left over is a common password with decoration, or a pattern.
function isGuessable(password: string, own: readonly string[]): boolean {
  const words = [...commonWords, ...keyboardRuns, ...own.flatMap(wordsOf)]
  const longestFirst = words.sort((one, other) => other.length - one.length)
  const plain = password.toLowerCase()
  return [plain, unleeted(plain)].some((form) => leftOver(form, longestFirst) < 5)
}

function leftOver(plain: string, words: readonly string[]): number {
  const rest = words.reduce((left, word) => left.replaceAll(word, " "), plain)
  return new Set(rest.replaceAll(" ", "")).size
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= 3)
}

const leet: Record<string, string> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
}

function unleeted(text: string): string {
  return text.replace(/[013457@$!]/g, (each) => leet[each] ?? each)
}
