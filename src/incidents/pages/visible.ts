// Words from outside as a colleague may look at them: nothing in them is invisible, turns a line round, or fills a screen.

// Marks that turn text round or stand for nothing (Unicode UAX 9), and control characters other than tabs and line ends.
const hidden = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]|(?![\t\n])\p{Cc}/gu

/** Words with their hidden characters written out, as "[U+202E]". */
export function visible(words: string): string {
  return words
    .replace(/\r\n?/g, "\n")
    .toWellFormed()
    .replace(hidden, (each) => `[U+${(each.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`)
}

/** One line of at most `limit` characters: for subjects, names and addresses. */
export function visibleLine(words: string, limit = 200): string {
  return shortened(
    visible(words.slice(0, limit * 4))
      .replace(/\s+/g, " ")
      .trim(),
    limit,
  )
}

/** How much of a text a page shows before it offers the rest as a download. */
export const textLimit = 20_000

export type VisibleText = { readonly words: string; readonly isCut: boolean; readonly length: number }

/** A text with its line breaks, cut where it would fill a page. */
export function visibleText(text: string): VisibleText {
  return { words: visible(text.slice(0, textLimit)), isCut: text.length > textLimit, length: text.length }
}

function shortened(words: string, limit: number): string {
  return words.length <= limit ? words : `${words.slice(0, limit - 1).toWellFormed()}…`
}
