// Every statement on mail to members of staff about their own account. The rows are the notices' (`mails`), which look at people themselves
// for what somebody sees, and so cannot be called from here.

import { instant, type Reads, row, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

export type AccountMail = {
  readonly kind: string
  readonly personId: number
  readonly facts: Readonly<Record<string, number>>
}

/** Mail to the address that somebody on the staff has now. Nobody, where it is a token. */
export async function insertAccountMail(tx: Tx, mail: AccountMail, at: EpochMilliseconds): Promise<void> {
  await run(
    tx,
    sql`insert into mails (kind, address, facts, created_at, next_attempt_at)
      select ${mail.kind}, email, ${JSON.stringify(mail.facts)}::jsonb, ${instant(at)}, ${instant(at)} from people
      where person_id = ${mail.personId} and kind = 'staff' and email is not null`,
  )
}

/** Mail to somebody who is to come. */
export async function insertInvitationMail(
  tx: Tx,
  { kind, address, facts }: Omit<AccountMail, "personId"> & { readonly address: string },
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    tx,
    sql`insert into mails (kind, address, facts, created_at, next_attempt_at)
      values (${kind}, ${address}, ${JSON.stringify(facts)}::jsonb, ${instant(at)}, ${instant(at)})`,
  )
}

export type ToldChange = {
  readonly action: string
  readonly at: EpochMilliseconds
  readonly name: string
  readonly isOwnDoing: boolean
  /** Whether somebody is named who did it; otherwise it was done beside the desk. */
  readonly isByColleague: boolean
}

/** A change as the audit has it. */
export async function selectAccountChange(on: Reads, auditId: number): Promise<ToldChange | undefined> {
  return await row<ToldChange>(
    on,
    sql`select action, at, name, audit.person_id is not distinct from people.person_id as "isOwnDoing",
        audit.person_id is not null as "isByColleague"
      from audit join people on audit.target[1] = 'person:' || people.person_id where audit_id = ${auditId}`,
  )
}
