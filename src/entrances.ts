// The entrances of a running desk, wired to the features: what listens, what works, and what each is given.

import { apiFailed, apiPrefix, apiRoutes } from "./api/index.ts"
import type { Call } from "./call.ts"
import { type CharterVersion, publishedBook } from "./charter/index.ts"
import { currentRules } from "./clocks/index.ts"
import { type Db, type ReadPlaces, row, sql } from "./database/index.ts"
import { everyPage, reachOf } from "./every-page.ts"
import { featureCalls, featureMailWriters, featureNavigation } from "./features.ts"
import { openScanner } from "./files/index.ts"
import type { Ground } from "./ground.ts"
import { headKeyOf, headPlanOf } from "./head-key.ts"
import {
  type Inbox,
  keepLetter,
  letterHandlers,
  letterParser,
  type NewLetter,
  peersBeyond,
  startSmtp,
  startSpoolDrain,
} from "./inbox/index.ts"
import { startKeeping } from "./keeping.ts"
import { checkerOf, startMailboxes, watchTroubles } from "./mailboxes-in.ts"
import { type DeskContact, type Letterhead, openOutgoing } from "./notices/index.ts"
import type { Page } from "./page.ts"
import { type ManyReader, openProviders } from "./people/index.ts"
import type { Settings } from "./settings.ts"
import { callOffers, telephoneMount } from "./telephone/index.ts"
import { deskZone, type Now } from "./time/index.ts"
import { addWatchMetrics, beat, endPulse, processName, type Watch } from "./watch/index.ts"
import {
  addReplicaMetrics,
  type Check,
  type Log,
  openMetrics,
  replicaChecks,
  serveMetrics,
  startWeb,
} from "./web/index.ts"
import type { Posts } from "./webhooks/index.ts"
import { addDeskMetrics, reachable, startProofRounds, startWorker } from "./worker/index.ts"

export type DeskParts = {
  readonly settings: Settings
  readonly db: Db
  /** Where lists are read. */
  readonly places: ReadPlaces
  readonly now: Now
  readonly log: Log
  readonly secretKey: Buffer
  /** Where an embedded PostgreSQL puts finished log aside. */
  readonly logFolder: string | undefined
  /** What the entrances of one process know of each other. */
  readonly beside: Beside
  readonly ground: Ground
  readonly watch: Watch
}

export type Beside = { wake: () => void; hint: () => void; postsUnderWay: number; checks: Check[] }
type AtEnd = (closing: () => Promise<void> | void) => void

/** Pages, API, health and metrics. */
export async function startWebEntrance(parts: DeskParts, atEnd: AtEnd) {
  const { settings, db, places, now, log, secretKey, beside } = parts
  const inbox = inboxOf(parts)
  atEnd(() => inbox.parser.close())
  watchTroubles(parts, atEnd)
  const metrics = openMetrics(db)
  addDeskMetrics(metrics, db, now)
  addReplicaMetrics(metrics, places)
  addWatchMetrics(metrics, parts.ground.alarms, parts.watch.disk)
  beside.checks.push({ name: "database", ready: () => answers(db) }, ...replicaChecks(places))
  const calls = featureCalls.map((call) => watchedCall(call, beside))
  const publicUrl = settings.publicUrl ?? ""
  if (settings.role === "web") startSpool(parts, (error) => log.error({ err: error }, "the spool failed"), atEnd)
  const web = await startWeb({
    db,
    places,
    now,
    clock: parts.ground.clock.now,
    secretKey,
    log,
    metrics,
    alarms: parts.ground.alarms.standing,
    offers: (actor, at) => callOffers(db, actor, at),
    isShortOfDisk: parts.watch.disk.isShort,
    pages: everyPage(parts, inbox).map((page) => watchedPage(page, beside)),
    navigation: featureNavigation,
    providers: openProviders(settings.signInProviders, (error) =>
      log.warn({ err: error }, "an identity provider refused"),
    ),
    needsSecondFactor: settings.needsSecondFactor,
    mounts: [
      telephoneMount({ db, now, clock: parts.ground.clock.now, secretKey, onHeard: () => beside.hint() }),
      { prefix: apiPrefix, routes: apiRoutes({ db, places, now, secretKey, calls, publicUrl }), failed: apiFailed },
    ],
    checks: beside.checks,
    place: {
      host: settings.host,
      port: settings.port,
      publicUrl: settings.publicUrl,
      metricsPort: settings.metricsPort,
      trustedProxies: settings.trustedProxies,
      drainMs: settings.drainSeconds * 1000,
    },
  })
  atEnd(web.stop)
  beside.hint = web.hint
  return { web: web.address, publicUrl: web.publicUrl, metrics: web.metricsAddress, leave: web.leave }
}

