// What the next start must know of the embedded database: where its data is, its port, and its passwords. Kept in VAR_DIR, mode 600.

import { randomBytes } from "node:crypto"
import { existsSync, linkSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join, resolve } from "node:path"
import { z } from "zod"
import { Refused } from "../errors.ts"
import { accountFor, canReach } from "./embedded-account.ts"
import { sharedPlaceFor } from "./embedded-shared.ts"

const shape = z.object({
  /** Relative to VAR_DIR where the data lies in it, so that VAR_DIR can be moved. */
  directory: z.string(),
  port: z.number().int(),
  ownerPassword: z.string(),
  deskPassword: z.string(),
  /** Once true, a data directory that is missing is a loss to report, not an empty place to fill. */
  initialised: z.boolean(),
  /** Whether finished log is put aside for the archive of backups, by whoever starts the server. */
  archivesLog: z.boolean().default(false),
})
export type EmbeddedRecord = z.infer<typeof shape>

/** The record of VAR_DIR; made when there is none. Of several processes that make one at once, all use the first. */
export async function recordOf(varDir: string): Promise<EmbeddedRecord> {
  mkdirSync(varDir, { recursive: true })
  const path = recordPath(varDir)
  if (!existsSync(path)) await firstRecord(varDir, path)
  const parsed = shape.safeParse(jsonOf(path))
  if (!parsed.success) throw new Refused(`${path} is damaged: restore it from a backup, or start with another VAR_DIR.`)
  return parsed.data
}

/** Whether a VAR_DIR has an embedded database, running or not. */
export function embeddedExists(varDir: string): boolean {
  return shape.safeParse(jsonOf(recordPath(varDir))).data?.initialised === true
}

/** Replaces the record in one step. */
export function saveRecord(varDir: string, record: EmbeddedRecord): void {
  renameSync(draftOf(varDir, record), recordPath(varDir))
}

/** Where the record says that the data is. */
export function dataDirectory(varDir: string, record: EmbeddedRecord): string {
  return resolve(realpathSync(varDir), record.directory)
}

/** Where finished log is put aside until it is in the archive: beside the data, for its account alone. */
export function logFolder(directory: string): string {
  return `${directory}.log`
}

/** A port that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return portOf(0)
}

/** Whether another program listens on a port. */
export function isPortTaken(port: number): Promise<boolean> {
  return portOf(port).then(
    () => false,
    () => true,
  )
}

function portOf(wanted: number): Promise<number> {
  const { promise, resolve: found, reject } = Promise.withResolvers<number>()
  const server = createServer()
  server.once("error", reject)
  server.listen(wanted, "127.0.0.1", () => {
    const address = server.address()
    server.close(() => (typeof address === "object" && address ? found(address.port) : reject(new Error("no port"))))
  })
  return promise
}

async function firstRecord(varDir: string, path: string): Promise<void> {
  const draft = draftOf(varDir, {
    directory: placeForData(varDir),
    port: await freePort(),
    ownerPassword: randomBytes(24).toString("base64url"),
    deskPassword: randomBytes(24).toString("base64url"),
    initialised: false,
    archivesLog: false,
  })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!existsSync(path)) throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function placeForData(varDir: string): string {
  const place = realpathSync(varDir)
  return canReach(accountFor(undefined), place) ? "postgresql" : sharedPlaceFor(place)
}

function draftOf(varDir: string, record: EmbeddedRecord): string {
  const draft = `${recordPath(varDir)}.${randomBytes(6).toString("hex")}`
  writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600, flush: true })
  return draft
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"))
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && "code" in error && error.code === "ENOENT"))
      return undefined
    throw error
  }
}

function recordPath(varDir: string): string {
  return join(varDir, "postgresql.json")
}
