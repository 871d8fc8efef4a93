// Text from outside, made safe for a log line: nothing in it can start a new line, colour a terminal or fill a disk.

/** At most `limit` characters of `text`, with control, format and separator characters written as `\u{...}`. */
export function printable(text: string, limit = 200): string {
  const shown = text.length > limit ? `${text.slice(0, limit)}… (${text.length} characters)` : text
  return shown.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
