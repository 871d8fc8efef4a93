// Text of a log as a refusal may repeat it: short, on one line, harmless to a terminal.

const usualLimit = 60

export function quoted(text: string, limit: number = usualLimit): string {
  const plain = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (each) => `\\u{${(each.codePointAt(0) ?? 0).toString(16)}}`)
  return plain.length > limit ? `"${plain.slice(0, limit)}…"` : `"${plain}"`
}
