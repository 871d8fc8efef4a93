// F70: whoever sends what they ask slowly, or nothing at all, is cut off in time, and nobody else waits for them.

import assert from "node:assert/strict"
import { connect } from "node:net"
import { after, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import { deskPages } from "../../test/support/desk-pages.ts"
import { slowness } from "../../test/support/machine.ts"
import { usualPatience } from "./options.ts"

const patience = { headers: 1500, request: 3000 }
const desk = await deskPages([], { patience })
const address = new URL(await desk.server.listen({ port: 0, host: "127.0.0.1" }))
after(() => desk.close())

type Slow = { readonly heard: () => string; readonly ended: Promise<number> }

/** Sends a beginning, and then a piece each 100 ms, for ever. */
function slow(beginning: string, piece: string): Slow {
  const socket = connect(Number(address.port), address.hostname)
  const began = performance.now()
  let heard = ""
  socket.on("data", (bytes) => {
    heard += bytes
  })
  socket.on("error", () => {})
  socket.write(beginning)
  const trickle = setInterval(() => socket.writable && socket.write(piece), 100)
  const ended = new Promise<number>((resolve) => {
    socket.on("close", () => {
      clearInterval(trickle)
      resolve(performance.now() - began)
    })
  })
  return { heard: () => heard, ended }
}

const headersOf = (path: string) => `${path} HTTP/1.1\r\nHost: ${address.host}\r\n`

test("F70: 200 slow connections are cut off, headers and bodies alike, and people who ask meanwhile are answered", async () => {
  const form = `${headersOf("POST /sign-in")}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n`
  const upload = `${headersOf("POST /sign-in")}Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n`
  const heads = Array.from({ length: 100 }, () => slow(headersOf("GET /sign-in"), "X-A: b\r\n"))
  const bodies = Array.from({ length: 100 }, (_none, index) =>
    slow(index % 2 ? form : upload, index % 2 ? "a" : "1\r\na\r\n"),
  )
  const times: number[] = []
  for (const until = performance.now() + 2500; performance.now() < until; await pause(50)) {
    const began = performance.now()
    assert.equal((await fetch(new URL("/sign-in", address))).status, 200)
    times.push(performance.now() - began)
  }
  const median = times.toSorted((one, other) => one - other)[times.length >> 1] ?? Number.NaN
  assert.ok(median < 250 * slowness(), `${median} ms`)
  const late = await Promise.all(heads.map((each) => each.ended))
  assert.ok(Math.max(...late) < 10_000, `${Math.max(...late)} ms`)
  const bodiesLate = await Promise.all(bodies.map((each) => each.ended))
  assert.ok(Math.max(...bodiesLate) < 15_000, `${Math.max(...bodiesLate)} ms`)
  assert.ok(heads.every((each) => each.heard() === "" || each.heard().startsWith("HTTP/1.1 408")))
})

test("F70: a desk gives headers ten seconds and a request a minute, and looks often enough to mean it", () => {
  const { server } = desk.server
  assert.deepEqual([server.headersTimeout, server.requestTimeout], [patience.headers, patience.request])
  assert.ok(usualPatience.headers <= 10_000 && usualPatience.request <= 60_000)
  assert.ok(server.maxHeadersCount === null || server.maxHeadersCount <= 2000)
})
