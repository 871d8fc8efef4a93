// What somebody outside wrote, on its way into content: the words, what they quoted, what they attached, the letter it came in.

import type { ContentKeeper, ContentRef } from "../timeline/index.ts"

export type Attachment = { readonly name: string; readonly bytes: Buffer }

export type Correspondence = {
  readonly body: string
  /** Sanitised already. */
  readonly html?: string
  readonly quoted?: string
  readonly files?: readonly Attachment[]
  readonly letter?: { readonly id: number; readonly raw: Buffer }
}

/** Keeps correspondence as content. Everything taken from a letter names the letter as its origin, so that redacting either finds the other. */
export function keptCorrespondence(
  { body, html, quoted, files = [], letter }: Correspondence,
  { keep }: Pick<ContentKeeper, "keep">,
) {
  const kept = letter && keptLetter(letter, keep)
  const origin = { originContentId: kept?.raw.content ?? null }
  const text = keep("body", body, origin)
  return {
    body: text,
    ...(html === undefined ? {} : { html: keep("html", html, { originContentId: text.content }) }),
    ...(quoted === undefined || quoted === "" ? {} : { quoted: keep("quoted", quoted, origin) }),
    files: files.map((file) => keptFile(file, origin, keep)),
    ...(kept === undefined ? {} : { letter: kept }),
  }
}

/** A letter's raw bytes, with the number that its delivery has. */
export function keptLetter(letter: { id: number; raw: Buffer }, keep: ContentKeeper["keep"]) {
  return { id: letter.id, raw: keep("letter", letter.raw) }
}

function keptFile(file: Attachment, origin: { originContentId: number | null }, keep: ContentKeeper["keep"]) {
  const name: ContentRef = keep("file-name", file.name, origin)
  const bytes = keep("file", file.bytes, origin)
  return { name, bytes, size: file.bytes.length }
}
