// The services that the charter in force names, and how the desk calls itself.

import { currentRules } from "../clocks/index.ts"
import type { Db } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type NamedService = { readonly id: string; readonly name: string }

/** The services whose status is told. A charter is about one. */
export async function namedServices(db: Db, at: EpochMilliseconds): Promise<NamedService[]> {
  const { id, name } = (await currentRules(db)).versionAt(at).charter.service
  return [{ id, name }]
}

/** The names for mail and feeds. */
export async function charterNamed(
  db: Db,
  at: EpochMilliseconds,
): Promise<{ readonly service: string; readonly desk: string }> {
  const { service, document } = (await currentRules(db)).versionAt(at).charter
  return { service: service.name, desk: document.contact.name }
}
