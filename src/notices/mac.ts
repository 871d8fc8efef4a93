// What we hand out and must recognise again: short tokens that nobody else can make.

import { createHmac, timingSafeEqual } from "node:crypto"

const alphabet = "abcdefghijklmnopqrstuvwxyz234567"
/** 160 bits in base32: what a reply address can carry beside its local part's limit of 64 characters. */
export const macLength = 32

/** A keyed hash of `facts` as 32 lower-case letters and digits. `purpose` keeps a token of one use from passing for another's. */
export function macOf(key: Buffer, purpose: string, facts: readonly (string | number)[]): string {
  const message = JSON.stringify([purpose, ...facts])
  return base32(createHmac("sha256", key).update(message).digest().subarray(0, 20))
}

/** Compares two tokens in the time that their length dictates, whatever they hold. */
export function isSameMac(ours: string, theirs: string): boolean {
  const [a, b] = [Buffer.from(ours), Buffer.from(theirs)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** A whole number in as few letters and digits as it needs. */
export function shortNumber(number: number): string {
  return number.toString(36)
}

/** The number that `text` is the one way to write; undefined for anything else, so that no two tokens mean the same. */
export function fromShortNumber(text: string): number | undefined {
  if (!/^[1-9a-z][0-9a-z]{0,10}$/.test(text)) return undefined
  const number = Number.parseInt(text, 36)
  return Number.isSafeInteger(number) ? number : undefined
}

/** Lower case in ASCII alone: the Kelvin sign is not a k, and an address that holds one is another address. */
export function lowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

// RFC 4648 section 6, without padding: 20 bytes are 32 characters exactly.
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("")
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet.charAt(Number.parseInt(five, 2))).join("")
}
