// The entrances of a running desk, wired to the features: what listens, what works, and what each is given.

import { apiPrefix, apiRoutes } from "./api/index.ts"
import type { Call } from "./call.ts"
import { publishedBook } from "./charter/index.ts"
import { type Db, row, sql } from "./database/index.ts"
import { featureCalls, featureNavigation, featurePages } from "./features.ts"
import { frontPages } from "./front/index.ts"
import { type Inbox, keepLetter, letterHandlers, letterParser, startSmtp, startSpoolDrain } from "./inbox/index.ts"
import { type Letterhead, openOutgoing } from "./notices/index.ts"
import type { Page } from "./page.ts"
import type { Settings } from "./settings.ts"
import type { Now } from "./time/index.ts"
import { type Check, type Log, openMetrics, startWeb } from "./web/index.ts"
import { startWorker, type Worker } from "./worker/index.ts"
import { addDeskMetrics } from "./worker/metrics.ts"

export type DeskParts = {
  readonly settings: Settings
  readonly db: Db
  readonly now: Now
  readonly log: Log
  readonly secretKey: Buffer
}

export type WorkerEntrance = {
  readonly worker: Worker
  readonly addresses: { smtp?: string }
  readonly checks: readonly Check[]
}
type AtEnd = (closing: () => Promise<void> | void) => void

/** Jobs, sweeps and letters in. */
export async function startWorkerEntrance(parts: DeskParts, atEnd: AtEnd): Promise<WorkerEntrance> {
  const { settings, db, now, log } = parts
  const onError = (error: unknown, doing = "mail") => log.error({ err: error, doing }, "the worker failed at something")
  const outgoing = openOutgoing({
    letterhead: await letterheadOf(parts),
    url: settings.smtpOutUrl,
    onError,
    ...leaseOf(settings),
  })
  atEnd(outgoing.close)
  const inbox = inboxOf(parts)
  atEnd(() => inbox.parser.close())
  const worker = await startWorker({ db, now, inbox, outgoing, onError })
  atEnd(worker.stop)
  const keep = (letter: Parameters<typeof keepLetter>[1]) => keepLetter(db, letter)
  const spool = startSpoolDrain(settings.varDir, keep, (error) => onError(error, "spool"))
  atEnd(spool.stop)
  if (settings.smtpInPort === "off") return { worker, addresses: {}, checks: [workerCheck(worker)] }
  const smtp = await startSmtp({
    host: settings.host,
    port: settings.smtpInPort,
    now,
    keep,
    onKept: worker.wake,
    onError,
  })
  atEnd(smtp.close)
  return {
    worker,
    addresses: { smtp: smtp.address },
    checks: [workerCheck(worker), { name: "mail in", ready: async () => {} }],
  }
}

/** Pages, API, health and metrics. */
export async function startWebEntrance(parts: DeskParts, beside: WorkerEntrance | undefined, atEnd: AtEnd) {
  const { settings, db, now, log, secretKey } = parts
  const inbox = inboxOf(parts)
  atEnd(() => inbox.parser.close())
  const publicUrl = settings.publicUrl ?? `http://${settings.host}:${settings.port}`
  const wake = beside?.worker.wake ?? (() => {})
  const metrics = openMetrics(db)
  addDeskMetrics(metrics, db, now)
  const web = await startWeb({
    db,
    now,
    secretKey,
    log,
    metrics,
    pages: wakingPages([...featurePages, ...frontPages({ secretKey })], wake),
    navigation: featureNavigation,
    mounts: [
      {
        prefix: apiPrefix,
        routes: apiRoutes({ db, now, secretKey, calls: wakingCalls(featureCalls, wake), publicUrl }),
      },
    ],
    checks: [{ name: "database", ready: () => answers(db) }, ...(beside?.checks ?? [])],
    place: {
      host: settings.host,
      port: settings.port,
      publicUrl: settings.publicUrl,
      metricsPort: settings.metricsPort,
    },
  })
  atEnd(web.stop)
  return { web: web.address, ...(web.metricsAddress === undefined ? {} : { metrics: web.metricsAddress }) }
}

// A hint after each post: the jobs that it added are found at once instead of within a second.
function wakingPages(pages: readonly Page[], wake: () => void): Page[] {
  const waking = (page: Page): Page => ({ ...page, answer: (request) => page.answer(request).finally(wake) })
  return pages.map((page) => (page.method === "POST" ? waking(page) : page))
}

function wakingCalls(calls: readonly Call[], wake: () => void): Call[] {
  const waking = (call: Call): Call => ({ ...call, respond: (request) => call.respond(request).finally(wake) })
  return calls.map((call) => (call.method === "POST" ? waking(call) : call))
}

function inboxOf({ settings, db, now, secretKey }: DeskParts): Inbox {
  const ours = { key: secretKey, mailAddress: settings.mailAddress, prefixes: ["INC"] }
  return { db, now, parser: letterParser(), ours, handlers: letterHandlers(db) }
}

async function letterheadOf({ settings, db, secretKey }: DeskParts): Promise<Letterhead> {
  const charter = (await publishedBook(db))?.versions.at(-1)?.charter
  return {
    key: secretKey,
    mailAddress: settings.mailAddress,
    deskName: charter?.document.contact.name ?? "Customer Contact Centre",
    phone: charter?.document.contact.phone ?? null,
    publicUrl: settings.publicUrl ?? `http://${settings.host}:${settings.port}`,
    zone: "Europe/London",
  }
}

// A lease is told in the desk's time, which may run faster than the machine's.
function leaseOf({ now }: Settings) {
  return { leaseMilliseconds: 45_000 * (now?.speed ?? 1) }
}

function workerCheck(worker: Worker): Check {
  return { name: "worker", ready: worker.ready }
}

async function answers(db: Db): Promise<void> {
  await row(db, sql`select 1 as one`)
}
