import assert from "node:assert/strict"
import { test } from "node:test"
import Fastify from "fastify"
import { slowness } from "../../test/support/machine.ts"
import { addHealth } from "./health.ts"

async function ready(checks: Parameters<typeof addHealth>[1]) {
  const server = Fastify()
  addHealth(server, checks)
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
  assert(performance.now() - started < 4000 * slowness())
})
