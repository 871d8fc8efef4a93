// A message as a few kinds of block, written once and read twice: as plain text and as HTML. Everything is escaped here.

export type Link = { readonly says: string; readonly href: string }

export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  /** A sentence and the address that it leads to. */
  | { readonly kind: "link"; readonly text: string; readonly link: Link }
  /** What a person wrote, in their own lines. */
  | { readonly kind: "words"; readonly text: string }
  /** A name and its value, set apart: the reference, the deadline. */
  | { readonly kind: "figure"; readonly name: string; readonly value: string }
  /** A question, and an address for each answer. */
  | { readonly kind: "choices"; readonly text: string; readonly choices: readonly Link[] }

export function plainText(blocks: readonly Block[]): string {
  return `${blocks.map(plainBlock).join("\n\n")}\n`
}

function plainBlock(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `${block.text}\n${"-".repeat(Math.min(block.text.length, 60))}`
    case "paragraph":
    case "words":
      return block.text
    case "figure":
      return `${block.name}: ${block.value}`
    case "link":
      return `${block.text}\n${block.link.href}`
    case "choices":
      return [block.text, ...block.choices.map(({ says, href }) => `${says}: ${href}`)].join("\n")
  }
}

// Inline styles, because mail programs drop style sheets; nothing is fetched, so nothing tells that the message was opened.
const page =
  "margin:0;padding:24px;background:#ffffff;color:#0b0c0c;font-family:Arial,Helvetica,sans-serif;font-size:16px"
const column = "max-width:580px"
const paragraph = "margin:0 0 20px 0;line-height:1.5"
const heading = "margin:30px 0 10px 0;font-size:20px;line-height:1.3"
const inset = "margin:0 0 20px 0;padding:12px 16px;border-left:8px solid #b1b4b6;line-height:1.5"
const link = "color:#1a65a6"

export function htmlPage(title: string, blocks: readonly Block[], language: string): string {
  return [
    `<!doctype html><html lang="${escaped(language)}"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>`,
    `<body style="${page}"><div style="${column}">`,
    ...blocks.map(htmlBlock),
    "</div></body></html>\n",
  ].join("\n")
}

function htmlBlock(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `<h2 style="${heading}">${escaped(block.text)}</h2>`
    case "paragraph":
      return `<p style="${paragraph}">${escaped(block.text)}</p>`
    case "figure":
      return `<p style="${inset}">${escaped(block.name)}<br><strong>${escaped(block.value)}</strong></p>`
    case "link":
      return `<p style="${paragraph}">${escaped(block.text)}<br>${anchor(block.link)}</p>`
    case "choices":
      return `<p style="${paragraph}">${escaped(block.text)}<br>${block.choices.map(anchor).join("<br>\n")}</p>`
    case "words":
      return block.text
        .split(/\n{2,}/)
        .map(htmlWords)
        .join("\n")
  }
}

function htmlWords(text: string): string {
  return `<p style="${paragraph}">${escaped(text).replaceAll("\n", "<br>\n")}</p>`
}

function anchor({ says, href }: Link): string {
  return `<a href="${escaped(href)}" style="${link}">${escaped(says)}</a>`
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? "")
}
