// How many automatic mails of a kind an address, or a case, has had of late: counted in the statement that begins an attempt.

import { instant, type Reads, run, type Sql, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

export type Counted = { readonly mac: Buffer; readonly most: number }

const hour = 3_600_000

/** To stand in a statement with a CTE `due`: gives a row where the mail is within its limit, and counts nothing unless `onlyIf`. */
export function counting({ mac, most }: Counted, at: EpochMilliseconds, onlyIf: Sql = sql`true`): Sql {
  const recent = sql`array(select one from unnest(automatic_mail.sent_at) one where one > ${instant(at - hour)}::timestamptz)`
  return sql`insert into automatic_mail (counted_mac, sent_at)
    select ${mac}::bytea, array[${instant(at)}::timestamptz] from due where due.to_count and ${onlyIf}
    on conflict (counted_mac) do update set sent_at = ${recent} || ${instant(at)}::timestamptz
      where cardinality(${recent}) < ${most}
    returning counted_mac`
}

/** When the first of the hour's mails will be an hour old, as a scalar query; those that others count at this moment are seen as none. */
export function roomAt({ mac }: Counted, at: EpochMilliseconds): Sql {
  return sql`(select coalesce(min(one), ${instant(at)}::timestamptz) + interval '1 hour' from automatic_mail, unnest(sent_at) one
    where counted_mac = ${mac}::bytea and one > ${instant(at - hour)}::timestamptz)`
}

/** Forgets counts of more than an hour ago; run now and then. */
export async function forgetAutomaticMail(on: Reads, at: EpochMilliseconds): Promise<number> {
  return run(
    on,
    sql`delete from automatic_mail
      where not exists (select from unnest(sent_at) one where one > ${instant(at - hour)}::timestamptz)`,
  )
}
