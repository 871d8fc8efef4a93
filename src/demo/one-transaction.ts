// A database whose every transaction is a part of one: the verbs of the week each open theirs, and nothing of the week is there unless
// all of it is. A process that is killed half-way leaves an empty desk, and the next start fills it.

import type { Db, Tx } from "../database/index.ts"

/** The transaction as verbs see it: a database, and a transaction of that, with one statement after the other. */
export function oneTransaction({ pool }: Db, { client }: Tx): { readonly db: Db; readonly tx: Tx } {
  let last: Promise<unknown> = Promise.resolve()
  const query = (statement: string) => {
    const next = last.then(() => client.query(parts.get(statement) ?? statement))
    last = next.catch(() => {})
    return next
  }
  const connection = standIn(client, { query, release: () => {} })
  const connections = standIn(pool, { query, connect: async () => connection })
  return { db: { pool: connections }, tx: { client: connection, inTransaction: true } }
}

const parts = new Map<unknown, string>([
  ["begin", "savepoint part"],
  ["commit", "release savepoint part"],
  ["rollback", "rollback to savepoint part; release savepoint part"],
])

function standIn<Thing extends object>(thing: Thing, instead: Partial<Record<keyof Thing, unknown>>): Thing {
  const others = new Map<PropertyKey, unknown>(Object.entries(instead))
  return new Proxy(thing, { get: (own, name) => (others.has(name) ? others.get(name) : Reflect.get(own, name, own)) })
}
