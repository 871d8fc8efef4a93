// The services that the charter in force names, and how the desk calls itself.

import { currentRules } from "../clocks/index.ts"
import type { Db } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type NamedService = {
  readonly id: string
  readonly name: string
  /** The service that the charter is about; the others are parts of it, and what is said of it is said of them. */
  readonly isWhole: boolean
}

/** The services whose status is told: the charter's own first, and then its parts. */
export async function namedServices(db: Db, at: EpochMilliseconds): Promise<NamedService[]> {
  const { id, name, parts = [] } = (await currentRules(db)).versionAt(at).charter.service
  return [{ id, name, isWhole: true }, ...parts.map((part) => ({ id: part.id, name: part.name, isWhole: false }))]
}

/** The names for mail and feeds. */
export async function charterNamed(
  db: Db,
  at: EpochMilliseconds,
): Promise<{ readonly service: string; readonly desk: string }> {
  const { service, document } = (await currentRules(db)).versionAt(at).charter
  return { service: service.name, desk: document.contact.name }
}

/** What of the services somebody asked for, by name; the charter's own where that is all. */
export function namesOf(services: readonly NamedService[], chosen: readonly string[] | null): string {
  const names = services.filter(({ id }) => chosen?.includes(id)).map(({ name }) => name)
  return names.length > 0 ? names.join(", ") : (services[0]?.name ?? "")
}

/** The services whose reports concern one of them: itself, and the whole that it is a part of. */
export function concerning(services: readonly NamedService[], id: string): string[] {
  return services.filter((each) => each.isWhole || each.id === id).map((each) => each.id)
}
