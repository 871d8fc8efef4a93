// Where runs take place: one PostgreSQL that survives crashes, a template of a desk's database, and a link to it that can fail.

import { randomBytes } from "node:crypto"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import pg from "pg"
import { type Embedded, startEmbedded } from "../../src/database/index.ts"
import { deskProcess } from "./desk-process.ts"
import { childrenOf, killAll } from "./processes.ts"
import { type TcpProxy, tcpProxy } from "./tcp-proxy.ts"

export type Site = {
  readonly link: TcpProxy
  /** A database of its own for a run, with a token for the API, and what a desk must be given to work on it. */
  readonly database: () => Promise<SiteDatabase>
  /** Ends every process of PostgreSQL at once; it comes back by itself, on the same port. */
  readonly killDatabase: () => void
  readonly close: () => Promise<void>
}
export type SiteDatabase = {
  readonly name: string
  readonly token: string
  readonly ownerUrl: string
  /** For a desk: its way to the database leads through the link. */
  readonly settings: Readonly<Record<string, string>>
  readonly drop: () => Promise<void>
}

const template = "faults_template"
let made = 0

export async function openSite(): Promise<Site> {
  const varDir = mkdtempSync(join(tmpdir(), "charter-site-"))
  // PostgreSQL may run as another account than ours, which has to pass through.
  chmodSync(varDir, 0o711)
  const server = await startEmbedded({ varDir, supervised: true })
  const link = await tcpProxy(Number(new URL(server.ownerUrl).port))
  const secrets = { SECRET_KEY: randomBytes(32).toString("base64"), NODE_ENV: "test" }
  const token = await preparedTemplate(server, secrets)
  return {
    link,
    database: () => newDatabase(server, link, token, secrets),
    killDatabase: () => killAll([server.pid(), ...childrenOf(server.pid())]),
    close: async () => {
      await link.close()
      await server.stop()
      rmSync(varDir, { recursive: true, force: true })
    },
  }
}

/** Runs statements as the owner of a database. One that is coming back is waited for. */
export async function asOwner<T>(ownerUrl: string, work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = await connected(ownerUrl)
  try {
    return await work(owner)
  } finally {
    await owner.end().catch(() => {})
  }
}

async function connected(ownerUrl: string): Promise<pg.Client> {
  for (const began = performance.now(); ; await pause(50)) {
    const owner = new pg.Client({ connectionString: ownerUrl })
    owner.on("error", () => {})
    try {
      await owner.connect()
      return owner
    } catch (error) {
      if (performance.now() - began > 30_000) throw error
    }
  }
}

async function preparedTemplate(server: Embedded, secrets: Record<string, string>): Promise<string> {
  await asOwner(at(server.ownerUrl, "postgres"), (owner) => owner.query(`create database ${template}`))
  const urls = { DATABASE_URL: at(server.deskUrl, template), MIGRATE_DATABASE_URL: at(server.ownerUrl, template) }
  const desk = await deskProcess({ ...urls, ...secrets })
  const token = await desk.token()
  await desk.remove()
  if (token === "") throw new Error("the template of the runs could not be made")
  return token
}

async function newDatabase(
  server: Embedded,
  link: TcpProxy,
  token: string,
  secrets: Record<string, string>,
): Promise<SiteDatabase> {
  const name = `faults_${++made}`
  const maintained = at(server.ownerUrl, "postgres")
  await asOwner(maintained, (owner) => owner.query(`create database ${name} template ${template}`))
  const ownerUrl = at(server.ownerUrl, name)
  return {
    name,
    token,
    ownerUrl,
    settings: { ...secrets, DATABASE_URL: at(server.deskUrl, name, link.port), MIGRATE_DATABASE_URL: ownerUrl },
    drop: () => asOwner(maintained, async (owner) => void (await owner.query(`drop database ${name} with (force)`))),
  }
}

function at(address: string, database: string, port?: number): string {
  const url = new URL(address)
  url.pathname = `/${database}`
  if (port !== undefined) url.port = String(port)
  return url.href
}
