import assert from "node:assert/strict"
import { connect } from "node:net"
import { after, test } from "node:test"
import { testDatabase } from "../../test/support/database.ts"
import { isWithin } from "../../test/support/machine.ts"
import { openLog } from "./log.ts"
import { startWeb } from "./start.ts"

const database = await testDatabase()
after(() => database.close())
const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
const { promise: reached, resolve: reach } = Promise.withResolvers<void>()

const options = {
  db: database.db,
  now: () => 0,
  secretKey: Buffer.alloc(32, 7),
  log: openLog({ level: "silent" }),
  pages: [
    {
      method: "GET" as const,
      path: "/where",
      audience: "public" as const,
      answer: async ({ publicUrl }: { publicUrl: string }) => ({ redirect: `${publicUrl}/here` }),
    },
    {
      method: "GET" as const,
      path: "/slow",
      audience: "public" as const,
      answer: async () => {
        reach()
        await held
        return { redirect: "/done" }
      },
    },
  ],
}
const place = { host: "127.0.0.1", port: 0, metricsPort: 0 }

test("a free port is found, and the desk knows its own address", async () => {
  const web = await startWeb({ ...options, place })
  const answer = await fetch(`${web.address}/where`, { redirect: "manual" })
  assert.equal(answer.headers.get("location"), `${web.address}/here`)
  assert.equal(web.publicUrl, web.address)
  await web.stop()
})

test("A46: the figures are told on a listener of their own, and there alone", async () => {
  const web = await startWeb({ ...options, place: { ...place, publicUrl: "https://desk.example" } })
  await fetch(`${web.address}/where`, { redirect: "manual" })
  await fetch(`${web.address}/stranger-${"x".repeat(50)}`)
  const figures = await (await fetch(`${web.metricsAddress}/metrics`)).text()
  assert.match(figures, /charter_http_request_duration_seconds_count\{method="GET",route="\/where",status="303"\} 1/)
  assert.match(figures, /charter_database_connections\{state="idle"\} \d/)
  assert.match(figures, /charter_process_resident_memory_bytes/)
  assert.doesNotMatch(figures, /stranger/)
  assert.equal((await fetch(`${web.metricsAddress}/`)).status, 404)
  assert.equal((await fetch(`${web.metricsAddress}/metrics`, { method: "POST" })).status, 404)
  assert.equal((await fetch(`${web.address}/metrics`)).status, 404)
  await web.stop()
})

test("metrics can be off, and where one port is taken nothing listens on the other", async () => {
  const web = await startWeb({ ...options, place: { ...place, metricsPort: "off" } })
  assert.equal(web.metricsAddress, undefined)
  const taken = Number(new URL(web.address).port)
  await assert.rejects(startWeb({ ...options, place: { ...place, port: taken } }), /EADDRINUSE/)
  const free = await startWeb({ ...options, place })
  await free.stop()
  const port = Number(new URL(free.address).port)
  await assert.rejects(startWeb({ ...options, place: { ...place, port, metricsPort: taken } }), /EADDRINUSE/)
  const again = await startWeb({ ...options, place: { ...place, port } })
  await again.stop()
  await web.stop()
})

test("stopping lets a request that runs finish, and takes no new ones", async () => {
  const web = await startWeb({ ...options, place })
  const running = fetch(`${web.address}/slow`, { redirect: "manual" })
  await reached
  const stopping = web.stop()
  await assert.rejects(fetch(`${web.address}/where`))
  const started = performance.now()
  letGo()
  assert.equal((await running).status, 303)
  await stopping
  assert(isWithin(performance.now() - started, 2000), "it waited for a connection that nobody uses")
})

test("A65: two lengths, or none that can be believed, are refused on the wire", async () => {
  const web = await startWeb({ ...options, place: { ...place, metricsPort: "off" } })
  const head = "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
  const port = Number(new URL(web.address).port)
  const both = await said(port, `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)
  assert.match(both, /^HTTP\/1\.1 400 /)
  const two = await said(port, `${head}Content-Length: 4\r\nContent-Length: 5\r\n\r\na=1&`)
  assert.match(two, /^HTTP\/1\.1 400 /)
  assert.match(await said(port, `GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /)
  await web.stop()
})

function said(port: number, request: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const socket = connect(port, "127.0.0.1", () => socket.write(request))
  let answer = ""
  socket.setTimeout(3000, () => socket.destroy())
  socket.on("data", (data) => {
    answer += data
  })
  socket.on("error", () => resolve(answer))
  socket.on("close", () => resolve(answer))
  return promise
}

test("F11: who is told to leave says so, answers everything for a while, keeps no connection, and then closes", async () => {
  const web = await startWeb({ ...options, place: { ...place, drainMs: 400 } })
  web.leave()
  const readiness = await fetch(`${web.address}/readyz`)
  assert.deepEqual([readiness.status, await readiness.json()], [503, { status: "stopping", checks: {} }])
  assert.equal((await fetch(`${web.metricsAddress}/readyz`)).status, 503)
  const stopped = web.stop()
  const answer = await fetch(`${web.address}/where`, { redirect: "manual" })
  assert.deepEqual([answer.status, answer.headers.get("connection")], [303, "close"])
  await stopped
  await assert.rejects(fetch(`${web.address}/where`))
})
