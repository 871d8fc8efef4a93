// HTML from outside: an allow-list of plain formatting, nothing that runs, fetches, overlays or submits. The same walk
// gives the text, so that a letter without a text part reads well too.

import sanitize from "sanitize-html"
import { limits } from "./letter.ts"
import { shortened } from "./plain.ts"

const formatting = "p div span br hr b strong i em u s small sub sup font center h1 h2 h3 h4 h5 h6".split(" ")
const structure = "blockquote pre code ul ol li dl dt dd table caption thead tbody tfoot tr td th a".split(" ")
const blocks = new Set(
  "p div h1 h2 h3 h4 h5 h6 blockquote pre ul ol li dl dt dd table caption tr hr center article section header footer form".split(
    " ",
  ),
)
const blankLineAround = new Set("p h1 h2 h3 h4 h5 h6 ul ol table pre blockquote".split(" "))
// What stands inside these is not what the sender wrote.
const withoutText =
  "script style textarea option xmp title noscript template select iframe object embed svg math noembed noframes audio video canvas".split(
    " ",
  )

export type ReadHtml = { readonly html: string | null; readonly text: string }

class TooMuch extends Error {}

/** Sanitised HTML and its text. HTML too large or too deep is not shown: `html` is null and the text is what is left of it. */
export function readHtml(written: string): ReadHtml {
  if (written.length > limits.htmlCharacters || hasTooManyTags(written))
    return { html: null, text: withoutTags(written) }
  const text = new TextOfHtml()
  try {
    const html = sanitize(written, rules(text)).trim()
    return { html: html.length > limits.htmlCharacters ? null : html, text: text.whole() }
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error
    return { html: null, text: withoutTags(written) }
  }
}

function hasTooManyTags(written: string): boolean {
  let count = 0
  for (let at = written.indexOf("<"); at !== -1; at = written.indexOf("<", at + 1)) {
    if (++count > 2 * limits.htmlTags) return true
  }
  return false
}

function rules(text: TextOfHtml): sanitize.IOptions {
  return {
    allowedTags: [...formatting, ...structure],
    allowedAttributes: {
      a: ["href", "title", "rel", "target"],
      td: ["colspan", "rowspan"],
      th: ["colspan", "rowspan"],
    },
    allowedSchemes: ["http", "https", "mailto", "tel"],
    allowProtocolRelative: false,
    disallowedTagsMode: "discard",
    nonTextTags: withoutText,
    parseStyleAttributes: false,
    transformTags: { a: safeLink, img: imageInWords, td: smallSpans, th: smallSpans },
    onOpenTag: (name) => text.open(name),
    onCloseTag: (name) => text.close(name),
    textFilter: (escaped) => text.add(escaped),
  }
}

// Only whole addresses: a relative one would lead to a page of ours. Its title shows where it really leads.
function safeLink(_name: string, attributes: sanitize.Attributes): sanitize.Tag {
  const address = (attributes["href"] ?? "").replace(/[\p{Cc}\s]+/gu, "")
  if (!/^(https?:\/\/[^/]|mailto:|tel:)/i.test(address)) return { tagName: "span", attribs: {} }
  const attribs = {
    href: address,
    title: shortened(address, 300),
    rel: "noopener noreferrer nofollow",
    target: "_blank",
  }
  return { tagName: "a", attribs }
}

function imageInWords(_name: string, attributes: sanitize.Attributes): sanitize.Tag {
  const words = shortened((attributes["alt"] ?? "").replace(/\s+/g, " ").trim(), 200)
  return { tagName: "span", attribs: {}, text: words === "" ? "" : `[${words}]` }
}

function smallSpans(tagName: string, attributes: sanitize.Attributes): sanitize.Tag {
  const small = ["colspan", "rowspan"].filter((name) => /^[1-9]\d?$/.test(attributes[name] ?? ""))
  return { tagName, attribs: Object.fromEntries(small.map((name) => [name, attributes[name] ?? ""])) }
}

class TextOfHtml {
  private readonly lines: string[] = []
  private line = ""
  private depth = 0
  private tags = 0
  private quotes = 0
  private preformatted = 0

  open(name: string): void {
    if (++this.depth > limits.htmlDepth || ++this.tags > limits.htmlTags) throw new TooMuch()
    if (name === "br") this.endLine()
    else if (blocks.has(name)) this.startBlock(name)
    else if ((name === "td" || name === "th") && this.line !== "") this.line += "\t"
  }

  close(name: string): void {
    this.depth--
    if (!blocks.has(name)) return
    this.endBlock()
    if (name === "blockquote") this.quotes = Math.max(0, this.quotes - 1)
    if (name === "pre") this.preformatted = Math.max(0, this.preformatted - 1)
    if (blankLineAround.has(name)) this.blankLine()
  }

  add(escaped: string): string {
    this.addWords(unescaped(escaped))
    return escaped
  }

  whole(): string {
    this.endBlock()
    return this.lines.join("\n").replace(/^\n+|\n+$/g, "")
  }

  private startBlock(name: string): void {
    this.endBlock()
    if (blankLineAround.has(name)) this.blankLine()
    if (name === "blockquote") this.quotes++
    if (name === "pre") this.preformatted++
    if (name === "li") this.line = "- "
    if (name === "hr") this.lines.push(`${this.prefix()}----------`)
  }

  private addWords(words: string): void {
    if (this.preformatted > 0) {
      this.addLines(words)
      return
    }
    const flat = words.replace(/[\s\u00a0]+/g, " ")
    this.line += this.line === "" || this.line.endsWith(" ") ? flat.trimStart() : flat
  }

  private addLines(words: string): void {
    const [first = "", ...others] = words.split(/\r?\n/)
    this.line += first
    for (const each of others) {
      this.endLine()
      this.line = each
    }
  }

  private endBlock(): void {
    if (this.line.trim() !== "") this.endLine()
    this.line = ""
  }

  private endLine(): void {
    this.lines.push(this.prefix() + this.line.trimEnd())
    this.line = ""
  }

  private blankLine(): void {
    const last = this.lines.at(-1)
    if (last === undefined) return
    if (/^[> ]*$/.test(last)) this.lines.pop()
    this.lines.push(this.prefix().trimEnd())
  }

  private prefix(): string {
    return "> ".repeat(Math.min(this.quotes, 5))
  }
}

const entities = new Map([
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
  ["&amp;", "&"],
])

function unescaped(escaped: string): string {
  return escaped.replace(/&(?:lt|gt|quot|amp);/g, (entity) => entities.get(entity) ?? entity)
}

// For what is too much to walk: a single pass that keeps what stands between the tags.
function withoutTags(written: string): string {
  const kept: string[] = []
  let at = 0
  let total = 0
  while (at < written.length && total < limits.textCharacters) {
    const open = written.indexOf("<", at)
    const end = open === -1 ? written.length : open
    if (end > at) total += kept.push(written.slice(at, end)) && end - at
    const close = open === -1 ? -1 : written.indexOf(">", open)
    if (close === -1) break
    at = close + 1
  }
  return unescaped(
    kept
      .join("")
      .replace(/[ \t\r]+/g, " ")
      .replace(/\n[\n ]+/g, "\n\n")
      .trim(),
  )
}
