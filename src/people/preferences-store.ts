// The statements that keep how a colleague has their desk. A page has it from their session.

import { instant, type Reads, row, run, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { type Preferences, usualPreferences } from "./preferences.ts"

/** As they are kept now; the desk as it comes where nothing is. */
export async function preferencesOf(on: Reads, personId: number | null): Promise<Preferences> {
  const found = await row<Preferences>(
    on,
    sql`select density, single_keys as "singleKeys", keys from preferences where person_id = ${personId}`,
  )
  return found ?? usualPreferences
}

/** They hold from the next page on. */
export async function savePreferences(
  on: Reads,
  personId: number,
  { density, singleKeys, keys }: Preferences,
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    on,
    sql`insert into preferences (person_id, density, single_keys, keys, changed_at)
        values (${personId}, ${density}, ${singleKeys}, ${JSON.stringify(keys)}::jsonb, ${instant(at)})
        on conflict (person_id) do update set density = excluded.density, single_keys = excluded.single_keys,
          keys = excluded.keys, changed_at = excluded.changed_at`,
  )
}
