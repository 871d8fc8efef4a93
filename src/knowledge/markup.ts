// The few marks that an article may hold, read into blocks: what a template shows of them is escaped like all that people type.

export type Piece = { readonly text: string; readonly href?: string }

export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly pieces: readonly Piece[] }
  | { readonly kind: "list" | "steps"; readonly items: readonly (readonly Piece[])[] }

/** Paragraphs are parted by empty lines; `## ` begins a heading, `- ` a point of a list, `1. ` a step. */
export function blocksOf(body: string): Block[] {
  const parts = body.replace(/\r\n?/g, "\n").split(/\n\s*\n/)
  return parts.map((each) => each.trim()).flatMap((each) => (each === "" ? [] : blocksIn(each.split("\n"))))
}

function blocksIn(lines: readonly string[]): Block[] {
  const blocks: Block[] = []
  for (const line of lines) {
    const next = blockOf(line.trim())
    const last = blocks.pop()
    if (last !== undefined) blocks.push(...joined(last, next))
    else blocks.push(next)
  }
  return blocks
}

function blockOf(line: string): Block {
  const [, heading] = /^## +(.+)$/.exec(line) ?? []
  if (heading !== undefined) return { kind: "heading", text: heading }
  const [, point] = /^[-*] +(.+)$/.exec(line) ?? []
  if (point !== undefined) return { kind: "list", items: [piecesOf(point)] }
  const [, step] = /^\d{1,2}[.)] +(.+)$/.exec(line) ?? []
  return step === undefined ? { kind: "paragraph", pieces: piecesOf(line) } : { kind: "steps", items: [piecesOf(step)] }
}

// Lines that follow each other without an empty one belong together where they are of a kind.
function joined(last: Block, next: Block): Block[] {
  if (last.kind === "paragraph" && next.kind === "paragraph")
    return [{ kind: "paragraph", pieces: [...last.pieces, { text: " " }, ...next.pieces] }]
  if ((last.kind === "list" && next.kind === "list") || (last.kind === "steps" && next.kind === "steps"))
    return [{ kind: last.kind, items: [...last.items, ...next.items] }]
  return [last, next]
}

// Only addresses of the web become links, and they are shown as they are: no words hide where one leads.
const address = /(https?:\/\/[^\s<>"'()]*[^\s<>"'().,;:!?])/

function piecesOf(text: string): Piece[] {
  return text.split(address).flatMap((part, index) => {
    if (part === "") return []
    return index % 2 === 1 && URL.canParse(part) ? [{ text: part, href: part }] : [{ text: part }]
  })
}
