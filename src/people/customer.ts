// A customer who has signed in: the address whose mail they read, and the organisations whose contact they are.

import { type Sql, sql } from "../database/index.ts"

export type OrganisationName = { readonly organisationId: number; readonly name: string }

export type Customer = {
  /** In lower case. */
  readonly email: string
  /** Null where staff keep nothing of them. */
  readonly customerId: number | null
  readonly organisations: readonly OrganisationName[]
}

/** Letters of ASCII alone, as PostgreSQL's `encode(..., 'escape')` leaves them: the Kelvin sign is not a k. */
export function knownAddress(typed: string): string {
  return typed.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/** The rows of `content` that hold an address, by the index of addresses. An erased one is none. */
export function holdsAddress(email: string): Sql {
  return sql`content.kind = 'email' and content.bytes is not null
    and lower(encode(content.bytes, 'escape')) = lower(encode(${Buffer.from(email)}::bytea, 'escape'))`
}
