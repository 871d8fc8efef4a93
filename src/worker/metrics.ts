// What the desk counts about itself, beside what the web entrance counts: read when asked for, never kept.

import { Gauge, type Registry } from "prom-client"
import { type Db, row, sql } from "../database/index.ts"
import { jobCounts } from "../jobs/index.ts"
import { noticeBacklog } from "../notices/index.ts"
import type { Now } from "../time/index.ts"

/** Adds the gauges of queues: open and overdue cases, letters unread and held, notices waiting, jobs waiting and dead. */
export function addDeskMetrics(registry: Registry, db: Db, now: Now): void {
  const gauge = (name: string, help: string, read: () => Promise<number>) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await read())
      },
    })
  gauge("charter_cases_open", "Open cases", () => openCases(db))
  gauge("charter_cases_overdue", "Open cases whose next deadline has passed", () => overdue(db, now()))
  gauge("charter_letters_unread", "Letters kept and not yet read", () => letters(db, "received"))
  gauge("charter_letters_held", "Letters in the holding pen", () => letters(db, "held"))
  gauge(
    "charter_notices_waiting",
    "Notices not yet accepted by the relay",
    async () => (await noticeBacklog(db)).waiting,
  )
  gauge("charter_notices_oldest_seconds", "Age of the oldest waiting notice", async () => {
    const { oldestAt } = await noticeBacklog(db)
    return oldestAt === null ? 0 : Math.max(0, (now() - oldestAt) / 1000)
  })
  gauge("charter_jobs_waiting", "Jobs waiting or under way", async () => (await jobCounts(db)).waiting)
  gauge(
    "charter_jobs_dead",
    "Jobs that failed at every try and wait for a person",
    async () => (await jobCounts(db)).dead,
  )
}

async function openCases(db: Db): Promise<number> {
  return (await row<{ count: number }>(db, sql`select count(*) as count from cases where is_open`))?.count ?? 0
}

async function overdue(db: Db, at: number): Promise<number> {
  const found = await row<{ count: number }>(
    db,
    sql`select count(*) as count from cases where is_open and next_due_at < to_timestamp(${at}::double precision / 1000)`,
  )
  return found?.count ?? 0
}

async function letters(db: Db, state: string): Promise<number> {
  return (
    (await row<{ count: number }>(db, sql`select count(*) as count from letters where state = ${state}`))?.count ?? 0
  )
}
