// Lists from a replica: never older than the bound, never without what the reader has just written, and never missed when it dies.

import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import type { FastifyInstance } from "fastify"
import { apiRoutes } from "../../src/api/index.ts"
import { seedCharter } from "../../src/charter/index.ts"
import {
  closeDatabase,
  type Db,
  migrate,
  openDatabase,
  openReplica,
  type ReadPlaces,
  transaction,
} from "../../src/database/index.ts"
import { featureCalls } from "../../src/features.ts"
import { incidentPages } from "../../src/incidents/index.ts"
import { addToken } from "../../src/people/index.ts"
import { realNow, seedHolidays } from "../../src/time/index.ts"
import { addReplicaMetrics, databasePage, openLog, openMetrics, replicaChecks, webServer } from "../../src/web/index.ts"
import { defaultCharterText } from "../support/desk.ts"
import { type OwnCluster, ownCluster, type Standby, standbyOf } from "../support/standby.ts"
import { until } from "../support/until.ts"
import { colleague, type Visitor } from "../support/visitor.ts"

const lagLimitMs = 2500
const publicUrl = "http://127.0.0.1"
const secretKey = Buffer.alloc(32, 7)

let cluster: OwnCluster
let standby: Standby
let db: Db
let places: ReadPlaces
/** Two processes on the same database. */
let servers: readonly [FastifyInstance, FastifyInstance]
let token: string
let sam: Visitor
let other: Visitor
const said: string[] = []

before(async () => {
  cluster = await ownCluster()
  await migrate({ ownerUrl: cluster.ownerUrl, deskRole: cluster.deskRole })
  db = openDatabase({ url: cluster.deskUrl })
  await transaction(db, async (tx) => {
    await seedHolidays(tx)
    await seedCharter(tx, defaultCharterText, 0)
    token = (await addToken(tx, { name: "Scale", role: "administrator" }, 0)).token
  })
  standby = await standbyOf(cluster)
  places = openReplica({
    db,
    url: standby.urlOf(cluster.deskUrl),
    lagLimitMs,
    connections: 4,
    onChange: (each) => said.push(each),
  })
  servers = [serverOn(places), serverOn(places)]
  sam = await colleague(servers[0], db, "administrator", "Sam Carter")
  other = await colleague(servers[1], db, "adviser")
  await until(() => places.report()?.state === "read")
})

after(async () => {
  for (const server of servers ?? []) await server.close()
  await places?.close()
  if (db !== undefined) await closeDatabase(db)
  await standby?.remove()
  await cluster?.remove()
})

function serverOn(where: ReadPlaces): FastifyInstance {
  const api = apiRoutes({ db, places: where, now: realNow, secretKey, calls: featureCalls, publicUrl })
  return webServer({
    db,
    places: where,
    now: realNow,
    settings: { publicUrl },
    secretKey,
    log: openLog({ level: "silent" }),
    pages: [...incidentPages, databasePage({ db, places: where })],
    checks: replicaChecks(where),
    mounts: [{ prefix: "/api/v1", routes: api }],
  })
}

describe("while the replica follows", () => {
  test("a queue is read from it, and a verb never is", async () => {
    const first = places.counts()
    await contact("plain")
    assert.deepEqual(places.counts(), first)
    await sam.get("/desk/cases")
    assert.deepEqual(places.counts(), { ...first, replica: first.replica + 1 })
  })

  test("its lag is told to whoever runs the desk, and it is among the checks", async () => {
    assert.equal((await asked("GET", "/readyz")).json().checks.replica, "ready")
    const { text } = await sam.get("/desk/database")
    assert.match(text, /Lists and searches are read from it Behind by at most [01]\.\d seconds/)
    const metrics = openMetrics(db)
    addReplicaMetrics(metrics, places)
    const figures = await metrics.metrics()
    assert.match(figures, /charter_replica_lag_seconds [01](\.\d+)?\n/)
    assert.match(figures, /charter_reads_total\{target="replica"\} [1-9]/)
  })

  test("nobody but an administrator sees that page", async () => {
    const adviser = await colleague(servers[0], db, "adviser")
    assert.equal((await adviser.get("/desk/database")).status, 403)
  })

  test("a program that does not say what it has seen is given nothing old", async () => {
    const first = places.counts()
    await asked("GET", "/api/v1/cases")
    assert.equal(places.counts().replica, first.replica)
    assert.equal((await asked("GET", "/api/v1/cases", undefined, { "charter-position": "0/0" })).statusCode, 200)
    assert.equal(places.counts().replica, first.replica + 1)
    assert.equal((await asked("GET", "/api/v1/cases", undefined, { "charter-position": "old" })).statusCode, 400)
  })
})

