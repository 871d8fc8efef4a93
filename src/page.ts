// What a feature hands to the web entrance: pages as plain data, so that no feature knows the HTTP server.

import type { Db, Read } from "./database/index.ts"
import type { Actor, Right } from "./people/actor.ts"
import type { EpochMilliseconds } from "./time/epoch.ts"

/** Who may ask for a page: anybody, anybody who has signed in, or staff with a right. Deny by default: there is no fourth. */
export type Audience = "public" | "signed-in" | Right

export type Fields = Record<string, string | string[]>

export type PageRequest = {
  readonly db: Db
  /** Reads a list, a search or a report, which may be a moment old; never what somebody is about to decide by. */
  readonly read: Read
  readonly at: EpochMilliseconds
  /** Present unless the page is public and nobody has signed in. */
  readonly actor: Actor | undefined
  readonly params: Record<string, string>
  readonly query: Fields
  /** The posted form; empty for a GET. The CSRF token has been checked and taken out. */
  readonly form: Fields
  readonly publicUrl: string
  /** The person's network address, for throttling only. */
  readonly remoteAddress: string
}

/** A page to show (a template with its view model), an address to go to, or bytes to save. */
export type PageAnswer =
  | { readonly view: string; readonly model: object; readonly status?: number }
  | { readonly redirect: string; readonly flash?: string }
  | { readonly download: Buffer; readonly fileName: string }

export type Page = {
  readonly method: "GET" | "POST"
  /** The path with `:name` parameters, as written in the feature's paths.ts. */
  readonly path: string
  readonly audience: Audience
  /** The address is a private link: no other page may learn it as the one that a visitor came from. */
  readonly isSecretAddress?: true
  readonly answer: (request: PageRequest) => Promise<PageAnswer>
}
