// A database whose every transaction is a part of one: the verbs of the week each open theirs, and nothing of the week is there unless
// all of it is. A process that is killed half-way leaves an empty desk, and the next start fills it.

import type pg from "pg"
import type { Db, Tx } from "../database/index.ts"

/** The transaction as verbs see it, one statement after the other. */
export function oneTransaction({ client }: Tx): { readonly db: Db; readonly tx: Tx } {
  let last: Promise<unknown> = Promise.resolve()
  const query = (...statement: unknown[]) => {
    const next = last.then(() => client.query(...(statement.map(asPart) as [string])))
    last = next.catch(() => {})
    return next
  }
  // Of a pool and its connections the verbs use these alone.
  const connection = { query, release: () => {} } as unknown as pg.PoolClient
  const pool = { query, connect: async () => connection } as unknown as pg.Pool
  return { db: { pool }, tx: { client: connection, inTransaction: true } }
}

const parts: Record<string, string> = {
  begin: "savepoint part",
  commit: "release savepoint part",
  rollback: "rollback to savepoint part; release savepoint part",
}

function asPart(statement: unknown): unknown {
  return typeof statement === "string" ? (parts[statement] ?? statement) : statement
}