describe("while the replica stands still", () => {
  before(() => standby.freeze())
  after(async () => {
    await standby.thaw()
    await until(() => places.report()?.state === "read")
  })

  test("whoever has not written sees the list of a moment ago, and whoever has sees what they wrote, on any process", async () => {
    const form = { name: "Jo Field", email: "jo.field@force.example", subject: "Frozen stiff", body: "Nothing moves." }
    const logged = await sam.post("/desk/calls/new", form)
    assert.equal(logged.status, 303, logged.text)
    assert.doesNotMatch((await other.get("/desk/cases")).text, /Frozen stiff/)
    const position = sam.cookies.get("charter-seen")
    assert.match(position ?? "", /^[0-9A-F]+\/[0-9A-F]+$/)
    const elsewhere = servers[1].inject({ url: "/desk/cases", headers: { cookie: cookieOf(sam) } })
    assert.match((await sam.get("/desk/cases")).text, /Frozen stiff/)
    assert.match((await elsewhere).body, /Frozen stiff/)
  })

  test("a program that says what it has seen waits no longer than a moment, and then asks the database itself", async () => {
    const position = await contact("by program")
    const began = performance.now()
    const list = await asked("GET", "/api/v1/cases?limit=200", undefined, { "charter-position": position })
    assert.match(list.body, /by program/)
    assert.ok(performance.now() - began < 1000)
  })

  test("nothing is older than the bound: then the database itself is read, and that is told once", async () => {
    said.length = 0
    await contact("after a while")
    await until(() => places.report()?.state === "behind")
    assert.match((await sam.get("/desk/cases")).text, /after a while/)
    await pause(1200)
    assert.deepEqual(said, ["The replica is too far behind: everything is read from the database itself."])
    const { statusCode, body } = await asked("GET", "/readyz")
    assert.deepEqual([statusCode, JSON.parse(body).checks.replica], [200, "not ready"])
    assert.match((await sam.get("/desk/database")).text, /Too far behind, so it is not read/)
  })
})

test("a replica that dies while it is read is missed by nobody, and read again when it is back", async () => {
  await until(() => places.report()?.state === "read")
  standby.kill()
  const pages = await Promise.all(Array.from({ length: 10 }, () => sam.get("/desk/cases")))
  assert.deepEqual(new Set(pages.map((each) => each.status)), new Set([200]))
  await until(() => places.report()?.state === "not reached")
  assert.equal((await asked("GET", "/readyz")).statusCode, 200)
  await standby.restart()
  await until(() => places.report()?.state === "read")
})

test("an address that leads to no replica of this database is not read", async () => {
  const words: string[] = []
  const wrong = openReplica({
    db,
    url: cluster.deskUrl,
    lagLimitMs,
    connections: 1,
    onChange: (each) => words.push(each),
  })
  await until(() => words.length > 0)
  assert.equal(wrong.report()?.state, "not a replica")
  await wrong.readSince(undefined, async (reads) => assert.equal(reads, db))
  await wrong.close()
})

async function contact(subject: string): Promise<string> {
  const from = { email: "jo.field@force.example" }
  const answer = await asked("POST", "/api/v1/contacts", { channel: "email", from, subject, body: "Words." })
  assert.equal(answer.statusCode, 201, answer.body)
  return String(answer.headers["charter-position"])
}

function asked(method: "GET" | "POST", url: string, payload?: object, headers: Record<string, string> = {}) {
  const common = { method, url, headers: { authorization: `Bearer ${token}`, ...headers } }
  return servers[0].inject(payload === undefined ? common : { ...common, payload })
}

function cookieOf({ cookies }: Visitor): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join("; ")
}
