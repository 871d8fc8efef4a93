// Two webs and two workers on one database: one of each is killed under load, others take their place, the rest is told to stop. What
// was acknowledged is there, each job is done, each promise is missed once, and nobody at a living web sees a fault.

import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { after, before, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import pg from "pg"
import { type TestRelay, testRelay } from "../../src/notices/test-relay.ts"
import { got, numberOf } from "../faults/asking.ts"
import { contactClient, type Sender } from "../faults/contact-clients.ts"
import { heldAgainst } from "../faults/judgement.ts"
import { emptyLedger, type Ledger } from "../faults/ledger.ts"
import { letterClient } from "../faults/letter-clients.ts"
import { chanceOf } from "../oracle/random.ts"
import { isWithin, slowness } from "../support/machine.ts"
import { type OwnCluster, ownCluster } from "../support/standby.ts"
import { until } from "../support/until.ts"
import { type Balancer, balancer } from "./balancer.ts"
import { type Machine, machine, type Role } from "./machine.ts"

const ledger = emptyLedger()
const machines: Machine[] = []
let cluster: OwnCluster
let relay: TestRelay
let owner: pg.Client
let spread: Balancer

before(async () => {
  cluster = await ownCluster()
  relay = await testRelay({ onMessage: takenIn })
  owner = new pg.Client({ connectionString: cluster.ownerUrl })
  await owner.connect()
  spread = await balancer()
})

after(async () => {
  await spread?.close()
  for (const each of machines) await each.remove()
  await relay?.close()
  await owner?.end()
  await cluster?.remove()
})

test("several processes are one desk, whichever of them dies or leaves", { timeout: 300_000 }, async () => {
  const [webA, webB, workerA, workerB] = await startedTogether()
  const token = await webA.verb(["token", "add", "--name", "Scale", "--role", "administrator"])
  const living = (role: Role) => machines.findLast((each) => each.role === role && each.isAlive() && each.isUp())
  let isOver = false
  const senders = traffic(token, () => isOver, [
    { kind: contactClient, web: () => (webA.isAlive() ? webA : living("web")), lane: "at the killed web" },
    { kind: contactClient, web: () => (webA.isAlive() ? webA : living("web")), lane: "at the killed web" },
    { kind: contactClient, web: () => (webB.isAlive() ? webB : living("web")), lane: "at the living web" },
    { kind: letterClient, smtp: () => (workerA.isAlive() ? workerA : living("worker")), lane: "letters" },
    { kind: letterClient, smtp: () => (workerB.isAlive() ? workerB : living("worker")), lane: "letters" },
  ])
  await pause(1500)

  await Promise.all([killed(webA), killed(workerA)])
  const left = await leftBehind()
  await pause(1500)
  await madeOld(left)
  assert.deepEqual(refusals.get("at the living web"), undefined)

  const [webC] = await Promise.all([begun("web"), begun("worker")])
  for (const each of [webB, webC]) spread.add(each.web())
  let isBalancedOver = false
  const balanced = traffic(token, () => isBalancedOver, [
    { kind: contactClient, web: () => ({ web: () => spread.web }), lane: "balanced" },
    { kind: contactClient, web: () => ({ web: () => spread.web }), lane: "balanced" },
  ])
  await pause(700)
  isOver = true
  const [byeWeb, byeWorker] = await Promise.all([webB.stop(), workerB.stop()])
  await pause(500)
  isBalancedOver = true
  await Promise.all([...senders, ...balanced])

  assert.deepEqual([byeWeb.code, byeWorker.code], [0, 0], webB.said().slice(-2000))
  assert.ok(isWithin(Math.max(byeWeb.milliseconds, byeWorker.milliseconds), 30_000))
  assert.deepEqual([refusals.get("balanced"), spread.faults], [undefined, []])
  await quiet()
  const { broken, counts } = await heldAgainst(owner, ledger)
  assert.deepEqual(broken, [], JSON.stringify(counts))
  assert.deepEqual(await missedTwice(), [])
  assert.ok((await numberOf(owner, "events where type = 'escalated'")) > 0, "no promise was missed")
  assert.match(await webC.verb(["verify"]), / 0 differences/)
})

const refusals = new Map<string, string[]>()

// At the same moment, on a database in which there is nothing: one makes the schema and publishes the charter, and all go by one clock.
async function startedTogether() {
  const started = await Promise.all([begun("web"), begun("web"), begun("worker"), begun("worker")])
  assert.equal(await numberOf(owner, "charter_versions"), 1)
  assert.equal(await numberOf(owner, "desk_clock"), 1)
  for (const { role, metrics } of started) {
    // A machine that is busy with others may take longer than a check waits.
    await until(async () => (await got(`${metrics()}/readyz`)).status === 200)
    assert.deepEqual(
      Object.hasOwn(JSON.parse((await got(`${metrics()}/readyz`)).text).checks, "worker"),
      role === "worker",
    )
  }
  return started
}

async function begun(role: Role): Promise<Machine> {
  const made = machine(role, settingsOfAll())
  machines.push(made)
  await made.ready()
  return made
}

let settings: Record<string, string> | undefined

// Six hundred times as fast: an hour's promise is missed within the run.
function settingsOfAll(): Record<string, string> {
  settings ??= {
    DATABASE_URL: cluster.deskUrl,
    MIGRATE_DATABASE_URL: cluster.ownerUrl,
    SECRET_KEY: randomBytes(32).toString("base64"),
    PUBLIC_URL: "http://desk.example",
    SMTP_OUT_URL: relay.url,
    PORT: "0",
    SMTP_IN_PORT: "0",
    METRICS_PORT: "0",
    DEMO: "off",
    NODE_ENV: "test",
    NOW: "2026-03-30T08:00+01:00 x600",
    TRUSTED_PROXIES: "127.0.0.1",
    DRAIN_SECONDS: String(Math.min(20, Math.ceil(slowness()))),
  }
  return settings
}

type Lane = {
  readonly kind: (sender: Sender) => Promise<void>
  readonly web?: () => Pick<Machine, "web"> | undefined
  readonly smtp?: () => Machine | undefined
  readonly lane: string
}

function traffic(token: string, isOver: () => boolean, lanes: readonly Lane[]): Promise<void>[] {
  return lanes.map(({ kind, web, smtp, lane }) => {
    const number = senders++
    const desk = {
      get web() {
        return web?.()?.web() ?? ""
      },
      get smtpPort() {
        return smtp?.()?.smtpPort() ?? 0
      },
      verb: () => assert.fail("nobody asks for a verb here"),
    }
    return kind({ desk, token, ledger: heard(lane), chance: chanceOf(17, number), number, isOver })
  })
}

let senders = 0

// Into the one ledger, and whoever was refused beside it.
function heard(lane: string): Ledger {
  return {
    ...ledger,
    refused: (what) => {
      ledger.refused(what)
      refusals.set(lane, [...(refusals.get(lane) ?? []), what])
    },
  }
}

async function killed(which: Machine): Promise<void> {
  ledger.crashes.push(performance.now())
  await which.kill()
}

async function takenIn(message: { raw: string; to: string }): Promise<undefined> {
  const messageId = /^Message-ID:\s*<?([^>\s]+)/im.exec(message.raw)?.[1] ?? "none"
  ledger.relayed.push({ messageId, to: message.to, mood: "take", isTaken: true, at: performance.now() })
}

type Left = { readonly jobs: readonly string[]; readonly notices: readonly string[] }

// What is under way at this moment: by the dead, or by the living, who are done with it in a moment.
async function leftBehind(): Promise<Left> {
  const [jobs, notices] = await Promise.all([
    owner.query<{ id: string }>("select id::text from pgboss.job where state = 'active'"),
    owner.query<{ id: string }>(
      "select case_id || '.' || notice_id || '.' || attempts as id from notices where state = 'waiting' and is_attempting",
    ),
  ])
  return { jobs: jobs.rows.map((each) => each.id), notices: notices.rows.map((each) => each.id) }
}

// The dead are given up after half a minute and more; that time is made to have passed for what they held.
async function madeOld(left: Left): Promise<void> {
  await owner.query(
    "update pgboss.job set heartbeat_on = heartbeat_on - interval '1 minute' where state = 'active' and id::text = any($1)",
    [left.jobs],
  )
  await owner.query(
    `update notices set next_attempt_at = created_at
     where state = 'waiting' and is_attempting and case_id || '.' || notice_id || '.' || attempts = any($1)`,
    [left.notices],
  )
  // Those that stood in line too; what is under way elsewhere is left alone by whoever looks.
  await owner.query("update notices set look_at = created_at where state = 'waiting'")
}

const patienceMs = 75_000

async function quiet(): Promise<void> {
  const open = "select from letters where state = 'received' union all select from notices where state = 'waiting'"
  for (const began = performance.now(); performance.now() - began < patienceMs; await pause(100)) {
    if ((await numberOf(owner, `(${open}) as left_to_do`)) === 0) return
  }
}

async function missedTwice(): Promise<unknown[]> {
  const { rows } = await owner.query(
    `select case_id, type, (body::jsonb)->'data'->>'clock' as clock, (body::jsonb)->'data'->>'due' as due, count(*)
     from events where type in ('clock-missed', 'clock-warned') or (type = 'escalated' and (body::jsonb)->'data'->>'because' = 'breach')
     group by 1, 2, 3, 4 having count(*) > 1`,
  )
  return rows
}
