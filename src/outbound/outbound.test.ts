// A33: what is posted goes to the open internet over https, and nowhere else, whatever a name or a number says.

import assert from "node:assert/strict"
import { createServer } from "node:http"
import { after, before, test } from "node:test"
import { isPublicAddress, judged, mayBePosted, posted, Unreachable } from "./index.ts"

const received: string[] = []
let base = ""
const server = createServer((request, response) => {
  if (request.url === "/moved") return void response.writeHead(302, { location: `${base}/taken` }).end()
  if (request.url === "/silent") return
  if (request.url === "/long") return void response.writeHead(200, { long: "x".repeat(20_000) }).end()
  if (request.url === "/endless") return void response.writeHead(200).write("x".repeat(100_000))
  request.on("data", (chunk) => received.push(`${request.url} ${chunk}`))
  request.on("end", () => response.writeHead(204).end())
})
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  base = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
})
after(() => {
  server.closeAllConnections()
  server.close()
})

const inside = [
  "http://example.org/",
  "ftp://example.org/",
  "https://user:secret@example.org/",
  "https://localhost/",
  "https://localhost./",
  "https://127.0.0.1:5432/",
  "https://169.254.169.254/latest/meta-data/",
  "https://[::1]/",
  "https://[::]/",
  "https://0/",
  "https://2130706433/",
  "https://0x7f.1/",
  "https://0177.0.0.1/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:8.8.8.8]/",
  "https://10.1.2.3/",
  "https://172.31.255.255/",
  "https://192.168.1.1/",
  "https://100.64.0.1/",
  "https://[fd00::1]/",
  "https://[fe80::1]/",
  "https://[fec0::1]/",
  "https://[64:ff9b::7f00:1]/",
  "https://[64:ff9b:1::7f00:1]/",
  "https://[2002:7f00:1::]/",
  "https://[::7f00:1]/",
  "https://[100::1]/",
  "https://255.255.255.255/",
  "https://224.0.0.1/",
]
for (const address of inside) {
  test(`A33: ${address} is refused by its own words`, async () => {
    assert.equal(mayBePosted(new URL(address), "public"), false)
    await assert.rejects(() => posted({ url: address, text: "{}", reach: "public" }), Unreachable)
  })
}

// IANA's special-purpose address registries (RFC 6890 and its successors), each by one address of it.
const special =
  `0.1.2.3 10.0.0.1 100.127.255.254 127.9.9.9 169.254.1.1 172.16.0.1 192.0.0.8 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1
  198.51.100.7 203.0.113.9 224.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:8.8.8.8 64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:2::1
  2001:db8::1 2002:808:808::1 3fff::1 5f00::1 fc00::1 fdff::1 fe80::1%eth0 fec0::1 ff02::1 4000::1 nowhere`.split(/\s+/)
for (const address of special) {
  test(`A33: ${address} is not the open internet`, () => assert.equal(isPublicAddress(address), false))
}
for (const address of ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2a00:1450:4009::200e"]) {
  test(`${address} is the open internet`, () => assert.ok(isPublicAddress(address)))
}

test("A33: a name with one address inside among those outside is refused", async () => {
  const mixed = async () => [
    { address: "8.8.8.8", family: 4 },
    { address: "10.0.0.1", family: 4 },
  ]
  await assert.rejects(() => judged(new URL("https://name.example/"), "public", mixed), Unreachable)
  const none = async () => []
  await assert.rejects(() => judged(new URL("https://name.example/"), "public", none), Unreachable)
})

test("A33: a name is resolved once: what answers otherwise the second time (rebinding) is never asked", async () => {
  let asked = 0
  const rebinding = async () => [{ address: asked++ === 0 ? "8.8.8.8" : "127.0.0.1", family: 4 }]
  const pinned = await judged(new URL("https://name.example/"), "public", rebinding)
  assert.equal(pinned.address, "8.8.8.8")
  assert.equal(asked, 1)
})

test("A33: the connection goes to the address that was judged, under the name that was asked for", async () => {
  const { port } = new URL(base)
  let asked = 0
  const resolve = async () => [{ address: asked++ === 0 ? "127.0.0.1" : "192.0.2.1", family: 4 }]
  const url = `http://name.invalid:${port}/pinned`
  assert.equal(await posted({ url, text: "{}", reach: "anywhere", resolve }), 204)
  assert.deepEqual([asked, received.at(-1)], [1, "/pinned {}"])
})

test("this machine is reached without https where a setting allows it, and nothing else is", async () => {
  assert.equal(await posted({ url: `${base}/taken`, text: "{}", reach: "loopback" }), 204)
  await assert.rejects(() => posted({ url: "http://192.168.1.1/", text: "{}", reach: "loopback" }), Unreachable)
  await assert.rejects(() => posted({ url: "http://8.8.8.8/", text: "{}", reach: "loopback" }), Unreachable)
})

test("no redirect is followed", async () => {
  const before = received.length
  assert.equal(await posted({ url: `${base}/moved`, text: "{}", reach: "loopback" }), 302)
  assert.equal(received.length, before)
})

test("an answer is waited for so long and no longer, and of a long one only so much is read", async () => {
  const silent = { url: `${base}/silent`, text: "{}", reach: "loopback", patienceMs: 200 } as const
  await assert.rejects(() => posted(silent), Unreachable)
  await assert.rejects(() => posted({ ...silent, url: `${base}/long` }), Unreachable)
  assert.equal(await posted({ ...silent, url: `${base}/endless` }), 200)
})

test("a name that is slow to be found does not wait beyond the patience", async () => {
  const never = () => new Promise<never>(() => {})
  await assert.rejects(
    () => posted({ url: "https://name.example/", text: "{}", reach: "public", resolve: never, patienceMs: 100 }),
    Unreachable,
  )
})

test("A36: whatever failed, people read one sentence", async () => {
  const closedPort = posted({ url: "http://127.0.0.1:1/", text: "{}", reach: "loopback" })
  const noName = posted({
    url: "https://name.invalid/",
    text: "{}",
    reach: "public",
    resolve: () => Promise.reject(new Error("ENOTFOUND")),
  })
  const within = posted({ url: "https://10.0.0.1/", text: "{}", reach: "public" })
  const told = await Promise.all(
    [closedPort, noName, within].map((each) =>
      each.then(
        () => "",
        (error: Error) => error.message,
      ),
    ),
  )
  assert.equal(new Set(told).size, 1)
})
