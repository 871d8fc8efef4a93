// A language for tests in which nobody wrote a page: every letter of the message files stands in it with a mark, so that what is read
// without marks was written somewhere else. And the reading of it.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parse, stringify } from "yaml"
import { type Languages, openLanguages } from "../../src/words/index.ts"

const english = join(import.meta.dirname, "../../src/words/en")
const plain = "abcdefghijklmnopqrstuvwxyz"
const marked = "äƀçđëƒĝĥïĵķļɱñöþɋŕšţüṽŵẋÿž"
const letters = new Map([...plain].flatMap((letter, index) => bothCases(letter, [...marked][index] ?? letter)))

/** English, and the language of marks under the code of Welsh. The folder is the caller's to remove. */
export function markedLanguages(): { readonly languages: Languages; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "charter-marked-"))
  cpSync(english, join(folder, "en"), { recursive: true })
  mkdirSync(join(folder, "cy"))
  for (const name of readdirSync(english)) {
    const messages: unknown = parse(readFileSync(join(english, name), "utf8"))
    writeFileSync(join(folder, "cy", name), stringify(inMarks(messages), { lineWidth: 0 }))
  }
  return { languages: openLanguages(folder), folder }
}

/** What a page, a feed or a mail says in plain letters: nothing, but where its language is said to be another. */
export function unmarked(text: string, names: readonly string[] = []): string[] {
  const said = [...attributesIn(withoutOthers(text)), withoutTags(withoutOthers(text))].join(" \u0001 ")
  const bare = names
    .reduce((left, name) => left.replaceAll(name, " "), unescaped(said))
    .replace(/[a-z]+:\/\/\S+|\S+@\S+\.\w+|\b[A-Z]{2,5}-\d{4}-\d+\b|\b[0-9a-f]{64}\b|%\{count\}/g, " ")
  return [...bare.matchAll(/[A-Za-z][A-Za-z’' ]*[A-Za-z]/g)].map(([words]) => words)
}

function inMarks(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/\{[a-zA-Z]+\}|[a-zA-Z]/g, (part) => letters.get(part) ?? part)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inMarks(inner)]))
}

function bothCases(letter: string, mark: string): [string, string][] {
  return [
    [letter, mark],
    [letter.toUpperCase(), mark.toUpperCase()],
  ]
}

// Words of another language say so: those of the charter, and the names of languages.
function withoutOthers(html: string): string {
  return html
    .replace(/<(script|style)[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<!doctype[^>]*>/gi, " ")
    .replace(/<(?!html)(\w+)[^>]* lang="[^"]*"[^>]*>[\s\S]*?<\/\1>/g, " ")
}

function attributesIn(html: string): string[] {
  const said = /\s(?:alt|title|placeholder|aria-label|aria-description|data-i18n[\w.-]*|value)="([^"]*)"/g
  const shown = html.replace(
    /<input[^>]*type="(?:hidden|radio|checkbox)"[^>]*>|<button[^>]*type="submit"[^>]*value="[^"]*"/g,
    " ",
  )
  return [...shown.matchAll(said)].map(([, value]) => value ?? "")
}

function withoutTags(html: string): string {
  return html.replace(/<[^>]*>/g, " \u0001 ")
}

function unescaped(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&nbsp;", " ")
    .replaceAll("&amp;", "&")
}
