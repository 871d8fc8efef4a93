// Every SQL statement about tickets that were used.

import { instant, type Reads, run, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

export function insertSpentTicket(on: Reads, hash: Buffer, expiresAt: EpochMilliseconds): Promise<number> {
  return run(
    on,
    sql`insert into spent_tickets (ticket_hash, expires_at) values (${hash}, ${instant(expiresAt)})
        on conflict (ticket_hash) do nothing`,
  )
}

export function deleteEndedTickets(on: Reads, at: EpochMilliseconds): Promise<number> {
  return run(on, sql`delete from spent_tickets where expires_at <= ${instant(at)}`)
}
