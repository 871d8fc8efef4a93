// The demonstration week: fictional people of a fictional force and college doing plausible things.

import { type Db, row, sql, transaction } from "../database/index.ts"
import { addStaff } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

/** Fills an empty desk; gives what a person should be told. A desk that has people is left alone. */
export async function fillDemonstration(db: Db, at: EpochMilliseconds): Promise<string[]> {
  const found = await row<{ some: boolean }>(db, sql`select exists (select from people) as some`)
  if (found?.some === true) return []
  await transaction(db, async (tx) => {
    await addStaff(
      tx,
      { name: "Priya Nair", email: "priya.nair@desk.example", role: "adviser", password: "tawny otter, nine lanterns" },
      at,
    )
  })
  return ["Sign in as priya.nair@desk.example with the password: tawny otter, nine lanterns"]
}
