// Outside the desk: starts it, does to it what the plan says, sees it end, and starts it again, as a supervisor of a real one would.

import { setTimeout as pause } from "node:timers/promises"
import { numberOf } from "./asking.ts"
import type { DeskProcess, End } from "./desk-process.ts"
import { pointsReached } from "./heard.ts"
import type { Ledger } from "./ledger.ts"
import type { Life, Plan, Strike } from "./plan.ts"
import { asOwner, type Site, type SiteDatabase } from "./site.ts"

export type Scene = {
  readonly site: Site
  readonly database: SiteDatabase
  readonly desk: DeskProcess
  readonly ledger: Ledger
  readonly clock: SceneClock
}

/** The desk's clock as seen from outside: it runs on over ends and starts, and jumps where the plan says so. */
export type SceneClock = {
  readonly now: () => number
  readonly jump: (minutes: number) => void
  /** From now on a minute, which is the least that a relay is left alone after a refusal, passes in a second. */
  readonly calm: () => void
  /** The setting for a desk that starts now. */
  readonly setting: () => string
}

const stopPatienceMs = 30_000
// A point may not be reached at all: then the desk is killed wherever it is.
const pointPatienceMs = 5000
// A link is cut when what it waits for comes by, which it may not before this life ends.
const trapPatienceMs = 5000
const startTries = 20

export function sceneClock({ startsAt, speed }: Plan): SceneClock {
  let [deskAt, realAt, rate] = [Temporal.Instant.from(startsAt).epochMilliseconds, performance.now(), speed]
  const now = () => Math.round(deskAt + (performance.now() - realAt) * rate)
  const set = (at: number, newRate: number) => {
    ;[deskAt, realAt, rate] = [at, performance.now(), newRate]
  }
  return {
    now,
    jump: (minutes) => set(now() + minutes * 60_000, rate),
    calm: () => set(now(), 60),
    setting: () => `${Temporal.Instant.fromEpochMilliseconds(now())} x${rate}`,
  }
}

/** One life of the desk: it starts, things happen to it, it ends. */
export async function lived(scene: Scene, life: Life): Promise<void> {
  const { desk, ledger, clock, site } = scene
  if (life.jumpMinutes > 0) {
    clock.jump(life.jumpMinutes)
    ledger.struck("clock-jump", `${life.jumpMinutes} min`)
  }
  const before = pointsReached(desk.errors()).length
  const isUp = await broughtUp(scene, life.failpoints.join(";"))
  const strikes = isUp ? life.strikes.map((each) => struck(scene, each)) : []
  if (isUp) await Promise.race([desk.end(), pause(life.end === "failpoint-kill" ? pointPatienceMs : life.lastsMs)])
  await ended(scene, life)
  site.link.recover()
  await Promise.all(strikes)
  for (const { point, does } of pointsReached(desk.errors()).slice(before))
    if (does !== "kill") ledger.struck(does === "throw" ? "failpoint-throw" : "failpoint-delay", point)
}

/** Starts a desk until one is up: a start may find the database away. False where a failpoint has ended it on the way. */
export async function broughtUp(scene: Scene, failpoints = ""): Promise<boolean> {
  const { desk, ledger, clock } = scene
  for (let tries = 1; ; tries++) {
    desk.begin({ NOW: clock.setting(), ...(failpoints === "" ? {} : { FAILPOINT: failpoints }) })
    const isUp = await desk.ready().then(
      () => true,
      () => false,
    )
    if (isUp) return true
    if (!desk.hasEnded()) throw new Error(`the desk is not ready in two minutes:\n${desk.said().slice(-3000)}`)
    const end = await desk.end()
    if (end.signal === "SIGKILL") return false
    if (tries === startTries) throw new Error(`the desk does not start:\n${desk.said().slice(-3000)}`)
    ledger.refused("start failed")
    await pause(100)
  }
}

async function ended(scene: Scene, { end, strikes }: Life): Promise<void> {
  const { desk, ledger, site } = scene
  if (desk.hasEnded()) return noted(scene, await desk.end())
  if (end === "stop-desk") return stopped(scene, strikes.length > 0)
  if (end === "kill-both") site.killDatabase()
  await desk.kill()
  ledger.crashes.push(performance.now())
  ledger.struck(
    end === "kill-both" ? "kill-both" : "kill-desk",
    end === "failpoint-kill" ? "its failpoint was not reached" : "",
  )
}

function noted({ desk, ledger }: Scene, { code, signal }: End): void {
  const last = pointsReached(desk.errors()).at(-1)
  ledger.crashes.push(performance.now())
  if (signal === "SIGKILL" && last?.does === "kill") ledger.struck("failpoint-kill", last.point)
  else ledger.oddities.push(`the desk ended by itself with ${code ?? signal}`)
}

// Without its database it cannot give its jobs back: they come free when its heartbeat fails.
async function stopped({ desk, ledger, database }: Scene, isStruck: boolean): Promise<void> {
  ledger.struck("stop-desk")
  const began = performance.now()
  const code = await Promise.race([desk.stop(), pause(stopPatienceMs, "late" as const)])
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  if (code === 0 && !isStruck && (await activeJobs(database)) > 0)
    ledger.oddities.push("told to stop, the desk left jobs behind")
  if (code !== 0) ledger.oddities.push(`told to stop, the desk ended with ${code} after ${seconds} s`)
  if (code !== "late") return
  await desk.kill()
  ledger.crashes.push(performance.now())
}

function activeJobs({ ownerUrl }: SiteDatabase): Promise<number> {
  return asOwner(ownerUrl, (owner) => numberOf(owner, "pgboss.job where state = 'active'"))
}

async function struck(scene: Scene, strike: Strike): Promise<void> {
  const { desk, ledger, site } = scene
  await Promise.race([desk.end(), pause(strike.afterMs)])
  if (desk.hasEnded()) return
  const { kind } = strike
  const times = await blow(scene, strike)
  if (times > 0) ledger.struck(kind)
  if (kind === "slow-link" || kind === "half-open-link" || kind === "refused-link") site.link.recover()
}

// Gives how many links or sessions felt it.
async function blow({ site, database, desk }: Scene, { kind, forMs, nth }: Strike): Promise<number> {
  const { link } = site
  const sprung = async (bytes: string, when: "before" | "after", from: number) =>
    (await Promise.race([
      link.cutAt(bytes, when, from).then(() => 1),
      desk.end().then(() => 0),
      pause(trapPatienceMs, 0),
    ])) ?? 0
  const during = async (begin: () => void) => {
    begin()
    await pause(forMs)
    return 1
  }
  switch (kind) {
    case "terminate-sessions":
      return terminated(database)
    case "kill-database":
      site.killDatabase()
      return 1
    case "cut-links":
      return link.cut()
    case "cut-before-commit":
      return sprung("commit\0", "before", nth)
    case "cut-after-commit":
      return sprung("commit\0", "after", nth)
    case "cut-after-statement":
      return sprung(sync, "after", nth * 4)
    case "slow-link":
      return during(() => link.delay(200))
    case "half-open-link":
      return during(link.stall)
    case "refused-link":
      return during(() => {
        link.refuse()
        link.cut()
      })
  }
}

// The message that ends a statement of the extended protocol, and commits it where it stands alone.
const sync = "S\0\0\0\u0004"

async function terminated({ name, ownerUrl }: SiteDatabase): Promise<number> {
  return asOwner(ownerUrl, async (owner) => {
    const { rowCount } = await owner.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name like 'charter%'",
      [name],
    )
    return rowCount ?? 0
  }).catch(() => 0)
}
