// Words are kept beside the history, never in it: an event carries a reference to them and a hash that proves them.

import { hash, randomBytes } from "node:crypto"

/** What an event says of a piece of content: its number within the case, and the SHA-256 (hex) of its salt and bytes. */
export type ContentRef = { readonly content: number; readonly sha256: string }

export type ContentKind =
  | "subject"
  | "body"
  | "html"
  | "quoted"
  | "name"
  | "team"
  | "key"
  | "email"
  | "phone"
  | "reason"
  | "authority"
  | "note"
  | "letter"
  | "file"
  | "file-name"
  | "threat"
  | "notice"

export type NewContent = {
  readonly contentId: number
  readonly kind: ContentKind
  readonly personId: number | null
  readonly originContentId: number | null
  readonly salt: Buffer
  readonly bytes: Buffer
}

/** Hands out content numbers within a case and collects what is to be saved. */
export type ContentKeeper = {
  readonly keep: (kind: ContentKind, words: string | Buffer, about?: About) => ContentRef
  readonly kept: NewContent[]
}

export type About = { personId?: number | null; originContentId?: number | null }

/** A keeper whose first content gets the number `next`. */
export function contentKeeper(next: number): ContentKeeper {
  const kept: NewContent[] = []
  return {
    kept,
    keep: (kind, words, about = {}) => {
      const bytes = typeof words === "string" ? Buffer.from(words, "utf8") : words
      const { personId = null, originContentId = null } = about
      const content = { contentId: next + kept.length, kind, personId, originContentId, salt: newSalt(), bytes }
      kept.push(content)
      return { content: content.contentId, sha256: contentDigest(content.salt, bytes) }
    },
  }
}

const saltBytes = 16
let pool = Buffer.alloc(0)

// Asking the system once for many: an import keeps hundreds of thousands of words. What has been handed out is never written to again.
function newSalt(): Buffer {
  if (pool.length === 0) pool = randomBytes(256 * saltBytes)
  const salt = pool.subarray(0, saltBytes)
  pool = pool.subarray(saltBytes)
  return salt
}

/** The hex SHA-256 of salt and bytes, as events carry it. */
export function contentDigest(salt: Buffer, bytes: Buffer): string {
  return hash("sha256", Buffer.concat([salt, bytes]), "hex")
}

/** Every content reference inside an event's data, however deep. */
export function contentRefs(data: unknown): ContentRef[] {
  if (Array.isArray(data)) return data.flatMap(contentRefs)
  if (typeof data !== "object" || data === null) return []
  if ("content" in data && "sha256" in data && typeof data.content === "number" && typeof data.sha256 === "string") {
    return [{ content: data.content, sha256: data.sha256 }]
  }
  return Object.values(data).flatMap(contentRefs)
}
