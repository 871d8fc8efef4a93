// The tables of pg-boss, made and upgraded by the owner, so that the desk's role never changes a schema.

import { setTimeout as pause } from "node:timers/promises"
import type pg from "pg"
import { getConstructionPlans, PgBoss } from "pg-boss"
import packageJson from "pg-boss/package.json" with { type: "json" }
import { deadJobs, jobQueues, queueOptions } from "../jobs/queues.ts"

export const jobSchema = "pgboss"
export const jobSchemaVersion: number = packageJson.pgboss.schema

/** Installs or upgrades the job tables. The caller holds the migration lock. A newer version than ours is left as it is. */
export async function installJobTables(client: pg.ClientBase): Promise<void> {
  const version = await installedVersion(client)
  if (version === undefined) await client.query(getConstructionPlans(jobSchema))
  else if (version < jobSchemaVersion || (await hasUnfinishedIndexes(client))) await upgrade(client)
  await makeQueues(client)
}

// A queue that exists keeps what it is: changing one is a migration.
async function makeQueues(client: pg.ClientBase): Promise<void> {
  const dead = { policy: "standard", retryLimit: 0, retentionSeconds: 365 * 24 * 3600 }
  await client.query(`select ${jobSchema}.create_queue($1, $2)`, [deadJobs, dead])
  for (const queue of jobQueues)
    await client.query(`select ${jobSchema}.create_queue($1, $2)`, [queue.name, queueOptions(queue)])
}

async function installedVersion(client: pg.ClientBase): Promise<number | undefined> {
  const found = await client.query(`select to_regclass('${jobSchema}.version') as name`)
  if (found.rows[0]?.name === null) return undefined
  const result = await client.query<{ version: number }>(`select version from ${jobSchema}.version`)
  return result.rows[0]?.version
}

// An upgrade builds large indexes outside its transaction, from a list that survives a kill: it is done when the list is.
async function upgrade(client: pg.ClientBase): Promise<void> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => client.query(text, values) },
    schema: jobSchema,
    migrate: true,
    supervise: false,
    schedule: false,
  })
  const { promise: failed, reject } = Promise.withResolvers<never>()
  boss.on("error", reject)
  try {
    await boss.start()
    await Promise.race([failed, indexesFinished(client)])
  } finally {
    await boss.stop({ graceful: false })
  }
}

async function indexesFinished(client: pg.ClientBase): Promise<void> {
  while (await hasUnfinishedIndexes(client)) await pause(250)
}

async function hasUnfinishedIndexes(client: pg.ClientBase): Promise<boolean> {
  const result = await client.query<{ unfinished: boolean }>(
    `select exists (select from ${jobSchema}.bam where status not in ('completed', 'failed')) as unfinished`,
  )
  return result.rows[0]?.unfinished === true
}
