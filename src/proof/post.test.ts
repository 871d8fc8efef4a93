// The webhook of signed heads; where it may lead is tested in src/outbound/.

import assert from "node:assert/strict"
import { createServer, type Server } from "node:http"
import { after, before, test } from "node:test"
import { Unreachable } from "../outbound/index.ts"
import { post } from "./post.ts"

const open = { mayBePrivate: true }
const closed = { mayBePrivate: false }

let server: Server
let base: string
const received: string[] = []
before(async () => {
  server = createServer((request, response) => {
    if (request.url === "/moved") return void response.writeHead(302, { location: "/taken" }).end()
    if (request.url === "/broken") return void response.writeHead(500).end()
    request.on("data", (chunk) => received.push(String(chunk)))
    request.on("end", () => response.writeHead(204).end())
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  base = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
})
after(() => server.close())

test("a head is posted as it is, where the operator allows a private place", async () => {
  await post({ url: `${base}/taken`, ...open }, '{"head":1}')
  assert.deepEqual(received, ['{"head":1}'])
})

test("no redirect is followed, and an answer that is no success is a failure", async () => {
  await assert.rejects(() => post({ url: `${base}/moved`, ...open }, "{}"), /answered 302/)
  await assert.rejects(() => post({ url: `${base}/broken`, ...open }, "{}"), /answered 500/)
  assert.equal(received.length, 1)
})

test("a head goes nowhere inside, unless the operator allows it", async () => {
  await assert.rejects(() => post({ url: base, ...closed }, "{}"), Unreachable)
  assert.equal(received.length, 1)
})
