import assert from "node:assert/strict"
import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"
import { after, afterEach, before, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import { until } from "../support/until.ts"
import { type TcpProxy, tcpProxy } from "./tcp-proxy.ts"

const heard: string[] = []
const server = createServer((socket) => {
  socket.on("error", () => {})
  socket.on("data", (chunk) => {
    heard.push(chunk.toString())
    socket.write(`yes ${chunk}`)
  })
})
let proxy: TcpProxy
before(async () => {
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  proxy = await tcpProxy(address === null || typeof address === "string" ? 0 : address.port)
})
after(async () => {
  await proxy.close()
  server.close()
})
afterEach(() => {
  proxy.recover()
  proxy.cut()
})

type Client = { readonly socket: Socket; readonly said: () => string; readonly ended: Promise<unknown> }

async function client(): Promise<Client> {
  const socket = connect({ port: proxy.port, host: "127.0.0.1", noDelay: true })
  let text = ""
  socket.on("data", (chunk) => {
    text += chunk.toString()
  })
  socket.on("error", () => {})
  const ended = endOf(socket)
  await once(socket, "connect")
  return { socket, said: () => text, ended }
}

// Not once(): a reset is an error to it.
function endOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.on("close", () => resolve()))
}

test("what a client sends arrives, and so does the answer, in order, also with a delay each way", async () => {
  const { socket, said } = await client()
  proxy.delay(40)
  const began = performance.now()
  socket.write("a")
  await pause(5)
  proxy.delay(10)
  socket.write("b")
  await until(() => said() === "yes ayes b" || said() === "yes ab")
  assert.ok(performance.now() - began >= 45)
})

test("a link that is cut is reset for its client, and a new one works", async () => {
  const first = await client()
  first.socket.write("one")
  await until(() => first.said() === "yes one")
  assert.equal(proxy.cut(), 1)
  await first.ended
  const second = await client()
  second.socket.write("two")
  await until(() => second.said() === "yes two")
})

test("cut before some bytes, the server never hears them; the link passed over stays", async () => {
  const [first, second] = [await client(), await client()]
  const sprung = proxy.cutAt("commit", "before", 2)
  first.socket.write("commit 1")
  await until(() => first.said() === "yes commit 1")
  second.socket.write("com")
  await until(() => second.said() === "yes com")
  second.socket.write("mit 2")
  await sprung
  await second.ended
  assert.ok(!heard.includes("mit 2"))
  assert.equal(first.socket.destroyed, false)
})

test("cut after some bytes, the server has done what they ask, and the client does not know", async () => {
  const { socket, said, ended } = await client()
  const sprung = proxy.cutAt("commit", "after")
  socket.write("commit 3")
  await sprung
  await ended
  assert.ok(heard.includes("commit 3"))
  assert.equal(said(), "")
})

test("a link that is half open says nothing, ends nothing, and goes on where it stopped", async () => {
  const { socket, said } = await client()
  proxy.stall()
  socket.write("late")
  const other = await client()
  other.socket.write("later")
  await pause(50)
  assert.deepEqual([said(), other.said(), heard.includes("late")], ["", "", false])
  assert.equal(socket.destroyed, false)
  proxy.recover()
  await until(() => said() === "yes late" && other.said() === "yes later")
})

test("links that are refused leave the others up", async () => {
  const { socket, said } = await client()
  proxy.refuse()
  const other = connect({ port: proxy.port, host: "127.0.0.1" })
  other.on("error", () => {})
  await endOf(other)
  socket.write("still")
  await until(() => said() === "yes still")
})