/** Jobs, sweeps and letters in. `publicUrl` is where mail leads people. */
export async function startWorkerEntrance(parts: DeskParts, publicUrl: string, atEnd: AtEnd) {
  const { settings, db, now, log, beside } = parts
  const onError = (error: unknown, doing = "mail") => log.error({ err: error, doing }, "the worker failed at something")
  const letterhead = await letterheadOf(parts, publicUrl)
  const contactAt = async (at: number) => contactIn((await currentRules(db)).versionAt(at))
  const outgoing = openOutgoing({ letterhead, contactAt, url: settings.smtpOutUrl, onError, ...leaseOf(settings) })
  atEnd(outgoing.close)
  const checker = checkerOf(settings)
  const inbox = { ...inboxOf(parts), checker }
  atEnd(() => inbox.parser.close())
  atEnd(() => checker.close())
  if (settings.role === "worker") watchTroubles(parts, atEnd)
  const isBusy = () => beside.postsUnderWay >= busyPosts
  startKeeping(parts, atEnd)
  const worker = await startWorker({
    db,
    now,
    inbox,
    outgoing,
    webhooks: postsOf(parts),
    mailWriters: featureMailWriters,
    isBusy,
    onError,
    mayAnnounce: () => parts.ground.clock.doubt() === undefined,
    ...watchedScanner(parts),
    onRound: async (round) => void (round % 5 === 0 && (await beat(db, processName))),
  })
  atEnd(worker.stop)
  atEnd(() => endPulse(db, processName).catch((error) => onError(error, "taking leave")))
  atEnd(startProof(parts, onError))
  beside.wake = worker.wake
  beside.checks.push({ name: "worker", ready: worker.ready })
  const smtp = await startMailIn(parts, onError, atEnd)
  await startMailboxes(parts, onError, atEnd)
  return { smtp, ...(await startWorkerHealth(parts, atEnd)) }
}

function watchedScanner({ settings, ground: { alarms } }: DeskParts) {
  const heard = (isThere: boolean) =>
    isThere ? alarms.clear("virus-scanner") : alarms.raise("virus-scanner", noScanner)
  return { ...scannerOf(settings), onScanner: heard }
}

function scannerOf({ clamdUrl }: Settings) {
  return clamdUrl === undefined ? {} : { scanner: openScanner(clamdUrl) }
}

const noScanner =
  "Attached files are not checked for viruses, because the scanner at CLAMD_URL does not answer. They wait, with the replies that they belong to, and are checked by themselves once it does."

// Heads are signed and exported by whichever workers have the key.
function startProof({ settings, db, now, log }: DeskParts, onError: (error: unknown, doing: string) => void) {
  const plan = headPlanOf(settings)
  const key = () => headKeyOf(db, settings)
  const alert = ({ personId, cases }: ManyReader) => log.warn({ personId, cases }, "somebody reads very many cases")
  return startProofRounds({ db, now, plan, key, readsAlert: settings.readsAlert, alert, onError }).stop
}

// A worker without a web beside it is asked how it does at the listener for metrics.
async function startWorkerHealth({ settings, db, now, log, beside, ground, watch }: DeskParts, atEnd: AtEnd) {
  let isLeaving = false
  const leave = () => {
    isLeaving = true
  }
  const { role, host, metricsPort: port } = settings
  if (role !== "worker" || port === "off") return { leave, metrics: undefined }
  const metrics = openMetrics(db)
  addDeskMetrics(metrics, db, now)
  addWatchMetrics(metrics, ground.alarms, watch.disk)
  const checks = [{ name: "database", ready: () => answers(db) }, ...beside.checks]
  const listening = await serveMetrics(metrics, { host, port }, log, {
    checks,
    isLeaving: () => isLeaving,
    alarms: ground.alarms.standing,
  })
  atEnd(listening.stop)
  return { leave, metrics: listening.address }
}

