// A server on a data directory that is not yet, or never becomes, a desk's: reached through a socket in a folder that only its account and root can open.

import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import pg from "pg"
import { accountFor } from "./embedded-account.ts"
import { findBinaries } from "./embedded-binaries.ts"
import { checkDataVersion, ownerRole } from "./embedded-cluster.ts"
import { endPostmaster, livingPostmaster, startPostmaster } from "./embedded-postmaster.ts"

export type PrivateServer = {
  /** The owner's address of one of its databases. No password is asked for: the socket is the owner's alone. */
  readonly urlOf: (database: string) => string
  /** Ends it, its files in order. */
  readonly stop: () => Promise<void>
}

export type PrivateStart = {
  readonly directory: string
  readonly parameters: Record<string, string>
  /** Given up after so long. */
  readonly patienceMs: number
  /** Asked while it starts: what it throws ends the start. */
  readonly whileStarting?: () => void
}

/** A server that did not come up, with its last words. */
export class NotStarted extends Error {
  readonly lastWords: string
  constructor(lastWords: string) {
    super(`PostgreSQL does not start. Its last words:\n${lastWords}`)
    this.lastWords = lastWords
  }
}

/** Starts a server and waits until it takes connections, which in a recovery is at its end. Throws NotStarted. */
export async function startPrivately(start: PrivateStart): Promise<PrivateServer> {
  const account = accountFor(start.directory)
  const binaries = findBinaries(account)
  checkDataVersion(start.directory, binaries)
  // Not under VAR_DIR: the path of a socket has 107 characters at most, and the account must reach it.
  const folder = mkdtempSync("/tmp/charter-pg-")
  chmodSync(folder, 0o700)
  const rules = join(folder, "rules")
  writeFileSync(rules, "local all all trust\n", { mode: 0o600 })
  if (account) for (const path of [folder, rules]) chownSync(path, account.uid, account.gid)
  const logFile = join(folder, "log")
  const parameters = { ...privateParameters(folder, rules), ...start.parameters }
  const child = startPostmaster({
    program: binaries.postgres,
    account,
    directory: start.directory,
    port,
    logFile,
    parameters,
  })
  const urlOf = (database: string) =>
    `postgres://${ownerRole}@/${database}?host=${encodeURIComponent(folder)}&port=${port}`
  const stop = async () => {
    const living = livingPostmaster(start.directory)
    if (living !== undefined) await endPostmaster(living.pid, 120_000)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await answering(child.ended, urlOf("postgres"), logFile, start)
    return { urlOf, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const port = 5432

function privateParameters(folder: string, rules: string): Record<string, string> {
  return {
    listen_addresses: "",
    unix_socket_directories: folder,
    hba_file: rules,
    shared_buffers: "128MB",
    max_connections: "100",
    timezone: "UTC",
    log_timezone: "UTC",
    logging_collector: "off",
    archive_mode: "off",
    hot_standby: "off",
    // A restore may meet a log of any length: the fewer checkpoints on the way, the sooner it is there.
    max_wal_size: "4GB",
  }
}

async function answering(
  ended: Promise<number | null>,
  url: string,
  logFile: string,
  start: PrivateStart,
): Promise<void> {
  let hasEnded = false
  void ended.then(() => {
    hasEnded = true
  })
  for (const began = performance.now(); performance.now() - began < start.patienceMs; await pause(50)) {
    start.whileStarting?.()
    if (hasEnded) throw new NotStarted(lastWords(logFile))
    if (await answers(url)) return
  }
  throw new NotStarted(`${lastWords(logFile)}\nIt did not answer in ${start.patienceMs / 1000} seconds.`)
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on("error", () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

function lastWords(logFile: string): string {
  return readFileSync(logFile, "utf8").trim().split("\n").slice(-30).join("\n")
}
