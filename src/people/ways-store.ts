// Every SQL statement about the ways of signing in as a whole.

import { type Reads, row, run, sql, type Tx } from "../database/index.ts"

export function selectPasswordFacts(on: Reads, personId: number) {
  return row<{ has_password: boolean; has_authenticator: boolean; recovery_codes: number }>(
    on,
    sql`select password_hash is not null as has_password,
          exists (select from authenticators where authenticators.person_id = people.person_id) as has_authenticator,
          (select count(*) from recovery_codes where recovery_codes.person_id = people.person_id and used_at is null)
            as recovery_codes
        from people where person_id = ${personId}`,
  )
}

export function lockPerson(tx: Tx, personId: number): Promise<number> {
  return run(tx, sql`select from people where person_id = ${personId} for update`)
}
