import assert from "node:assert/strict"
import { after, test } from "node:test"
import Fastify from "fastify"
import { remoteThrough } from "./remote.ts"

const servers: { close: () => Promise<void> }[] = []
after(async () => {
  for (const server of servers) await server.close()
})

async function seenAs(trusted: string[], peer: string, forwardedFor?: string): Promise<string> {
  const remoteOf = remoteThrough(trusted)
  const server = Fastify()
  servers.push(server)
  server.get("/", (request) => remoteOf(request))
  const headers = forwardedFor === undefined ? {} : { "x-forwarded-for": forwardedFor }
  return (await server.inject({ url: "/", remoteAddress: peer, headers })).body
}

test("nobody is believed where no proxy is trusted", async () => {
  assert.equal(await seenAs([], "10.0.0.9", "203.0.113.5"), "10.0.0.9")
})

test("a trusted proxy is believed, by its address or its network, in either family's clothes", async () => {
  assert.equal(await seenAs(["10.0.0.9"], "10.0.0.9", "203.0.113.5"), "203.0.113.5")
  assert.equal(await seenAs(["10.0.0.0/24"], "::ffff:10.0.0.9", "203.0.113.5"), "203.0.113.5")
  assert.equal(await seenAs(["fd00::/8"], "fd00::1", "2001:db8::7"), "2001:db8::7")
})

test("somebody who is no proxy is not believed, whatever they say", async () => {
  assert.equal(await seenAs(["10.0.0.9"], "198.51.100.2", "203.0.113.5"), "198.51.100.2")
})

test("what the sender wrote before the proxy's own word counts for nothing", async () => {
  const rotated = ["1.2.3.4", "1.2.3.5"].map((lie) => seenAs(["10.0.0.9"], "10.0.0.9", `${lie}, 203.0.113.5`))
  assert.deepEqual(await Promise.all(rotated), ["203.0.113.5", "203.0.113.5"])
})

test("a chain of trusted proxies is followed to the first that is not", async () => {
  assert.equal(await seenAs(["10.0.0.0/24"], "10.0.0.9", "1.2.3.4, 203.0.113.5, 10.0.0.8"), "203.0.113.5")
  assert.equal(await seenAs(["10.0.0.0/24"], "10.0.0.9", "10.0.0.7, 10.0.0.8"), "10.0.0.7")
})

test("a port is taken off, and what is no address is not taken over", async () => {
  assert.equal(await seenAs(["10.0.0.9"], "10.0.0.9", "203.0.113.5:4711"), "203.0.113.5")
  assert.equal(await seenAs(["10.0.0.9"], "10.0.0.9", "[2001:db8::7]:4711"), "2001:db8::7")
  for (const word of ["<b>x", "unknown", "", "203.0.113.5, ' or 1=1", "203.0.113.999"]) {
    assert.equal(await seenAs(["10.0.0.9"], "10.0.0.9", word), "10.0.0.9")
  }
})
