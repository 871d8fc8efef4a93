// What customers type: one message a field, in words that say what to do.

import { z } from "zod"

/** One line: line breaks and runs of spaces become a space; characters that only turn or hide text are taken out. */
export function line(missing: string, name: string, limit: number) {
  return z
    .string(missing)
    .transform((typed) => plain(typed).replace(/\s+/g, " ").trim())
    .pipe(z.string().min(1, missing).max(limit, tooLong(name, limit)))
}

/** A text of some lines, with line ends as we keep them. */
export function lines(missing: string, name: string, limit: number) {
  return z
    .string(missing)
    .transform((typed) => typed.toWellFormed().replace(/\r\n?/g, "\n").trim())
    .pipe(z.string().min(1, missing).max(limit, tooLong(name, limit)))
}

function tooLong(name: string, limit: number): string {
  return `${name} must be ${limit.toLocaleString("en-GB")} characters or fewer`
}

// A subject and a name stand in lists and beside other words: controls and the marks that turn text round (Unicode UAX 9) do not.
function plain(typed: string): string {
  return typed
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]/gu, " ")
    .replace(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g, "")
}
