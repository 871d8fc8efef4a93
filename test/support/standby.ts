// A PostgreSQL that loses nothing, and a streaming replica of it: for what is tested about several machines.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import pg from "pg"
import { baseCopy } from "../../src/backup/index.ts"
import { accountFor } from "../../src/database/embedded-account.ts"
import { findBinaries } from "../../src/database/embedded-binaries.ts"
import { endPostmaster, livingPostmaster, startPostmaster } from "../../src/database/embedded-postmaster.ts"
import { dataDirectory, freePort, recordOf } from "../../src/database/embedded-record.ts"
import { startEmbedded } from "../../src/database/index.ts"
import { childrenOf, killAll } from "../faults/processes.ts"

export type OwnCluster = {
  readonly varDir: string
  readonly directory: string
  readonly ownerUrl: string
  readonly deskUrl: string
  readonly deskRole: string
  /** The pid of its first process. */
  readonly pid: () => number
  readonly remove: () => Promise<void>
}

export type Standby = {
  /** The address of its copy of a database, as whoever asks for that one. */
  readonly urlOf: (url: string) => string
  /** It takes in what the other writes, and shows none of it. */
  readonly freeze: () => Promise<void>
  readonly thaw: () => Promise<void>
  /** Ends every process of it at once. */
  readonly kill: () => void
  /** Starts it again where it was. */
  readonly restart: () => Promise<void>
  readonly remove: () => Promise<void>
}

/** A cluster of one's own, because processes refuse one that could lose what they acknowledge. */
export async function ownCluster(): Promise<OwnCluster> {
  const varDir = mkdtempSync(join(tmpdir(), "charter-scale-"))
  chmodSync(varDir, 0o711)
  const embedded = await startEmbedded({ varDir })
  const directory = dataDirectory(varDir, await recordOf(varDir))
  const { ownerUrl, deskUrl, deskRole, pid } = embedded
  async function remove(): Promise<void> {
    await embedded.stop()
    for (const each of [directory, varDir]) rmSync(each, { recursive: true, force: true })
  }
  return { varDir, directory, ownerUrl, deskUrl, deskRole, pid, remove }
}

/** A replica that follows a cluster from now on. */
export async function standbyOf(cluster: OwnCluster): Promise<Standby> {
  const directory = `${cluster.directory}-standby`
  await connected(cluster.ownerUrl, (owner) => baseCopy(owner, cluster.directory, directory))
  writeFileSync(join(directory, "standby.signal"), "")
  const port = await freePort()
  const urlOf = (url: string) => Object.assign(new URL(url), { port: String(port) }).href
  const pid = () => livingPostmaster(directory)?.pid
  const owner = urlOf(cluster.ownerUrl)

  async function restart(): Promise<void> {
    begin(cluster, directory, port)
    await answering(owner)
  }
  function kill(): void {
    const living = pid()
    if (living !== undefined) killAll([living, ...childrenOf(living)])
  }
  async function remove(): Promise<void> {
    const living = pid()
    if (living !== undefined) await endPostmaster(living)
    rmSync(directory, { recursive: true, force: true })
  }
  await restart()
  return {
    urlOf,
    freeze: () => connected(owner, frozen),
    thaw: () => connected(owner, async (client) => void (await client.query("select pg_wal_replay_resume()"))),
    kill,
    restart,
    remove,
  }
}

// It is asked for, and comes about a moment later.
async function frozen(client: pg.Client): Promise<void> {
  await client.query("select pg_wal_replay_pause()")
  for (const began = performance.now(); performance.now() - began < 5000; await pause(10)) {
    const { rows } = await client.query<{ state: string }>("select pg_get_wal_replay_pause_state() as state")
    if (rows[0]?.state === "paused") return
  }
  throw new Error("the standby goes on")
}

function begin({ ownerUrl, varDir }: OwnCluster, directory: string, port: number): void {
  const account = accountFor(directory)
  startPostmaster({
    program: findBinaries(account).postgres,
    account,
    directory,
    port,
    logFile: join(varDir, "standby.log"),
    parameters: {
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      max_connections: "100",
      timezone: "UTC",
      hot_standby: "on",
      primary_conninfo: conninfo(ownerUrl),
      wal_receiver_status_interval: "1",
    },
  })
}

function conninfo(url: string): string {
  const { hostname, port, username, password } = new URL(url)
  return `host=${hostname} port=${port} user=${username} password=${password}`
}

async function answering(url: string): Promise<void> {
  for (const began = performance.now(); performance.now() - began < 20_000; await pause(50)) {
    const answers = await connected(url, (client) => client.query("select 1")).catch(() => undefined)
    if (answers !== undefined) return
  }
  throw new Error("the standby does not answer")
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on("error", () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
