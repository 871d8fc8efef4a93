// What the desk counts about itself, beside what the web entrance counts: read when asked for, never kept.

import { Gauge, type Registry } from "prom-client"
import { candidates, openCaseCounts } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { addMailboxMetrics, letterCount, mailboxStandings } from "../inbox/index.ts"
import { jobCounts } from "../jobs/index.ts"
import { noticeBacklog } from "../notices/index.ts"
import { system } from "../people/index.ts"
import type { Now } from "../time/index.ts"
import { addProofMetrics } from "./proof-metrics.ts"
import { seldom } from "./seldom.ts"

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
  const cases = seldom(() => openCaseCounts(db, now()))
  const notices = seldom(() => noticeBacklog(db))
  const jobs = seldom(() => jobCounts(db))
  const standing = seldom(() => candidates(db, system, now(), candidatesLimit))
  gauge("charter_cases_open", "Open cases", async () => (await cases()).open)
  gauge("charter_cases_overdue", "Open cases whose next deadline has passed", async () => (await cases()).overdue)
  const unread = seldom(() => letterCount(db, "received"))
  gauge("charter_letters_unread", "Letters kept and not yet read", unread)
  const held = seldom(() => letterCount(db, "held"))
  gauge("charter_letters_held", "Letters in the holding pen", held)
  gauge("charter_notices_waiting", "Notices not yet accepted by the relay", async () => (await notices()).waiting)
  gauge("charter_notices_oldest_seconds", "Age of the oldest waiting notice", async () => {
    const { oldestAt } = await notices()
    return oldestAt === null ? 0 : Math.max(0, (now() - oldestAt) / 1000)
  })
  gauge("charter_jobs_waiting", "Jobs waiting or under way", async () => (await jobs()).waiting)
  gauge("charter_jobs_dead", "Jobs that failed at every try and wait for a person", async () => (await jobs()).dead)
  gauge("charter_candidates", "Groups of contacts that may each be one major incident", async () => {
    return (await standing()).length
  })
  gauge("charter_candidate_contacts", "Contacts of the largest such group within an hour", async () => {
    return (await standing())[0]?.contacts ?? 0
  })
  addProofMetrics(gauge, db, now)
  addMailboxMetrics(
    registry,
    seldom(() => mailboxStandings(db)),
  )
}

const candidatesLimit = 100
