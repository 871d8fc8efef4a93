// Rows as a stream of lines: COPY out of the database, over a connection of our own pools.

import { to as copyTo } from "pg-copy-streams"
import type { Tx } from "./database.ts"

/** What `copy ... to stdout` gives, as it comes. Nothing else may be asked of the transaction until it has ended. */
export async function* copiedOut(tx: Tx, statement: string): AsyncGenerator<Buffer> {
  const stream = tx.client.query(copyTo(statement))
  try {
    for await (const chunk of stream) yield chunk
  } finally {
    // pg starts a timer for each query and clears it in its callback, which this stream never calls: without this call the timer
    // would fail a stream that has long ended, and end the process with it.
    const answered: unknown = Reflect.get(stream, "callback")
    if (typeof answered === "function") answered()
  }
}
