// Tokens that name one row and prove that we made them: in the links of our mail. Nothing of them is kept, so a copy of the database
// opens nothing.

import { fromShortNumber, isSameMac, lowerCase, macOf, shortNumber } from "./mac.ts"

/** What a token is for: one of a purpose does not pass for another's. */
export type TokenPurpose = "customer-link" | "copy" | "status-confirm" | "status-choice" | "status-end"

const longest = 60

/** `about` binds the token to something more than the number, such as the address that it is mailed to. */
export function tokenFor(key: Buffer, purpose: TokenPurpose, number: number, about = ""): string {
  return `${shortNumber(number)}-${macFor(key, purpose, number, about)}`
}

/** The number in a token of ours; undefined for anything else. Decided before anything is looked up. */
export function numberOfToken(key: Buffer, purpose: TokenPurpose, token: string, about = ""): number | undefined {
  const [short = "", mac = "", ...rest] = token.slice(0, longest).split("-")
  const number = fromShortNumber(short)
  if (number === undefined || rest.length > 0) return undefined
  return isSameMac(macFor(key, purpose, number, about), mac) ? number : undefined
}

function macFor(key: Buffer, purpose: TokenPurpose, number: number, about: string): string {
  return macOf(key, `token-${purpose}`, [number, lowerCase(about.trim())])
}
