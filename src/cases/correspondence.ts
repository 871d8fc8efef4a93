// What somebody outside wrote, on its way into content: the words, what they quoted, what they attached, the letter it came in.

import type { ContentKeeper, ContentRef } from "../timeline/index.ts"

export type Attachment = { readonly name: string; readonly bytes: Buffer }

export type Correspondence = {
  readonly body: string
  /** Sanitised already. */
  readonly html?: string
  readonly quoted?: string
  readonly files?: readonly Attachment[]
  readonly letter?: KeepableLetter
}

/** A letter's raw bytes, with the number that its delivery has, and whether its sender is proved. */
export type KeepableLetter = { readonly id: number; readonly raw: Buffer; readonly sender?: LetterSender }
export const letterSenders = ["proved", "unverified", "failed"] as const
export type LetterSender = (typeof letterSenders)[number]

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

export function keptLetter({ id, raw, sender }: KeepableLetter, keep: ContentKeeper["keep"]) {
  return { id, raw: keep("letter", raw), ...(sender === undefined ? {} : { sender }) }
}

/** Files that a colleague sends along. They are nobody's part: erasing one leaves the words that it came with. */
export function keptFiles(files: readonly Attachment[], { keep }: Pick<ContentKeeper, "keep">) {
  return files.map((file) => keptFile(file, { originContentId: null }, keep))
}

function keptFile(file: Attachment, origin: { originContentId: number | null }, keep: ContentKeeper["keep"]) {
  const name: ContentRef = keep("file-name", file.name, origin)
  const bytes = keep("file", file.bytes, origin)
  return { name, bytes, size: file.bytes.length }
}