/** From so many posts under way at once, jobs step back for a moment: people wait for a page, nobody waits for a job. */
const busyPosts = 8

async function startMailIn(parts: DeskParts, onError: (error: unknown, doing?: string) => void, atEnd: AtEnd) {
  const { settings, db, now, beside } = parts
  const keep = (letter: NewLetter) => keepLetter(db, letter)
  startSpool(parts, (error) => onError(error, "spool"), atEnd)
  if (settings.smtpInPort === "off") return undefined
  const { host, smtpInPort: port } = settings
  const smtp = await startSmtp({
    host,
    port,
    now,
    keep,
    onKept: () => beside.wake(),
    isShortOfDisk: parts.watch.disk.isShort,
    peerOf: peersBeyond(settings.mailRelays),
    onError,
  })
  atEnd(smtp.close)
  beside.checks.push({ name: "mail in", ready: () => reachable(host, smtp.port) })
  return smtp.address
}

// Each process drains the spool of its own VAR_DIR: nobody else can reach it.
function startSpool({ settings, db }: DeskParts, onError: (error: unknown) => void, atEnd: AtEnd): void {
  atEnd(startSpoolDrain(settings.varDir, (letter: NewLetter) => keepLetter(db, letter), onError).stop)
}

// A hint after each post: the jobs that it added are found at once instead of within a second.
function watchedPage(page: Page, beside: Beside): Page {
  return page.method === "GET" ? page : { ...page, answer: (request) => watched(beside, () => page.answer(request)) }
}

function watchedCall(call: Call, beside: Beside): Call {
  return call.method === "GET" ? call : { ...call, respond: (request) => watched(beside, () => call.respond(request)) }
}

async function watched<T>(beside: Beside, work: () => Promise<T>): Promise<T> {
  beside.postsUnderWay += 1
  try {
    return await work()
  } finally {
    beside.postsUnderWay -= 1
    beside.wake()
    beside.hint()
  }
}

function inboxOf({ settings, db, now, secretKey, ground: { alarms } }: DeskParts): Inbox {
  const ours = { key: secretKey, mailAddress: settings.mailAddress, prefixes: ["INC"] }
  const parser = letterParser({
    onStart: (fault) => (fault === undefined ? alarms.clear("letter-reader") : alarms.raise("letter-reader", noReader)),
  })
  return {
    db,
    now,
    parser,
    ours,
    handlers: letterHandlers(db, { checksFiles: settings.clamdUrl !== undefined }),
    ...scannerOf(settings),
  }
}

const noReader =
  "Letters are kept and cannot be read: the thread that reads them does not start. See the log; it is tried again by itself, and no letter is lost."

/** What every message of this desk has in common. `publicUrl` is where it leads. */
export async function letterheadOf(
  { settings, db, now, secretKey }: DeskParts,
  publicUrl: string,
): Promise<Letterhead> {
  const { mailAddress } = settings
  const inForce = (await publishedBook(db))?.versionAt(now())
  return { key: secretKey, mailAddress, ...contactIn(inForce), publicUrl, zone: deskZone }
}

function contactIn(version: CharterVersion | undefined): DeskContact {
  const contact = version?.charter.document.contact
  return { deskName: contact?.name ?? "Customer Contact Centre", phone: contact?.phone ?? null }
}

// Receivers judge the age of a message by the real time, whatever the desk's own says.
function postsOf({ settings, secretKey: key, now, ground }: DeskParts): Posts {
  return { key, reach: reachOf(settings), now, clock: ground.clock.now, ...leaseOf(settings) }
}

// A lease is told in the desk's time, which may run faster than the machine's.
function leaseOf({ now }: Settings) {
  return { leaseMilliseconds: 25_000 * (now?.speed ?? 1) }
}

async function answers(db: Db): Promise<void> {
  await row(db, sql`select 1 as one`)
}
