// The scratch database of a benchmark: beside the database that the settings name, or in an embedded PostgreSQL of its own; gone at the end.

import { randomBytes } from "node:crypto"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import pg from "pg"
import { readCharterText, seedCharter } from "../charter/index.ts"
import {
  closeDatabase,
  type DatabasePlace,
  type Db,
  migrate,
  openDatabase,
  openPlace,
  transaction,
} from "../database/index.ts"
import { type Actor, addToken } from "../people/index.ts"
import type { Settings } from "../settings.ts"
import { type EpochMilliseconds, seedHolidays } from "../time/index.ts"

export type Scratch = {
  readonly db: Db
  readonly ownerUrl: string
  readonly deskUrl: string
  /** A VAR_DIR for a desk on this database; `settings` are what it is started with beside it. */
  readonly varDir: string
  readonly environment: Readonly<Record<string, string>>
  readonly secretKey: Buffer
  readonly staff: readonly Actor[]
  readonly drop: () => Promise<void>
}

type BenchSettings = Pick<Settings, "databaseUrl" | "migrateDatabaseUrl" | "charterFile">

const staffCount = 50

/** A database with the charter, the holidays and some colleagues, and no case. The desk's own is never touched. */
export async function scratchDatabase(settings: BenchSettings, at: EpochMilliseconds): Promise<Scratch> {
  const varDir = mkdtempSync(join(tmpdir(), "charter-bench-"))
  // The account that an embedded PostgreSQL runs as passes through.
  chmodSync(varDir, 0o711)
  const { place, drop } = await scratchPlace(settings, varDir)
  const db = openDatabase({ url: place.deskUrl, connections: 10, name: "charter bench" })
  const end = async () => {
    await closeDatabase(db)
    await drop()
    rmSync(varDir, { recursive: true, force: true })
  }
  try {
    await migrate(place)
    const staff = await prepared(db, settings, at)
    return {
      db,
      ownerUrl: place.ownerUrl,
      deskUrl: place.deskUrl,
      varDir,
      environment: environmentFor(settings, place),
      secretKey: randomBytes(32),
      staff,
      drop: end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

async function prepared(db: Db, settings: BenchSettings, at: EpochMilliseconds): Promise<Actor[]> {
  const text = await readCharterText(settings.charterFile)
  return await transaction(db, async (tx) => {
    await seedHolidays(tx)
    await seedCharter(tx, text, 0, settings.charterFile)
    const staff: Actor[] = []
    for (let number = 1; number <= staffCount; number++) {
      const name = `Colleague ${number}`
      const { personId } = await addToken(tx, { name, role: "adviser" }, at)
      staff.push({ personId, name, email: null, role: "adviser", queues: null })
    }
    return staff
  })
}

type ScratchPlace = { readonly place: DatabasePlace; readonly drop: () => Promise<void> }

async function scratchPlace(settings: BenchSettings, varDir: string): Promise<ScratchPlace> {
  const place = await openPlace({ ...settings, varDir })
  if (settings.databaseUrl === undefined) return { place, drop: place.leave }
  const name = `charter_bench_${randomBytes(4).toString("hex")}`
  await asOwner(place, `create database ${name}`)
  return {
    place: { ...place, ownerUrl: renamed(place.ownerUrl, name), deskUrl: renamed(place.deskUrl, name) },
    drop: async () => {
      await asOwner(place, `drop database if exists ${name} with (force)`)
      await place.leave()
    },
  }
}

function environmentFor(settings: BenchSettings, { ownerUrl, deskUrl }: DatabasePlace): Record<string, string> {
  if (settings.databaseUrl === undefined) return {}
  return { DATABASE_URL: deskUrl, ...(ownerUrl === deskUrl ? {} : { MIGRATE_DATABASE_URL: ownerUrl }) }
}

function renamed(url: string, database: string): string {
  const address = new URL(url)
  address.pathname = `/${database}`
  return address.href
}

/** Runs statements that change a schema, or make a database. */
export async function asOwner({ ownerUrl }: Pick<Scratch, "ownerUrl">, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
