// What customers type. A fault is named by its message, and said in the language of the page when it is shown.

import { z } from "zod"
import type { FieldError, Invalid } from "../errors.ts"
import type { Language } from "../words/index.ts"

/** One line: line breaks and runs of spaces become a space; characters that only turn or hide text are taken out. */
export function line(about: string, limit: number) {
  return z
    .string(`${about}.missing`)
    .transform((typed) => plain(typed).replace(/\s+/g, " ").trim())
    .pipe(z.string().min(1, `${about}.missing`).max(limit, tooLong(about, limit)))
}

/** A text of some lines, with line ends as we keep them. */
export function lines(about: string, limit: number) {
  return z
    .string(`${about}.missing`)
    .transform(asLines)
    .pipe(z.string().min(1, `${about}.missing`).max(limit, tooLong(about, limit)))
}

/** The same where nothing need be written. */
export function optionalLines(about: string, limit: number) {
  return z
    .string()
    .default("")
    .transform(asLines)
    .pipe(z.string().max(limit, tooLong(about, limit)))
}

export const emailField = line("report.email", 254).pipe(z.email("report.email.wrong"))

/** What is wrong with a form, in the language of the page. */
export function faultsIn({ fields }: Invalid, language: Language): FieldError[] {
  return fields.map(({ field, message }) => ({ field, message: saidFault(message, language) }))
}

// A field that we did not ask for has no message of its own.
function saidFault(message: string, { has, say }: Language): string {
  const [key = "", limit = ""] = message.split("|")
  return has(key) ? say(key, { limit }) : say("problem.foreign-form")
}

function tooLong(about: string, limit: number): string {
  return `${about}.long|${limit.toLocaleString("en-GB")}`
}

function asLines(typed: string): string {
  return typed.toWellFormed().replace(/\r\n?/g, "\n").trim()
}

// A subject and a name stand in lists and beside other words: controls and the marks that turn text round (Unicode UAX 9) do not.
function plain(typed: string): string {
  return typed
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]/gu, " ")
    .replace(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g, "")
}
