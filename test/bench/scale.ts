// npm run bench:scale -- [seconds] [cases]: what one process, a web and a worker apart, and two webs carry on this machine; who uses its
// processors; and what a case costs on disk and in the write-ahead log. docs/scale.md does the arithmetic.

import { randomBytes } from "node:crypto"
import { loadavg } from "node:os"
import { setTimeout as pause } from "node:timers/promises"
import autocannon from "autocannon"
import pg from "pg"
import { floorPool, floorTables, insertFloor } from "../../src/bench/floor.ts"
import { openDatabase, transaction } from "../../src/database/index.ts"
import { inLanes } from "../../src/jobs/index.ts"
import { addStaff, addToken, beginSession } from "../../src/people/index.ts"
import { realNow } from "../../src/time/index.ts"
import { childrenOf } from "../faults/processes.ts"
import { type Machine, machine, type Role } from "../scale/machine.ts"
import { ownCluster } from "../support/standby.ts"
import { secondsOf } from "./processor.ts"

const seconds = Number(process.argv[2] ?? 4)
const wantedCases = Number(process.argv[3] ?? 1000)
const connections = 32
const subject = "Cannot open the module on arrest and detention"
const body =
  "Since this morning the page stays empty when I open module 3. I tried another browser and another computer. ".repeat(
    4,
  )
const contact = {
  channel: "email",
  from: { name: "Sam Carter", email: "sam.carter@force.example" },
  subject,
  body,
  priority: 3,
}

const cluster = await ownCluster()
const owner = new pg.Client({ connectionString: cluster.ownerUrl })
await owner.connect()
const settings = {
  DATABASE_URL: cluster.deskUrl,
  MIGRATE_DATABASE_URL: cluster.ownerUrl,
  SECRET_KEY: randomBytes(32).toString("base64"),
  PORT: "0",
  SMTP_IN_PORT: "off",
  METRICS_PORT: "off",
  DEMO: "off",
}

try {
  const layouts: readonly (readonly Role[])[] = [["all"], ["web", "worker"], ["web", "web", "worker"]]
  const rows: object[] = []
  for (const roles of layouts) rows.push(...(await measured(roles)))
  console.table(rows)
  console.table(await costOfCases())
  console.log(
    `load of the machine: ${loadavg()
      .map((each) => each.toFixed(1))
      .join(", ")}`,
  )
} finally {
  await owner.end()
  await cluster.remove()
}

async function started(roles: readonly Role[]): Promise<Machine[]> {
  const machines = roles.map((role) => machine(role, settings))
  await Promise.all(machines.map((each) => each.ready()))
  return machines
}

async function measured(roles: readonly Role[]): Promise<object[]> {
  const machines = await started(roles)
  try {
    await owner.query(floorTables)
    const webs = machines.filter((each) => each.role !== "worker").map((each) => each.web())
    const { token, cookie } = await somebody()
    const floor = await floorRate()
    const bearer = { authorization: `Bearer ${token}`, "content-type": "application/json" }
    const contacts = await loaded(machines, webs, {
      method: "POST",
      path: "/api/v1/contacts",
      headers: bearer,
      body: contact,
    })
    // What the contacts have set off is done first, or it would be counted to what comes next.
    await told()
    const references = await someReferences(webs[0] ?? "", bearer)
    const notes = references.map((each) => `/api/v1/cases/${each}/note`)
    const verbs = await loaded(machines, webs, { method: "POST", paths: notes, headers: bearer, body: { body } })
    const pages = await loaded(machines, webs, { method: "GET", path: "/desk/cases", headers: { cookie } })
    const layout = roles.join(" + ")
    return [
      { layout, what: "contacts", ...contacts, "to floor": round(contacts["a second"] / floor, 3) },
      { layout, what: "verbs (note)", ...verbs, "to floor": round(verbs["a second"] / floor, 3) },
      { layout, what: "queue pages", ...pages, "to floor": round(pages["a second"] / floor, 3) },
    ]
  } finally {
    for (const each of machines) await each.stop()
    for (const each of machines) await each.remove()
  }
}

async function somebody(): Promise<{ token: string; cookie: string }> {
  const db = openDatabase({ url: cluster.deskUrl, connections: 1 })
  const name = `bench-${randomBytes(4).toString("hex")}`
  const made = await transaction(db, async (tx) => {
    const { token } = await addToken(tx, { name, role: "administrator" }, realNow())
    const personId = await addStaff(
      tx,
      { name, email: `${name}@desk.example`, role: "adviser", password: `${name}-long` },
      0,
    )
    return {
      token,
      cookie: `charter-session=${await beginSession(tx, { personId, userAgent: "bench", remoteAddress: "127.0.0.1", method: "password" }, realNow())}`,
    }
  })
  await db.pool.end()
  return made
}

async function floorRate(): Promise<number> {
  const pool = floorPool(cluster.ownerUrl, connections)
  const until = performance.now() + (seconds * 1000) / 2
  let made = 0
  const lane = async () => {
    for (; performance.now() < until; made++) await insertFloor(pool, contact)
  }
  await Promise.all(Array.from({ length: connections }, lane))
  await pool.end()
  return made / (seconds / 2)
}

type Asked = {
  readonly method: "GET" | "POST"
  readonly path?: string
  readonly paths?: readonly string[]
  readonly headers: Record<string, string>
  readonly body?: object
}

