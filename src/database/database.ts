// The pool, and the one way to a transaction. A `Tx` never leaves the verb that opened it.

import { createHash } from "node:crypto"
import pg from "pg"
import { utcFrom, utcMillisecondsText } from "../time/utc.ts"
import {
  answerMilliseconds,
  connectionMilliseconds,
  type Patience,
  sessionOptions,
  waitingLimit as usualWaitingLimit,
} from "./patience.ts"
import { retriedOnConflict } from "./retry.ts"
import type { Sql } from "./sql.ts"
import { isDamaged, isDiskFull, isLost } from "./unavailable.ts"

export type Db = {
  readonly pool: pg.Pool
  /** Callers that may wait for a connection at once. */
  readonly waitingLimit?: number
  /** Told when a statement fails for a reason that somebody must do something about. */
  readonly onFault?: FaultListener | undefined
}
/** `full`: no room is left on the database's disk. `damaged`: a page of it cannot be read. */
export type DatabaseFault = "full" | "damaged"
export type FaultListener = (fault: DatabaseFault, error: unknown) => void
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
  patience?: Patience
  /** How long a connection is waited for, and an answer that may never come. */
  connectMs?: number
  answerMs?: number
  waitingLimit?: number
  onError?: (error: Error) => void
  onFault?: FaultListener
}

/** Opens a pool. Nobody waits for ever: for a connection 5 s, for a lock 10 s, for an answer less than 30 s. */
export function openDatabase(options: DatabaseOptions): Db {
  const { patience = "usual", waitingLimit = usualWaitingLimit, onFault } = options
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections ?? 20,
    application_name: options.name ?? "charter",
    connectionTimeoutMillis: options.connectMs ?? connectionMilliseconds,
    ...(patience === "maintenance" ? {} : { query_timeout: options.answerMs ?? answerMilliseconds }),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    options: sessionOptions(patience),
    types: types as pg.CustomTypesConfig,
  })
  // An idle connection that dies (a restart of PostgreSQL) is reported here; without a listener it would end the process.
  pool.on("error", (error) => options.onError?.(error))
  // Nor may one that dies between the hands of the pool and those that asked for it; the statement that comes next is told.
  pool.on("connect", (client) => client.on("error", () => {}))
  return { pool, waitingLimit, onFault }
}

/** The address that a pool was opened with: for a thread, which opens its own. */
export function addressOf(db: Db): string {
  const url = db.pool.options.connectionString
  if (url === undefined) throw new Error("a pool of ours is opened by its address")
  return url
}

// A server that does not answer any more says no goodbye either.
const goodbyeMilliseconds = 1000

/** Resolves when the sessions are over: a server that is stopped after it has nobody to cut off, and nothing is logged of that. */
export async function closeDatabase({ pool }: Db): Promise<void> {
  let open = pool.totalCount
  const { promise: left, resolve } = Promise.withResolvers<void>()
  pool.on("remove", () => --open <= 0 && resolve())
  await pool.end()
  if (open <= 0) return
  const patience = setTimeout(resolve, goodbyeMilliseconds)
  await left
  clearTimeout(patience)
}

/**
 * Runs `work` in one transaction: committed when it returns, rolled back when it throws. Where PostgreSQL undoes it because of
 * another transaction it is done again from the start, so `work` does nothing but ask its database.
 */
export function transaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return retriedOnConflict(() => transactionOnce(db, work))
}

/**
 * Reads the database as it was at one moment: every statement of `work` sees the same commits, and none may write. It holds one
 * connection: `work` asks one statement after the other, and nothing but its `tx`.
 */
export function snapshot<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return transactionOnce(db, work, "begin isolation level repeatable read read only")
}

async function transactionOnce<T>(db: Db, work: (tx: Tx) => Promise<T>, begin = "begin"): Promise<T> {
  mustHaveRoom(db)
  const client = await db.pool.connect()
  let broken: Error | undefined
  // A connection that dies between two statements has nobody else to tell: without a listener it would end the process.
  const lost = (error: Error) => {
    broken = error
  }
  client.on("error", lost)
  try {
    await client.query(begin)
    const result = await work({ client, inTransaction: true })
    await client.query("commit")
    return result
  } catch (error) {
    noticeFault(db, error)
    broken ??= await undone(client, error)
    throw error
  } finally {
    client.off("error", lost)
    client.release(broken)
  }
}

// A server that does not answer is not asked to roll back: it does so by itself once the connection ends.
async function undone(client: pg.PoolClient, error: unknown): Promise<Error | undefined> {
  if (isLost(error) && error instanceof Error) return error
  return await client.query("rollback").then(
    () => undefined,
    (cause: Error) => cause,
  )
}

/** All rows of a statement. `Row` is the shape that the statement selects; the statement and its type stand side by side in a store. */
export async function rows<Row extends object>(on: Reads, statement: Sql): Promise<Row[]> {
  return (await asked<Row>(on, statement)).rows
}

/** The first row, or undefined. */
export async function row<Row extends object>(on: Reads, statement: Sql): Promise<Row | undefined> {
  return (await rows<Row>(on, statement))[0]
}

/** Runs a statement for its effect; gives the number of rows that it touched. */
export async function run(on: Reads, statement: Sql): Promise<number> {
  return (await asked(on, statement)).rowCount ?? 0
}

/** A statement of a library that writes its own. */
export async function askedPlainly(db: Db, text: string, values?: unknown[]): Promise<{ rows: unknown[] }> {
  return await withRoom(db, () => db.pool.query(text, values))
}

function asked<Row extends object>(on: Reads, { text, values }: Sql): Promise<pg.QueryResult<Row>> {
  const statement = { name: nameOf(text), text, values: values as unknown[] }
  if ("client" in on) return on.client.query<Row>(statement)
  return withRoom(on, () => on.pool.query<Row>(statement))
}

async function withRoom<T>(db: Db, ask: () => Promise<T>): Promise<T> {
  mustHaveRoom(db)
  try {
    return await ask()
  } catch (error) {
    noticeFault(db, error)
    throw error
  }
}

// A line that only grows serves nobody: those at its end would be answered when they have long gone.
function mustHaveRoom({ pool, waitingLimit }: Db): void {
  if (pool.waitingCount < (waitingLimit ?? usualWaitingLimit)) return
  throw Object.assign(new Error("too many wait for a connection to the database"), { code: "53300" })
}

function noticeFault({ onFault }: Db, error: unknown): void {
  if (isDiskFull(error)) onFault?.("full", error)
  if (isDamaged(error)) onFault?.("damaged", error)
}

/** An instant as a parameter. */
export function instant(at: number): string {
  if (at === Number.POSITIVE_INFINITY) return "infinity"
  if (at !== lastInstant.at) {
    lastInstant = { at, text: utcMillisecondsText(at) }
  }
  return lastInstant.text
}

// What happens at one moment is written in several places.
let lastInstant = { at: Number.NaN, text: "" }

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
  return utcFrom(text)
}
