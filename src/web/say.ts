// A message of the public's language as markup: its own words and what fills its places are escaped, but for markup of ours (a link).

import nunjucks from "nunjucks"
import type { Language } from "../words/index.ts"
import { markup } from "./views.ts"

export type SayMarkup = (key: string, params?: Readonly<Record<string, unknown>>) => nunjucks.runtime.SafeString

/** What templates call `say`. Throws for a message that is not there, and for a place that is not filled. */
export function sayingMarkup(language: Language): SayMarkup {
  return (key, params = {}) =>
    markup(
      language
        .message(key)
        .map((part) => (typeof part === "string" ? escaped(part) : filling(key, part.place, params)))
        .join(""),
    )
}

function filling(key: string, place: string, params: Readonly<Record<string, unknown>>): string {
  const value = params[place]
  if (value === undefined || value === null) throw new Error(`The message ${key} needs ${place}`)
  return value instanceof nunjucks.runtime.SafeString ? value.toString() : escaped(String(value))
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "")
}
