// A33 in the small: a webhook goes to the open internet over https, and nowhere else.

import assert from "node:assert/strict"
import { createServer, type Server } from "node:http"
import { after, before, test } from "node:test"
import { Refused } from "../errors.ts"
import { post } from "./post.ts"
import { isPrivateAddress, publicLookup } from "./web-address.ts"

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

const inside = [
  "http://example.org/",
  "https://127.0.0.1:5432/",
  "https://169.254.169.254/",
  "https://[::1]/",
  "https://0/",
  "https://2130706433/",
  "https://0x7f.1/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:7f00:1]/",
  "https://10.1.2.3/",
  "https://[fd00::1]/",
  "https://[64:ff9b::7f00:1]/",
]
for (const url of inside) {
  test(`${url} is refused`, async () => {
    await assert.rejects(() => post({ url, ...closed }, "{}"), Refused)
  })
}

test("a name that leads inside is refused when it is looked up, and the connection goes to what was looked at", async () => {
  await assert.rejects(() => post({ url: "https://localhost:1/", ...closed }, "{}"), Refused)
  const { promise, resolve } = Promise.withResolvers<Error | null>()
  publicLookup("localhost", { all: true }, (error) => resolve(error))
  assert.ok((await promise) instanceof Refused)
})

test("addresses of the open internet are not taken for private ones", () => {
  for (const address of ["8.8.8.8", "172.32.0.1", "2606:4700:4700::1111"])
    assert.equal(isPrivateAddress(address), false)
  for (const address of ["172.31.255.255", "100.64.0.1", "fe80::1", "not an address"])
    assert.ok(isPrivateAddress(address))
})
