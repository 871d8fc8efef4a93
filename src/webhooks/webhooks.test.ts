import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { Webhook } from "standardwebhooks"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { openAlarms } from "../alarms.ts"
import { type Db, row, rows, run, sql } from "../database/index.ts"
import { NotAllowed, Refused } from "../errors.ts"
import { replyToCustomer } from "../incidents/index.ts"
import type { Actor } from "../people/index.ts"
import { claimDelivery } from "./delivery-store.ts"
import {
  addEndpoint,
  chooseTypes,
  deleteDeliveriesBefore,
  dueDeliveries,
  findEndpoint,
  type ListedDelivery,
  listAttempts,
  listDeliveries,
  type Posts,
  pauseEndpoint,
  postDelivery,
  removeEndpoint,
  resumeEndpoint,
  rotateSecret,
  sendAgain,
  tryEndpoint,
  watchEndpoints,
} from "./index.ts"
import { openReceiver, type Receiver } from "./test-receiver.ts"

const key = Buffer.alloc(32, 9)
const second = 1000
const hour = 3_600_000
const day = 24 * hour

let desk: TestDesk
let db: Db
let receiver: Receiver
let admin: Actor
let endpointId = 0
let secret = ""
let at = instant("2026-03-27T09:00")
before(async () => {
  desk = await testDesk()
  db = desk.db
  receiver = await openReceiver()
  admin = await desk.actor("administrator")
  const added = await addEndpoint(db, admin, { url: receiver.url, types: ["opened", "replied"] }, loopback, at)
  endpointId = added.endpointId
  secret = added.secret
})
after(async () => {
  receiver.close()
  await desk.close()
})

const loopback = { key, reach: "loopback" } as const
const realNow = () => Temporal.Now.instant().epochMilliseconds
const timestamp = () => Temporal.Instant.fromEpochMilliseconds(at).toString({ smallestUnit: "millisecond" })
const posts = (): Posts => ({ key, reach: "loopback", now: () => at, clock: realNow })

async function newest(): Promise<ListedDelivery> {
  const [delivery] = await listDeliveries(db, endpointId, { state: null, after: null, limit: 1 })
  assert.ok(delivery)
  return delivery
}

async function opened(): Promise<{ deliveryId: number; reference: string }> {
  const { reference } = await desk.open(timestamp())
  return { deliveryId: (await newest()).deliveryId, reference }
}

async function given(): Promise<void> {
  receiver.status = 204
  receiver.received.length = 0
  at += day
  const endpoint = await findEndpoint(db, endpointId)
  if (endpoint?.state !== "active" || endpoint.failingSince !== null) await resumeEndpoint(db, admin, endpointId, at)
}

test("what happens to a case is told in the verb's own statement, with a job, to who asked for that type alone", async () => {
  await given()
  const { deliveryId, reference } = await opened()
  const job = await row<{ data: object }>(
    db,
    sql`select data from pgboss.job where name = 'post-webhook' and (data->>'delivery')::int = ${deliveryId}`,
  )
  assert.deepEqual(job?.data, { delivery: deliveryId })
  await chooseTypes(db, admin, endpointId, ["replied"], at)
  await desk.open(timestamp())
  assert.equal((await newest()).deliveryId, deliveryId)
  const adviser = await desk.actor("adviser")
  const ask = await desk.ask(adviser, { reference }, timestamp())
  await replyToCustomer(db, ask, { body: "We are looking at it." })
  assert.equal((await newest()).eventType, "replied")
  await chooseTypes(db, admin, endpointId, ["opened", "replied"], at)
})

test("a message holds ids, a type and an instant, and no word of anybody; its signature is one that others can check", async () => {
  await given()
  const { deliveryId, reference } = await opened()
  await postDelivery(db, deliveryId, posts())
  const [message] = receiver.received
  assert.ok(message)
  const told = new Webhook(secret).verify(message.body, message.headers)
  assert.deepEqual(told, { type: "case.opened", timestamp: timestamp(), data: { case: reference, event: 1 } })
  assert.throws(() => new Webhook(secret).verify(`${message.body} `, message.headers))
  assert.equal((await newest()).state, "delivered")
  assert.deepEqual(
    (await listAttempts(db, deliveryId)).map(({ outcome, status }) => ({ outcome, status })),
    [{ outcome: "delivered", status: 204 }],
  )
})

