// Which database a desk works on: the one that the settings name, or the embedded one, brought up.

import { type EmbeddedOptions, startEmbedded } from "./embedded.ts"

export type DatabasePlace = {
  /** May change the schema. */
  readonly ownerUrl: string
  /** What the desk works with. */
  readonly deskUrl: string
  /** The role of `deskUrl`; absent where the desk works as the owner. */
  readonly deskRole?: string
  /** Where the data of an embedded PostgreSQL lies, and where it puts finished log aside. */
  readonly embedded?: { readonly dataDirectory: string; readonly logFolder: string }
  /** Ends an embedded PostgreSQL, unless another process of ours uses it. */
  readonly leave: () => Promise<void>
}

export type PlaceSettings = {
  readonly databaseUrl: string | undefined
  readonly migrateDatabaseUrl: string | undefined
  readonly varDir: string
}

type Keeping = Pick<EmbeddedOptions, "supervised" | "onChange" | "archivesLog">

/** Finds the database that the settings name, and brings the embedded one up where they name none. Call `leave` at the end. */
export async function openPlace(settings: PlaceSettings, keeping: Keeping = {}): Promise<DatabasePlace> {
  if (settings.databaseUrl !== undefined) return namedPlace(settings.databaseUrl, settings.migrateDatabaseUrl)
  const started = await startEmbedded({ varDir: settings.varDir, ...keeping })
  const { ownerUrl, deskUrl, deskRole, dataDirectory, logFolder, stop } = started
  return { ownerUrl, deskUrl, deskRole, embedded: { dataDirectory, logFolder }, leave: stop }
}

function namedPlace(deskUrl: string, migrateUrl: string | undefined): DatabasePlace {
  const leave = async () => {}
  if (migrateUrl === undefined) return { ownerUrl: deskUrl, deskUrl, leave }
  return { ownerUrl: migrateUrl, deskUrl, deskRole: decodeURIComponent(new URL(deskUrl).username), leave }
}
