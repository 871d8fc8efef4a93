// A job joins the transaction of the verb that wants it: a plain row, no NOTIFY, no second round trip.

import { type Reads, row, run, type Sql, sql, type Tx } from "../database/index.ts"
import type { Job } from "./job.ts"

/** The insert of some jobs, to stand in a CTE (`queued as (${jobRows(jobs)})`) or by itself. `onlyIf` limits it, say to a claim that succeeded. */
export function jobRows(jobs: readonly Job[], onlyIf: Sql = sql`true`): Sql {
  const names = jobs.map((each) => each.name)
  const data = jobs.map((each) => JSON.stringify(each.data))
  return jobRowsFor(
    sql`select *, 0 from unnest(${names}::text[], ${data}::jsonb[]) as wanted (name, data) where ${onlyIf}`,
  )
}

/**
 * The insert of a job for each row of a query that gives a name, data and a priority (text, jsonb, int), to be worked from an instant
 * on: higher ones are done first.
 */
export function jobRowsFor(wanted: Sql, startAfter: Sql = sql`now()`): Sql {
  // The left join lets a job without a queue fail on the foreign key, loudly, instead of vanishing.
  return sql`insert into pgboss.job (name, data, priority, retry_limit, retry_delay, retry_backoff, retry_delay_max, expire_seconds, deletion_seconds,
      keep_until, start_after, policy, dead_letter, heartbeat_seconds)
    select wanted.name, wanted.data, wanted.priority, coalesce(q.retry_limit, 0), coalesce(q.retry_delay, 0), coalesce(q.retry_backoff, false), q.retry_delay_max,
      coalesce(q.expire_seconds, 60), coalesce(q.deletion_seconds, 60), now() + interval '14 days', ${startAfter}, q.policy, q.dead_letter, q.heartbeat_seconds
    from (${wanted}) as wanted (name, data, priority) left join pgboss.queue q on q.name = wanted.name`
}

/** Adds jobs in a transaction that has no larger statement for them to join. */
export async function addJobs(tx: Tx, jobs: readonly Job[]): Promise<void> {
  if (jobs.length > 0) await run(tx, jobRows(jobs))
}

/** Adds a job again for later: nothing has been tried yet. */
export async function putOff(on: Reads, { name, data }: Job, seconds: number): Promise<void> {
  const wanted = sql`select ${name}::text, ${JSON.stringify(data)}::jsonb, 0`
  await run(on, jobRowsFor(wanted, sql`now() + make_interval(secs => ${seconds})`))
}

/** How many jobs wait, and how many lie dead: for readiness, metrics and the alert. */
export async function jobCounts(on: Reads): Promise<{ waiting: number; dead: number }> {
  const found = await row<{ waiting: number; dead: number }>(
    on,
    sql`select count(*) filter (where name <> 'dead-jobs' and state in ('created', 'retry', 'active')) as waiting,
      count(*) filter (where name = 'dead-jobs') as dead from pgboss.job`,
  )
  return found ?? { waiting: 0, dead: 0 }
}