test("a delivery that is done, or that another worker has, is not posted again", async () => {
  await given()
  const { deliveryId } = await opened()
  await Promise.all([1, 2, 3].map(() => postDelivery(db, deliveryId, posts())))
  await postDelivery(db, deliveryId, posts())
  assert.equal(receiver.received.length, 1)
})

test("a failure is tried again later and later, each attempt listed under one id, and the endpoint is left alone meanwhile", async () => {
  await given()
  receiver.status = 503
  const { deliveryId } = await opened()
  await postDelivery(db, deliveryId, posts())
  await postDelivery(db, deliveryId, posts())
  assert.equal(receiver.received.length, 1)
  const other = await opened()
  await postDelivery(db, other.deliveryId, posts())
  assert.equal(receiver.received.length, 1, "an endpoint that failed a moment ago is left alone")
  assert.deepEqual(await dueDeliveries(db, at, 10), [])
  at += 30 * second
  assert.ok((await dueDeliveries(db, at, 10)).includes(deliveryId))
  await postDelivery(db, deliveryId, posts())
  receiver.status = 200
  at += hour
  await postDelivery(db, deliveryId, posts())
  await postDelivery(db, other.deliveryId, posts())
  assert.deepEqual(
    (await listAttempts(db, deliveryId)).map((each) => each.status),
    [503, 503, 200],
  )
  const ids = receiver.received.map((each) => each.headers["webhook-id"])
  assert.deepEqual([new Set(ids.slice(0, 3)).size, new Set(ids).size], [1, 2])
  assert.equal((await findEndpoint(db, endpointId))?.failingSince, null)
})

test("a message that the receiver refuses keeps no other from it", async () => {
  await given()
  receiver.status = 400
  const { deliveryId } = await opened()
  await postDelivery(db, deliveryId, posts())
  receiver.status = 200
  const other = await opened()
  await postDelivery(db, other.deliveryId, posts())
  assert.equal((await newest()).state, "delivered")
})

test("an attempt whose process died is made again, and shows as cut off", async () => {
  await given()
  const { deliveryId } = await opened()
  assert.ok(await claimDelivery(db, deliveryId, at, at + 25 * second))
  await postDelivery(db, deliveryId, posts())
  assert.equal(receiver.received.length, 0)
  at += 26 * second
  assert.ok((await dueDeliveries(db, at, 10)).includes(deliveryId))
  await postDelivery(db, deliveryId, posts())
  assert.deepEqual(
    (await listAttempts(db, deliveryId)).map((each) => each.outcome),
    [null, "delivered"],
  )
})

test("an endpoint that takes nothing for three days is paused with an alarm; resumed, what was given up is sent again by hand", async () => {
  await given()
  receiver.status = 500
  const { deliveryId } = await opened()
  const until = at + 4 * day
  for (; at < until; at += hour) {
    await postDelivery(db, deliveryId, posts())
    if ((await findEndpoint(db, endpointId))?.state === "paused") break
  }
  const endpoint = await findEndpoint(db, endpointId)
  assert.deepEqual([endpoint?.state, endpoint?.pausedBecause], ["paused", "failing"])
  assert.equal((await newest()).state, "failed")
  await desk.open(timestamp())
  assert.equal((await newest()).deliveryId, deliveryId, "nothing is kept for a paused endpoint")
  const alarms = openAlarms(() => {})
  await watchEndpoints(db, alarms)
  assert.deepEqual(
    alarms.standing().map((each) => each.name),
    ["webhook"],
  )
  assert.ok(!alarms.standing()[0]?.sentence.includes(receiver.url))
  await assert.rejects(() => sendAgain(db, admin, { endpointId, deliveryId }, at), Refused)
  await resumeEndpoint(db, admin, endpointId, at)
  await watchEndpoints(db, alarms)
  assert.deepEqual(alarms.standing(), [])
  receiver.status = 200
  await sendAgain(db, admin, { endpointId, deliveryId }, at)
  await postDelivery(db, deliveryId, posts())
  assert.equal((await newest()).state, "delivered")
  const kept = await rows(db, sql`select from audit where action = 'webhook-paused' and 'failing' = any(target)`)
  assert.equal(kept.length, 1)
})

