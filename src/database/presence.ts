// The sign by which the processes of a desk know of each other: a session that each holds for as long as it lives, with a name that
// says which it is. The lock goes with the session, so a killed process is missed at once.

import { Socket } from "node:net"
import { hostname } from "node:os"
import { setTimeout as pause } from "node:timers/promises"
import pg from "pg"
import { type Db, type Reads, row, rows, type Tx } from "./database.ts"
import { sql } from "./sql.ts"

// Any two numbers, as long as nobody else locks them in a desk's database.
const presentLock = 7_243_020
const preparingLock = 7_243_021

export type Presence = {
  /** Joins those who are here. True where there were others before us. To be called by one process at a time (`lockPreparing`). */
  readonly join: (tx: Tx) => Promise<boolean>
  readonly leave: () => Promise<void>
}

/** Holds a session on the desk's database, and takes a new one whenever that is lost. */
export async function showPresence(options: { url: string; role: string }): Promise<Presence> {
  let isOver = false
  let hasJoined = false
  let here = await connected()

  async function connected(): Promise<Session> {
    const application_name = `charter ${options.role} ${hostname().slice(0, 30)} ${process.pid}`
    const socket = new Socket()
    const made = new pg.Client({
      stream: () => socket,
      connectionString: options.url,
      application_name,
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    })
    made.on("error", () => {})
    await made.connect()
    // The session alone must not keep a process from ending.
    socket.unref()
    if (hasJoined) await hold(made)
    made.once("end", () => void regain())
    return { client: made, socket }
  }

  async function regain(): Promise<void> {
    for (; !isOver; await pause(againMs, undefined, { ref: false })) {
      const made = await connected().catch(() => undefined)
      if (made === undefined) continue
      here = made
      if (isOver) await ended(made)
      return
    }
  }

  // A session that is lost at this very moment comes back, and holds then.
  async function held(): Promise<void> {
    for (const began = performance.now(); ; await pause(againMs)) {
      try {
        return await hold(here.client)
      } catch (error) {
        if (performance.now() - began > patienceMs) throw error
      }
    }
  }

  return {
    join: async (tx) => {
      const others = await isAnybodyPresent(tx)
      hasJoined = true
      await held()
      return others
    },
    leave: async () => {
      isOver = true
      await ended(here)
    },
  }
}

type Session = { readonly client: pg.Client; readonly socket: Socket }

const againMs = 250
const patienceMs = 5000

async function ended({ client, socket }: Session): Promise<void> {
  socket.ref()
  await client.end().catch(() => undefined)
}

/** Until the transaction ends, no other process prepares the same database. */
export async function lockPreparing(tx: Tx): Promise<void> {
  await rows(tx, sql`select pg_advisory_xact_lock(${preparingLock}::bigint)`)
}

async function hold(client: pg.Client): Promise<void> {
  await client.query(`select pg_advisory_lock_shared(${presentLock})`)
}

/** Whether any process of a desk is here. */
export async function isAnybodyPresent(on: Reads): Promise<boolean> {
  const found = await row<{ present: boolean }>(
    on,
    sql`select exists (select from pg_locks where locktype = 'advisory' and classid = 0 and objid = ${presentLock}::bigint and granted
      and database = (select oid from pg_database where datname = current_database())) as present`,
  )
  return found?.present === true
}

export type PresentProcess = { readonly name: string; readonly since: number }

/** The processes of a desk that hold a session at this moment, longest first. */
export async function presentProcesses(db: Db): Promise<PresentProcess[]> {
  return await rows<PresentProcess>(
    db,
    sql`select a.application_name as name, a.backend_start as since from pg_stat_activity a
      join pg_locks l on l.pid = a.pid and l.locktype = 'advisory' and l.classid = 0 and l.objid = ${presentLock}::bigint and l.granted
      where a.datname = current_database() order by a.backend_start`,
  )
}
