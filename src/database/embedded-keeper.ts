// A connection that every user of the embedded PostgreSQL holds for as long as they need it, so that the last one out ends it.

import { Socket } from "node:net"
import pg from "pg"

// Any number, as long as nobody else locks it in the maintenance database.
const keeperLock = 7_243_001

export type Keeper = {
  /** False once the server has gone or has dropped us. */
  readonly holds: () => boolean
  /** Lets go. True when nobody else keeps the server: whoever is told so ends it, and nobody can come in meanwhile. */
  readonly isLast: () => Promise<boolean>
  /** Closes the connection. */
  readonly close: () => Promise<void>
}

/** Throws while the server does not answer, or is on its way out. */
export async function keep(maintenanceUrl: string): Promise<Keeper> {
  const socket = new Socket()
  const client = new pg.Client({
    stream: () => socket,
    connectionString: maintenanceUrl,
    application_name: "charter keeper",
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  })
  let holds = true
  client.on("error", () => {
    holds = false
  })
  client.on("end", () => {
    holds = false
  })
  await client.connect()
  await client.query(`select pg_advisory_lock_shared(${keeperLock})`)
  // The connection alone must not keep a process from ending.
  socket.unref()
  return { holds: () => holds, isLast: () => isLast(client, socket), close: () => closed(client) }
}

async function isLast(client: pg.Client, socket: Socket): Promise<boolean> {
  socket.ref()
  try {
    await client.query(`select pg_advisory_unlock_shared(${keeperLock})`)
    const result = await client.query<{ last: boolean }>(`select pg_try_advisory_lock(${keeperLock}) as last`)
    return result.rows[0]?.last === true
  } catch {
    return false
  }
}

async function closed(client: pg.Client): Promise<void> {
  await client.end().catch(() => undefined)
}
