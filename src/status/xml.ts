// Text in XML: what has a meaning there is written as an entity, and what XML 1.0 cannot hold at all is left out.

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

// XML 1.0 section 2.2: of the controls only tab and the ends of lines are characters, and neither are U+FFFE and U+FFFF.
const unwritable = /[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu

export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(unwritable, "")
    .replace(/[&<>"']/g, (character) => entities[character] ?? "")
}
