// The end of a run: what is under way comes to rest, however long that takes on a real clock.

import { readdirSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import type pg from "pg"
import { PgBoss } from "pg-boss"
import type { Scene } from "./supervisor.ts"

const patienceMs = 60_000

/**
 * Makes minutes pass for the jobs of dead processes, which come free half a minute after their last sign of life by the clock of
 * PostgreSQL, that nobody can set. Only while no desk lives: the jobs of one that does must not be taken from it.
 */
export async function minutesPassed(owner: pg.Client): Promise<void> {
  await owner.query(
    "update pgboss.job set heartbeat_on = heartbeat_on - interval '5 minutes' where state = 'active' and heartbeat_on is not null",
  )
  await owner.query("update pgboss.queue set monitor_on = null, monitor_claim_on = null")
  const boss = new PgBoss({
    db: { executeSql: async (text, values) => owner.query(text, values) },
    migrate: false,
    createSchema: false,
    schedule: false,
    supervise: false,
  })
  await boss.start()
  await boss.supervise()
  await boss.stop({ graceful: false, close: false })
}

/** Waits until nothing is left to do, and ends the desk; what never comes to rest is found by the judgement. */
export async function atRest(owner: pg.Client, scene: Scene): Promise<void> {
  await nothingLeft(owner, scene)
  await scene.desk.kill()
}

async function nothingLeft(owner: pg.Client, scene: Scene): Promise<void> {
  let least = Number.POSITIVE_INFINITY
  for (let since = performance.now(); performance.now() - since < patienceMs; await pause(100)) {
    // A job that is to be tried again waits up to half a minute: here it does not.
    await owner.query("update pgboss.job set start_after = now() where state = 'retry' and start_after > now()")
    const left = (await leftToDo(owner, scene.clock.now())) + spooled(scene.desk.varDir)
    if (left === 0) return
    if (left < least) since = performance.now()
    least = Math.min(least, left)
  }
}

/** Letters that lie in the spool. */
export function spooled(varDir: string): number {
  try {
    return readdirSync(join(varDir, "spool")).filter((name) => name.endsWith(".eml")).length
  } catch {
    return 0
  }
}

async function leftToDo(owner: pg.Client, at: number): Promise<number> {
  const { rows } = await owner.query<{ left: number }>(
    `select (select count(*) from letters where state = 'received') + (select count(*) from notices where state = 'waiting')
       + (select count(*) from pgboss.job where state in ('created', 'retry', 'active'))
       + (select count(*) from cases where next_at <= to_timestamp($1::float8 / 1000)) as left`,
    [at],
  )
  return Number(rows[0]?.left)
}