async function loaded(machines: readonly Machine[], webs: readonly string[], asked: Asked) {
  // Until the code is compiled, what it costs says nothing.
  await Promise.all(webs.map((web) => shot(web, asked, connections / webs.length, seconds / 2)))
  const idle = await idleSecond(machines)
  const before = processors(machines)
  const results = await Promise.all(webs.map((web) => shot(web, asked, connections / webs.length)))
  const after = processors(machines)
  const sum = (of: (each: Awaited<ReturnType<typeof shot>>) => number) =>
    results.reduce((total, each) => total + of(each), 0)
  const done = sum((each) => each["2xx"])
  // What one costs, whoever else uses the machine.
  const each = (used: number, anyway = 0) => round(Math.max(0, ((used - anyway * seconds) * 1000) / done), 2)
  return {
    "a second": round(
      sum((one) => one["2xx"] / one.duration),
      0,
    ),
    p50: Math.max(...results.map((one) => one.latency.p50)),
    p99: Math.max(...results.map((one) => one.latency.p99)),
    failed: sum((one) => one.non2xx + one.errors),
    "node ms each": each(after.node - before.node, idle.node),
    "postgres ms each": each(after.postgres - before.postgres, idle.postgres),
    "load ms each": each(after.load - before.load),
  }
}

function shot(
  web: string,
  { method, path = "/", paths, headers, body: sent }: Asked,
  lanes: number,
  duration = seconds,
) {
  let turn = 0
  const setupRequest = (request: autocannon.Request) => ({ ...request, path: paths?.[turn++ % paths.length] ?? path })
  return autocannon({
    url: `${web}${path}`,
    method,
    connections: lanes,
    duration,
    headers,
    ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    ...(paths === undefined ? {} : { requests: [{ setupRequest }] }),
  })
}

// What is used in a second in which nobody asks for anything.
async function idleSecond(machines: readonly Machine[]) {
  const before = processors(machines)
  await pause(1000)
  const after = processors(machines)
  return { node: after.node - before.node, postgres: after.postgres - before.postgres }
}

// In seconds of processor time so far.
function processors(machines: readonly Machine[]) {
  // bin/charter hands over to the pinned Node in the same process.
  const node = machines.reduce((total, each) => total + secondsOf(each.pid()), 0)
  const server = cluster.pid()
  const postgres =
    secondsOf(server, "with those that have ended") +
    childrenOf(server).reduce((total, each) => total + secondsOf(each), 0)
  const { user, system } = process.cpuUsage()
  return { node, postgres, load: (user + system) / 1_000_000 }
}

async function someReferences(web: string, headers: Record<string, string>): Promise<string[]> {
  const answer = await fetch(`${web}/api/v1/cases?limit=200`, { headers })
  const { items } = (await answer.json()) as { items: { reference: string }[] }
  return items.map((each) => each.reference)
}

// A case as most are: a contact that is acknowledged, a reply, a resolution, each told to the customer by mail.
async function costOfCases(): Promise<object[]> {
  const machines = await started(["all"])
  const web = machines[0]?.web() ?? ""
  const { token } = await somebody()
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
  const post = async (path: string, what: object) =>
    (await fetch(`${web}/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(what) })).json()
  const before = await sizes()
  const [walBefore] = await column<string>("select pg_current_wal_lsn() as value")
  const opened = await inLanes(
    Array.from({ length: wantedCases }, (_, index) => index),
    16,
    async (index) => {
      const from = { name: "Sam Carter", email: `sam-${index}@force${index % 50}.example` }
      const { case: made } = (await post("contacts", { ...contact, from })) as { case: { reference: string } }
      return made.reference
    },
  )
  const [walContacts] = await column<string>("select pg_current_wal_lsn() as value")
  await inLanes(opened, 16, async (reference) => {
    await post(`cases/${reference}/reply`, { body })
    await post(`cases/${reference}/resolution`, { outcome: "fixed", body })
  })
  await told()
  const [walAfter] = await column<string>("select pg_current_wal_lsn() as value")
  const after = await sizes()
  const [contactWal, wholeWal] = await Promise.all([
    walBetween(walBefore, walContacts),
    walBetween(walBefore, walAfter),
  ])
  for (const each of machines) await each.stop()
  for (const each of machines) await each.remove()
  const grown = [...after]
    .map(([name, bytes]) => ({ what: name, bytes: bytes - (before.get(name) ?? 0) }))
    .filter((each) => each.bytes > 0)
  const perCase = (bytes: number) => Math.round(bytes / wantedCases)
  const tables = grown.map(({ what, bytes }) => ({ what: `${what}, with indexes`, "bytes a case": perCase(bytes) }))
  const whole = grown.filter(({ what }) => !what.startsWith("pgboss.")).reduce((total, each) => total + each.bytes, 0)
  return [
    ...tables,
    { what: "all but jobs", "bytes a case": perCase(whole) },
    { what: "write-ahead log of the contact (with notices so far)", "bytes a case": perCase(contactWal) },
    { what: "write-ahead log of the whole case", "bytes a case": perCase(wholeWal) },
  ]
}

async function told(): Promise<void> {
  for (const began = performance.now(); performance.now() - began < 120_000; await pause(200)) {
    const [left] = await column<number>("select count(*)::int as value from notices where state = 'waiting'")
    if (left === 0) return
  }
}

async function sizes(): Promise<Map<string, number>> {
  const { rows } = await owner.query<{ name: string; bytes: string }>(
    `select case when n.nspname = 'public' then c.relname else n.nspname || '.' || c.relname end as name, pg_total_relation_size(c.oid) as bytes
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('public', 'pgboss') and c.relname !~ '^floor_' order by bytes desc`,
  )
  return new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]))
}

async function walBetween(from: string | undefined, to: string | undefined): Promise<number> {
  const { rows } = await owner.query<{ bytes: string }>("select pg_wal_lsn_diff($1::pg_lsn, $2::pg_lsn) as bytes", [
    to,
    from,
  ])
  return Number(rows[0]?.bytes)
}

async function column<T>(text: string): Promise<T[]> {
  return (await owner.query<{ value: T }>(text)).rows.map((each) => each.value)
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
