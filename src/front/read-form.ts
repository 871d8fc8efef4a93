// What customers type, read strictly: one message a field, in words that say what to do.

import { z } from "zod"
import { type FieldError, Invalid } from "../errors.ts"
import type { Fields } from "../page.ts"

/** A form as its schema has it. Throws Invalid; a field that we did not ask for is a fault too. */
export function readForm<Shape extends z.ZodType>(shape: Shape, form: Fields): z.output<Shape> {
  const read = shape.safeParse({ ...form })
  if (read.success) return read.data
  throw new Invalid(faultsOf(read.error.issues))
}

function faultsOf(issues: readonly z.core.$ZodIssue[]): FieldError[] {
  const faults = new Map<string, string>()
  for (const { path, message } of issues) {
    const field = path.join(".") || "main-content"
    const words = path.length === 0 ? "This form is not one of ours, or too old. Open the page again" : message
    if (!faults.has(field)) faults.set(field, words)
  }
  return [...faults].map(([field, message]) => ({ field, message }))
}

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
