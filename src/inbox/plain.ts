// Words from outside, made fit to be shown: no control characters, nothing that turns the reading direction unseen, bounded.

// What reorders text without showing itself (embeddings, overrides, isolates, marks) and what shows nothing at all.
const deceptive = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu
const overriding = /[\u202a-\u202e\u2066-\u2069]/g
const invisible = /[\u200b\u2060-\u2065\ufeff\u{e0000}-\u{e007f}]/gu

/** One line: controls become spaces, deceptive characters are shown by their number (`[U+202E]`). */
export function oneLine(words: string, limitCharacters: number): string {
  const flat = words.slice(0, limitCharacters * 4).replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
  return shortened(flat.replace(deceptive, shown).toWellFormed().trim(), limitCharacters)
}

/** Running text: lines are kept, other controls go, and characters that override the reading direction are shown. */
export function runningText(words: string, limitCharacters: number): string {
  const lines = words.replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
  const visible = lines
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .replace(overriding, shown)
    .replace(invisible, "")
  return shortened(visible.toWellFormed(), limitCharacters)
}

/** Cut to at most so many UTF-16 units, never through a character, with an ellipsis where something is missing. */
export function shortened(words: string, limitCharacters: number): string {
  if (words.length <= limitCharacters) return words
  return `${words.slice(0, limitCharacters - 1).replace(/[\ud800-\udbff]$/, "")}…`
}

function shown(character: string): string {
  const number = character.codePointAt(0) ?? 0
  return `[U+${number.toString(16).toUpperCase().padStart(4, "0")}]`
}
