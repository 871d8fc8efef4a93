// What the desk counts about itself, beside what the web entrance counts: read when asked for, never kept.

import { Gauge, type Registry } from "prom-client"
import { openCaseCounts } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { letterCount } from "../inbox/index.ts"
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
  gauge("charter_cases_open", "Open cases", async () => (await openCaseCounts(db, now())).open)
  gauge(
    "charter_cases_overdue",
    "Open cases whose next deadline has passed",
    async () => (await openCaseCounts(db, now())).overdue,
  )
  gauge("charter_letters_unread", "Letters kept and not yet read", () => letterCount(db, "received"))
  gauge("charter_letters_held", "Letters in the holding pen", () => letterCount(db, "held"))
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