test("an endpoint that says that it is gone is paused at once", async () => {
  await given()
  receiver.status = 410
  const { deliveryId } = await opened()
  await postDelivery(db, deliveryId, posts())
  assert.equal((await findEndpoint(db, endpointId))?.pausedBecause, "gone")
})

test("a secret is kept encrypted, and a changed one overlaps with the one before for a day", async () => {
  await given()
  const old = secret
  secret = (await rotateSecret(db, admin, endpointId, key, at)).secret
  await assert.rejects(() => rotateSecret(db, admin, endpointId, key, at), Refused)
  const kept = await row<{ secret: Buffer }>(
    db,
    sql`select secret from webhook_endpoints where endpoint_id = ${endpointId}`,
  )
  assert.ok(!kept?.secret.includes(Buffer.from(secret.slice("whsec_".length), "base64")))
  await postDelivery(db, (await opened()).deliveryId, posts())
  const message = receiver.received[0]
  assert.ok(message)
  for (const each of [old, secret]) new Webhook(each).verify(message.body, message.headers)
  at += day
  await postDelivery(db, (await opened()).deliveryId, posts())
  const later = receiver.received[1]
  assert.ok(later)
  new Webhook(secret).verify(later.body, later.headers)
  assert.throws(() => new Webhook(old).verify(later.body, later.headers))
})

test("A33: a name that was public when it was added and leads inside when it is posted to is not reached", async () => {
  await given()
  const { port } = new URL(receiver.url)
  const url = `https://rebound.example:${port}/`
  const added = await addEndpoint(db, admin, { url, types: ["opened"] }, { key, reach: "public" }, at)
  await desk.open(timestamp())
  const [delivery] = await listDeliveries(db, added.endpointId, { state: null, after: null, limit: 1 })
  assert.ok(delivery)
  const resolve = async () => [{ address: "127.0.0.1", family: 4 }]
  await postDelivery(db, delivery.deliveryId, { ...posts(), reach: "public", resolve })
  const [attempt] = await listAttempts(db, delivery.deliveryId)
  assert.deepEqual([attempt?.outcome, attempt?.status, attempt?.milliseconds], ["unreachable", null, null])
  assert.equal(receiver.received.length, 0)
  await removeEndpoint(db, admin, added.endpointId, at)
})

test("A36: test messages are few in a while, and for administrators alone", async () => {
  await given()
  const adviser = await desk.actor("adviser")
  await assert.rejects(() => tryEndpoint(db, adviser, endpointId, at), NotAllowed)
  for (let times = 0; times < 10; times += 1) await tryEndpoint(db, admin, endpointId, at)
  await assert.rejects(() => tryEndpoint(db, admin, endpointId, at), Refused)
  await postDelivery(db, (await newest()).deliveryId, posts())
  assert.deepEqual(JSON.parse(receiver.received[0]?.body ?? ""), {
    type: "test",
    timestamp: timestamp(),
    data: {},
  })
  at += hour
  await tryEndpoint(db, admin, endpointId, at)
})

test("after a restore nothing goes out until somebody lets it", async () => {
  await given()
  const { deliveryId } = await opened()
  await run(db, sql`insert into desk_holds (restored_at, backup) values (now(), 'x')`)
  await postDelivery(db, deliveryId, posts())
  assert.equal(receiver.received.length, 0)
  await run(db, sql`update desk_holds set released_at = now(), release = 'all', dropped = 0`)
  await postDelivery(db, deliveryId, posts())
  assert.equal(receiver.received.length, 1)
})

test("what is paused or removed gives up what waits; old deliveries are forgotten, with their attempts", async () => {
  await given()
  const { deliveryId } = await opened()
  await pauseEndpoint(db, admin, endpointId, at)
  assert.equal((await newest()).state, "failed")
  assert.equal(await deleteDeliveriesBefore(db, at - 60 * day, 1000), 0)
  assert.ok((await deleteDeliveriesBefore(db, at + 1, 1000)) > 5)
  assert.deepEqual(await listAttempts(db, deliveryId), [])
  await removeEndpoint(db, admin, endpointId, at)
  assert.equal(await findEndpoint(db, endpointId), undefined)
})
