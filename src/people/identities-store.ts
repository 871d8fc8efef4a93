// Every SQL statement about accounts of identity providers.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

type Account = { readonly issuer: string; readonly subject: string }

export function selectIdentityHolder(on: Reads, { issuer, subject }: Account) {
  return row<{ person_id: number }>(
    on,
    sql`select person_id from identities where issuer = ${issuer} and subject = ${subject}`,
  )
}

export function selectIdentitiesOf(on: Reads, personId: number) {
  return rows<Account & { linked_at: EpochMilliseconds; used_at: EpochMilliseconds | null }>(
    on,
    sql`select issuer, subject, linked_at, used_at from identities where person_id = ${personId}
        order by linked_at, issuer, subject`,
  )
}

export function updateIdentityUsed(on: Reads, { issuer, subject }: Account, at: EpochMilliseconds): Promise<number> {
  return run(on, sql`update identities set used_at = ${instant(at)} where issuer = ${issuer} and subject = ${subject}`)
}

type NewIdentity = Account & { readonly personId: number; readonly by: number | null }

export function insertIdentity(tx: Tx, { issuer, subject, personId, by }: NewIdentity, at: EpochMilliseconds) {
  return run(
    tx,
    sql`insert into identities (issuer, subject, person_id, linked_at, linked_by)
        values (${issuer}, ${subject}, ${personId}, ${instant(at)}, ${by})
        on conflict (issuer, subject) do nothing`,
  )
}

export function deleteIdentity(tx: Tx, personId: number, { issuer, subject }: Account): Promise<number> {
  return run(
    tx,
    sql`delete from identities where person_id = ${personId} and issuer = ${issuer} and subject = ${subject}`,
  )
}
