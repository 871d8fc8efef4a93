// The embedded PostgreSQL: there when DATABASE_URL is not set, started or taken over, kept alive, ended by its last user.

import { existsSync, mkdirSync, readFileSync, realpathSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { Refused } from "../errors.ts"
import { accountFor } from "./embedded-account.ts"
import { findBinaries } from "./embedded-binaries.ts"
import { checkDataVersion, initialiseCluster, ownerRole } from "./embedded-cluster.ts"
import { type Keeper, keep } from "./embedded-keeper.ts"
import { endPostmaster, isAlive, livingPostmaster, type Postmaster, startPostmaster } from "./embedded-postmaster.ts"
import { dataDirectory, type EmbeddedRecord, freePort, recordOf, saveRecord } from "./embedded-record.ts"
import { deskRole, prepareRoles } from "./embedded-roles.ts"

export type EmbeddedOptions = {
  readonly varDir: string
  /** False gives up safety for speed: for tests, whose data may be lost. */
  readonly durable?: boolean
  /** True starts the server again, on the same port, whenever it dies. */
  readonly supervised?: boolean
  /** Told in a sentence what happens to the server after it is up. */
  readonly onChange?: (sentence: string) => void
}

export type Embedded = {
  /** The owner's address of the database: may change the schema. */
  readonly ownerUrl: string
  /** The desk's address of the same database. */
  readonly deskUrl: string
  readonly deskRole: string
  /** The pid of the server's first process at this moment. */
  readonly pid: () => number
  /** Ends the server in good order, unless another process of ours still uses it. */
  readonly stop: () => Promise<void>
}

/** Brings the database of a VAR_DIR up, or takes over the one that runs there already. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const place = await preparedPlace(options)
  let running = await bringUp(place)
  await prepareRoles(urlOf(place, ownerRole, "postgres"), place.record.deskPassword)
  const endWatch = options.supervised
    ? watch(
        place,
        () => running,
        (next) => (running = next),
        options.onChange,
      )
    : async () => {}
  return {
    ownerUrl: urlOf(place, ownerRole, "charter"),
    deskUrl: urlOf(place, deskRole, "charter"),
    deskRole,
    pid: () => running.pid,
    stop: async () => {
      await endWatch()
      await leave(running)
    },
  }
}

type Place = {
  readonly varDir: string
  readonly directory: string
  record: EmbeddedRecord
  readonly start: () => { ended: Promise<number | null> }
}
type Running = { readonly pid: number; readonly keeper: Keeper }

async function preparedPlace(options: EmbeddedOptions): Promise<Place> {
  mkdirSync(options.varDir, { recursive: true })
  const varDir = realpathSync(options.varDir)
  const record = await recordOf(varDir)
  const directory = dataDirectory(varDir, record)
  const account = accountFor(directory)
  const binaries = findBinaries(account)
  const durable = options.durable ?? true
  if (record.initialised && !existsSync(directory)) throw new Refused(missing(directory, varDir))
  await initialiseCluster({ binaries, account, directory, ownerPassword: record.ownerPassword, durable })
  checkDataVersion(directory, binaries)
  const place: Place = {
    varDir,
    directory,
    record,
    start: () =>
      startPostmaster({
        program: binaries.postgres,
        account,
        directory,
        port: place.record.port,
        logFile: logFileOf(varDir),
        parameters: parametersFor(durable),
      }),
  }
  remember(place, { initialised: true })
  return place
}

// Durability is left at PostgreSQL's own safe defaults rather than forced here, so that a start can see, and refuse, that
// somebody has turned it off.
function parametersFor(durable: boolean): Record<string, string> {
  return {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    shared_buffers: "128MB",
    max_connections: "100",
    timezone: "UTC",
    log_timezone: "UTC",
    logging_collector: "on",
    log_filename: "postgresql-%a.log",
    log_truncate_on_rotation: "on",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  }
}

const patienceMs = 60_000

/** Until a server answers: waits for one that is starting, recovering or stopping, and starts one where there is none. */
async function bringUp(place: Place, mayMove = true): Promise<Running> {
  let child: { ended: boolean } | undefined
  let failures = 0
  for (const started = performance.now(); performance.now() - started < patienceMs; await pause(50)) {
    const living = livingPostmaster(place.directory)
    const running = living && (await kept(place, living))
    if (running) return running
    if (child?.ended) failures += 1
    if (failures > 0 && !living && mayMove) await moveIfPortIsTaken(place)
    if (!living && (child === undefined || child.ended)) child = begun(place)
    if (failures > 20) break
  }
  throw new Error(
    `PostgreSQL does not start. Its last words, from ${logFileOf(place.varDir)}:\n${lastWords(place.varDir)}`,
  )
}

function begun(place: Place): { ended: boolean } {
  const child = { ended: false }
  void place.start().ended.then(() => {
    child.ended = true
  })
  return child
}

async function kept(place: Place, living: Postmaster): Promise<Running | undefined> {
  if (living.port !== place.record.port) remember(place, { port: living.port })
  try {
    return { pid: living.pid, keeper: await keep(urlOf(place, ownerRole, "postgres")) }
  } catch (error) {
    if (isWrongPassword(error))
      throw new Refused(`The PostgreSQL in ${place.directory} does not know the password kept in ${place.varDir}.`)
    return undefined
  }
}

/** Starts the server again when it has died; connections made meanwhile fail, and the pool makes new ones. */
function watch(
  place: Place,
  running: () => Running,
  replace: (next: Running) => void,
  onChange: (sentence: string) => void = () => {},
): () => Promise<void> {
  let busy: Promise<void> | undefined
  const look = () => {
    if (busy || (isAlive(running().pid) && running().keeper.holds())) return
    busy = revive().finally(() => {
      busy = undefined
    })
  }
  const revive = async () => {
    onChange("PostgreSQL has gone: starting it again.")
    await bringUp(place, false).then(
      (next) => {
        replace(next)
        onChange("PostgreSQL is back.")
      },
      (error: Error) => onChange(error.message),
    )
  }
  const timer = setInterval(look, 500)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await busy
  }
}

async function leave({ pid, keeper }: Running): Promise<void> {
  if (await keeper.isLast()) await endPostmaster(pid)
  await keeper.close()
}

async function moveIfPortIsTaken(place: Place): Promise<void> {
  if (/could not bind|could not create any TCP/.test(lastWords(place.varDir)))
    remember(place, { port: await freePort() })
}

function remember(place: Place, change: Partial<EmbeddedRecord>): void {
  const next = { ...place.record, ...change }
  if (JSON.stringify(next) === JSON.stringify(place.record)) return
  place.record = next
  saveRecord(place.varDir, next)
}

function urlOf(place: Place, role: string, database: string): string {
  const password = role === ownerRole ? place.record.ownerPassword : place.record.deskPassword
  return `postgres://${role}:${password}@127.0.0.1:${place.record.port}/${database}`
}

function lastWords(varDir: string): string {
  return readFileSync(logFileOf(varDir), "utf8").trim().split("\n").slice(-10).join("\n")
}

function logFileOf(varDir: string): string {
  return join(varDir, "postgresql-start.log")
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "28P01"
}

function missing(directory: string, varDir: string): string {
  return `The data of the embedded PostgreSQL should be in ${directory} and is not there: restore it, or start with another VAR_DIR than ${varDir}.`
}
