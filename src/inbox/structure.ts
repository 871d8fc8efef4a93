// Counts what a letter is made of before anything is built from it: a letter made to exhaust a parser stops here, with a reason.

import { limits } from "./letter.ts"

/** `headersEnd` is where the blank line after the letter's own headers begins; `bodyStart` is the byte after that line. */
export type Structure = { readonly headersEnd: number; readonly bodyStart: number }

export class BeyondLimits extends Error {}

/** One walk over the lines. Throws BeyondLimits with a reason in words. */
export function structureOf(raw: Uint8Array): Structure {
  const walk = new Walk(raw)
  let start = 0
  while (start < raw.length) {
    const newline = raw.indexOf(10, start)
    const next = newline === -1 ? raw.length : newline + 1
    walk.line(start, contentEnd(raw, start, newline === -1 ? raw.length : newline), next)
    start = next
  }
  return walk.structure()
}

function contentEnd(raw: Uint8Array, start: number, end: number): number {
  let at = end
  while (at > start && raw[at - 1] === 13) at--
  return at
}

// An open multipart with its delimiter, or an enclosed message, which has none.
type Level = { readonly delimiter: Buffer | null }

class Walk {
  private readonly bytes: Buffer
  private readonly levels: Level[] = []
  private inHeaders = true
  private contentHeaders: string[] = []
  private headersBytes = 0
  private lines = 0
  private parts = 0
  private closing = false
  private headersEnd = -1
  private bodyStart = -1

  constructor(raw: Uint8Array) {
    this.bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  }

  line(start: number, end: number, next: number): void {
    if (++this.lines > limits.lines) throw new BeyondLimits(`has more than ${limits.lines} lines`)
    if (this.isDelimiter(start, end)) this.openPart()
    else if (this.inHeaders) this.headerLine(start, end, next)
  }

  private headerLine(start: number, end: number, next: number): void {
    this.countHeaders(next - start)
    if (end > start) {
      this.keepContentHeader(start, end)
      return
    }
    if (this.headersEnd === -1) [this.headersEnd, this.bodyStart] = [start, next]
    this.endHeaders()
  }

  structure(): Structure {
    if (this.headersEnd !== -1) return { headersEnd: this.headersEnd, bodyStart: this.bodyStart }
    return { headersEnd: this.bytes.length, bodyStart: this.bytes.length }
  }

  private countHeaders(length: number): void {
    this.headersBytes += length
    if (this.headersBytes > limits.headersBytes) {
      throw new BeyondLimits(`has more than ${limits.headersBytes / 1024} KB of headers`)
    }
  }

  private keepContentHeader(start: number, end: number): void {
    const first = this.bytes[start]
    const text = this.bytes.toString("latin1", start, Math.min(end, start + 2000))
    const folded = first === 32 || first === 9
    if (folded && this.contentHeaders.length > 0) this.contentHeaders.push(`${this.contentHeaders.pop()}${text}`)
    else if (!folded && /^content-t[a-z-]*[ \t]*:/i.test(text)) this.contentHeaders.push(text)
    else if (!folded && this.contentHeaders.length > 0) this.contentHeaders.push("")
  }

  private endHeaders(): void {
    const type = headerValue(this.contentHeaders, "content-type")
    const encoding = headerValue(this.contentHeaders, "content-transfer-encoding")
    this.contentHeaders = []
    this.inHeaders = false
    if (/^[ \t]*multipart\//i.test(type)) this.openMultipart(boundaryIn(type))
    else if (/^[ \t]*message\/(rfc822|global)/i.test(type) && !/base64|quoted/i.test(encoding)) this.openMessage()
  }

  private openMultipart(boundary: string | null): void {
    if (boundary !== null) this.push({ delimiter: Buffer.from(`--${boundary}`, "latin1") })
  }

  private openMessage(): void {
    this.push({ delimiter: null })
    this.inHeaders = true
  }

  private push(level: Level): void {
    this.levels.push(level)
    if (this.levels.length > limits.depth) throw new BeyondLimits(`is nested more than ${limits.depth} deep`)
  }

  private openPart(): void {
    this.inHeaders = !this.closing
    this.contentHeaders = []
    if (this.inHeaders && ++this.parts > limits.parts) throw new BeyondLimits(`has more than ${limits.parts} parts`)
  }

  // A delimiter of an outer multipart closes everything inside it, as every parser takes it.
  private isDelimiter(start: number, end: number): boolean {
    if (this.levels.length === 0 || this.bytes[start] !== 45 || this.bytes[start + 1] !== 45) return false
    for (let index = this.levels.length - 1; index >= 0; index--) {
      const kind = this.delimiterKind(this.levels[index]?.delimiter ?? null, start, end)
      if (kind === "none") continue
      this.closing = kind === "last"
      this.levels.length = this.closing ? index : index + 1
      return true
    }
    return false
  }

  private delimiterKind(delimiter: Buffer | null, start: number, end: number): "none" | "next" | "last" {
    if (delimiter === null || end - start < delimiter.length) return "none"
    if (this.bytes.compare(delimiter, 0, delimiter.length, start, start + delimiter.length) !== 0) return "none"
    if (isBlank(this.bytes, start + delimiter.length, end)) return "next"
    const dashes = this.bytes[start + delimiter.length] === 45 && this.bytes[start + delimiter.length + 1] === 45
    return dashes && isBlank(this.bytes, start + delimiter.length + 2, end) ? "last" : "none"
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 32 && bytes[at] !== 9) return false
  return true
}

function headerValue(headers: readonly string[], name: string): string {
  const found = headers.find((header) => header.slice(0, name.length).toLowerCase() === name)
  return found === undefined ? "" : found.slice(found.indexOf(":") + 1)
}

function boundaryIn(type: string): string | null {
  const found = /;[ \t]*boundary[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/i.exec(type)
  return found?.[1]?.replace(/\\(.)/g, "$1") ?? found?.[2] ?? null
}
