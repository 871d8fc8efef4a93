// What a feature hands to the web entrance: pages as plain data, so that no feature knows the HTTP server.

import type { Db, Read } from "./database/index.ts"
import type { Actor, Right } from "./people/actor.ts"
import type { Customer } from "./people/customer.ts"
import type { EpochMilliseconds } from "./time/epoch.ts"
import type { Language } from "./words/index.ts"

/** Who may ask for a page: anybody, a customer who has signed in, any colleague who has, or staff with a right. Deny by default: there is no fifth. */
export type Audience = "public" | "customer" | "signed-in" | Right

export type Fields = Record<string, string | string[]>

/** What a page may know of the session of whoever asks. */
export type PageSession = {
  /** What its own person may call it; no secret. */
  readonly id: string
  /** When they last showed who they are. */
  readonly confirmedAt: EpochMilliseconds
  /** How they signed in; null where it is not known. */
  readonly method: string | null
}

/** A file that came with a form; its name is as the browser gave it. */
export type PostedFile = {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** The file from its beginning, piece by piece; until the page has been answered. */
  readonly pieces: () => AsyncIterable<Buffer>
}

/** Why some files of a form were not taken: one was too large, or there were too many. */
export type FilesFault = "size" | "count"

export type PageRequest = {
  readonly db: Db
  /** Reads a list, a search or a report, which may be a moment old; never what somebody is about to decide by. */
  readonly read: Read
  readonly at: EpochMilliseconds
  /** Present unless the page is public and nobody has signed in. */
  readonly actor: Actor | undefined
  readonly session: PageSession | undefined
  /** The machine's time: what sessions, codes and tickets go by, whatever time the desk tells. */
  readonly clock: EpochMilliseconds
  /** What the step of signing in before this one left with the browser; "" where there was none. */
  readonly step: string
  readonly userAgent: string
  /** Present on the pages of customers who have signed in, and nowhere else. */
  readonly customer?: Customer | undefined
  /** A secret that this browser alone holds, for what nobody else may open by its address alone. Made when it is first asked for. */
  readonly browser: () => string
  /** What the page speaks. */
  readonly language: Language
  readonly params: Record<string, string>
  readonly query: Fields
  /** The posted form; empty for a GET. The CSRF token has been checked and taken out. */
  readonly form: Fields
  /** The part of the page that is asked for, where the rest is on somebody's screen: what only the rest shows need not be read. */
  readonly frame?: string | undefined
  /** The files that came with the form, where the page takes any. */
  readonly files?: readonly PostedFile[]
  readonly filesFault?: FilesFault | undefined
  readonly publicUrl: string
  /** The person's network address, for throttling only. */
  readonly remoteAddress: string
}

/**
 * A page to show (a template with its view model), an address to go to, bytes to save, or a feed for other programs. `customer` is
 * the address of one who has just signed in; null is for one who signs out.
 */
export type PageAnswer =
  | {
      readonly view: string
      readonly model: object
      readonly status?: number
      readonly retryAfterSeconds?: number
      /** As below. */
      readonly session?: string
    }
  | {
      readonly redirect: string
      readonly flash?: string
      readonly customer?: string | null
      /** The secret of a session that begins with this answer, in the place of the one before; "" only ends that one. */
      readonly session?: string
      /** What the next step of signing in needs, sealed. */
      readonly step?: string
    }
  | { readonly feed: string; readonly type: "application/atom+xml" | "text/calendar" }
  | { readonly download: Buffer; readonly fileName: string }
  /** Text to save that is made while it is sent. */
  | { readonly stream: AsyncIterable<string>; readonly fileName: string; readonly type: "text/csv; charset=utf-8" }

export type Page = {
  readonly method: "GET" | "POST"
  /** The path with `:name` parameters, as written in the feature's paths.ts. */
  readonly path: string
  readonly audience: Audience
  /** The form may carry files: it is sent as multipart/form-data. No other page takes that. */
  readonly takesFiles?: true
  /** The address is a private link: no other page may learn it as the one that a visitor came from. */
  readonly isSecretAddress?: true
  /** Whoever asks shows again who they are, unless they just have; a page for a right that asks again does so without saying it. */
  readonly isSensitive?: true
  /** It is how somebody signs in, or sets up how they do: open to whoever has not set up a second factor yet. */
  readonly isForSigningIn?: true
  /**
   * A post that a mail program makes by itself, without cookies and without our form (RFC 8058): its address is its proof, and it may do
   * nothing but stop our mail.
   */
  readonly isOneClick?: true
  readonly answer: (request: PageRequest) => Promise<PageAnswer>
}
