import assert from "node:assert/strict"
import { test } from "node:test"
import Fastify from "fastify"
import { isWithin } from "../../test/support/machine.ts"
import { addHealth, type Health } from "./health.ts"

async function ready(checks: Health["checks"], isLeaving = false) {
  const server = Fastify()
  addHealth(server, { checks, isLeaving: () => isLeaving })
  const answer = await server.inject("/readyz")
  await server.close()
  return { status: answer.statusCode, body: answer.body }
}

test("a part that is not ready is named, and why it is not stays inside", async () => {
  const checks = [
    { name: "database", ready: () => Promise.reject(new Error("password wrong for charter@10.0.0.7")) },
    { name: "worker", ready: async () => {} },
  ]
  const { status, body } = await ready(checks)
  assert.equal(status, 503)
  assert.deepEqual(JSON.parse(body), { status: "not ready", checks: { database: "not ready", worker: "ready" } })
})

test("a part that does not answer is not ready, and does not hold up the answer", async () => {
  const started = performance.now()
  const { status } = await ready([{ name: "mail in", ready: () => new Promise<void>(() => {}) }])
  assert.equal(status, 503)
  assert(isWithin(performance.now() - started, 4000))
})

test("a part that the rest can do without is named, and the desk is ready", async () => {
  const gone = { name: "replica", isDispensable: true as const, ready: () => Promise.reject(new Error("gone")) }
  const { status, body } = await ready([gone])
  assert.equal(status, 200)
  assert.deepEqual(JSON.parse(body), { status: "ready", checks: { replica: "not ready" } })
})

test("who was told to stop says no, whatever is ready", async () => {
  const { status, body } = await ready([{ name: "database", ready: async () => {} }], true)
  assert.equal(status, 503)
  assert.deepEqual(JSON.parse(body), { status: "stopping", checks: { database: "ready" } })
})
