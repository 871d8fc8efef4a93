// What the document says, in runs: the words of the page in its language, and the charter's own words, which stay in the charter's.

import type { Language } from "../../words/index.ts"

export type Run = { readonly text: string; readonly isOwn: boolean }
export type Text = readonly Run[]

type Places = Readonly<Record<string, Text | string | number>>

/** What whoever writes the document speaks with. */
export type Speaker = {
  readonly language: Language
  /** A message; what fills its places is the page's, unless it is a text of its own. */
  readonly said: (key: string, places?: Places) => Text
}

export function speakerOf(language: Language): Speaker {
  const filling = (place: string, places: Places): Text => {
    const value = places[place]
    if (value === undefined) throw new Error(`nothing fills ${place}`)
    return typeof value === "object" ? value : [{ text: String(value), isOwn: false }]
  }
  const said = (key: string, places: Places = {}): Text =>
    language
      .message(key)
      .flatMap((part) => (typeof part === "string" ? [{ text: part, isOwn: false }] : filling(part.place, places)))
  return { language, said }
}

/** The charter's own words. */
export function own(text: string): Text {
  return [{ text, isOwn: true }]
}

/** What it comes to, where nobody can see whose words they are: the title of a window. */
export function plain(text: Text): string {
  return text.map((run) => run.text).join("")
}
