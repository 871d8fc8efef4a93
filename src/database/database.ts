// The pool, and the one way to a transaction. A `Tx` never leaves the verb that opened it.

import { createHash } from "node:crypto"
import pg from "pg"
import type { Sql } from "./sql.ts"

export type Db = { readonly pool: pg.Pool }
/** A connection inside a transaction: whoever holds one may lock. Branded, so that a pool does not pass for it. */
export type Tx = { readonly client: pg.PoolClient; readonly inTransaction: true }
export type Reads = Db | Tx

// Instants come back as whole milliseconds since 1970 (`infinity` as Infinity), 64-bit numbers as numbers: none of ours passes 2^53.
const parsers = new Map<number, (text: string) => unknown>([
  [20, Number],
  [1184, epochMillisecondsFromText],
])

const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") => parsers.get(oid) ?? pg.types.getTypeParser(oid, format),
}

export type DatabaseOptions = {
  url: string
  connections?: number
  name?: string
  onError?: (error: Error) => void
  /** How long a connection is waited for, and, where it is given, an answer. */
  connectMs?: number
  answerMs?: number
}

/** Opens a pool. Statements are given up after 30 s, locks after 10 s, a connection after 5 s: nobody waits for ever. */
export function openDatabase(options: DatabaseOptions): Db {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections ?? 20,
    application_name: options.name ?? "charter",
    connectionTimeoutMillis: options.connectMs ?? 5000,
    ...(options.answerMs === undefined ? {} : { query_timeout: options.answerMs }),
    keepAlive: true,
    options:
      "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000 -c timezone=UTC",
    types: types as pg.CustomTypesConfig,
  })
  // An idle connection that dies (a restart of PostgreSQL) is reported here; without a listener it would end the process.
  pool.on("error", (error) => options.onError?.(error))
  return { pool }
}

export async function closeDatabase(db: Db): Promise<void> {
  await db.pool.end()
}

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export async function transaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await db.pool.connect()
  let broken: Error | undefined
  // A connection that dies between two statements has nobody else to tell: without a listener it would end the process.
  const lost = (error: Error) => {
    broken = error
  }
  client.on("error", lost)
  try {
    await client.query("begin")
    const result = await work({ client, inTransaction: true })
    await client.query("commit")
    return result
  } catch (error) {
    await client.query("rollback").catch((cause: Error) => {
      broken = cause
    })
    throw error
  } finally {
    client.off("error", lost)
    client.release(broken)
  }
}

/** All rows of a statement. `Row` is the shape that the statement selects; the statement and its type stand side by side in a store. */
export async function rows<Row extends object>(on: Reads, statement: Sql): Promise<Row[]> {
  const result = await target(on).query<Row>({
    name: nameOf(statement.text),
    text: statement.text,
    values: statement.values as unknown[],
  })
  return result.rows
}

/** The first row, or undefined. */
export async function row<Row extends object>(on: Reads, statement: Sql): Promise<Row | undefined> {
  return (await rows<Row>(on, statement))[0]
}

/** Runs a statement for its effect; gives the number of rows that it touched. */
export async function run(on: Reads, statement: Sql): Promise<number> {
  const result = await target(on).query({
    name: nameOf(statement.text),
    text: statement.text,
    values: statement.values as unknown[],
  })
  return result.rowCount ?? 0
}

/** An instant as a parameter. */
export function instant(at: number): string {
  if (at === Number.POSITIVE_INFINITY) return "infinity"
  return Temporal.Instant.fromEpochMilliseconds(at).toString({ smallestUnit: "millisecond" })
}

function target(on: Reads): pg.Pool | pg.PoolClient {
  return "pool" in on ? on.pool : on.client
}

// Each text is planned once a connection: naming a statement by its text makes it a prepared one (measured: the planning of the
// statement that opens a case takes longer than its execution).
const names = new Map<string, string>()
const namesLimit = 2000

function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = createHash("sha256").update(text).digest("base64url").slice(0, 22)
  if (names.size >= namesLimit) names.clear()
  names.set(text, name)
  return name
}

function epochMillisecondsFromText(text: string): number {
  if (text === "infinity") return Number.POSITIVE_INFINITY
  if (text === "-infinity") return Number.NEGATIVE_INFINITY
  return Temporal.Instant.from(text.replace(" ", "T")).epochMilliseconds
}
