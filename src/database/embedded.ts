// The embedded PostgreSQL: there when DATABASE_URL is not set, started or taken over, kept alive, ended by its last user.

import { ownerRole } from "./embedded-cluster.ts"
import { preparedPlace, urlOf } from "./embedded-place.ts"
import { endPostmaster } from "./embedded-postmaster.ts"
import { logFolder } from "./embedded-record.ts"
import { deskRole, prepareRoles } from "./embedded-roles.ts"
import { bringUp, type Running } from "./embedded-start.ts"
import { watch } from "./embedded-watch.ts"

export type EmbeddedOptions = {
  readonly varDir: string
  /** False gives up safety for speed: for tests, whose data may be lost. */
  readonly durable?: boolean
  /** True starts the server again, on the same port, whenever it dies. */
  readonly supervised?: boolean
  /** Whether finished log is put aside for the archive of backups; undefined leaves it as the desk last had it. */
  readonly archivesLog?: boolean
  /** Told in a sentence what happens to the server after it is up. */
  readonly onChange?: (sentence: string) => void
}

export type Embedded = {
  /** The owner's address of the database: may change the schema. */
  readonly ownerUrl: string
  /** The desk's address of the same database. */
  readonly deskUrl: string
  readonly deskRole: string
  /** Where its data lies. */
  readonly dataDirectory: string
  /** Where finished log is put aside, if it is. */
  readonly logFolder: string
  /** The pid of the server's first process at this moment. */
  readonly pid: () => number
  /** Ends the server in good order, unless another process of ours still uses it. */
  readonly stop: () => Promise<void>
}

/** Brings the database of a VAR_DIR up, or takes over the one that runs there already. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const place = await preparedPlace(options.varDir, options.durable ?? true, options.archivesLog)
  const first = await bringUp(place)
  await prepareRoles(urlOf(place, ownerRole, "postgres"), place.record.deskPassword)
  const watched = options.supervised
    ? watch(place, first, options.onChange)
    : { running: () => first, end: async () => {} }
  return {
    ownerUrl: urlOf(place, ownerRole, "charter"),
    deskUrl: urlOf(place, deskRole, "charter"),
    deskRole,
    dataDirectory: place.directory,
    logFolder: logFolder(place.directory),
    pid: () => watched.running().pid,
    stop: async () => {
      await watched.end()
      await leave(watched.running())
    },
  }
}

async function leave({ pid, keeper }: Running): Promise<void> {
  if (await keeper.isLast()) await endPostmaster(pid)
  await keeper.close()
}
