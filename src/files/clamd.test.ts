import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { createServer } from "node:net"
import { after, test } from "node:test"
import { openScanner, ScannerAway } from "./clamd.ts"
import { eicar, testClamd } from "./test-clamd.ts"
import { installedClamd, testScanner } from "./test-scanner.ts"

const clamd = await testClamd()
after(() => clamd.close())

test("a file is streamed in pieces, and the verdict is the scanner's", async () => {
  const scanner = openScanner(clamd.url)
  assert.deepEqual(await scanner.scan(randomBytes(300_000)), { is: "clean" })
  assert.deepEqual(await scanner.scan(Buffer.alloc(0)), { is: "clean" })
  assert.deepEqual(await scanner.scan(Buffer.concat([randomBytes(200_000), eicar])), {
    is: "infected",
    threat: "Eicar-Test-Signature",
  })
})

test("whatever is no clear answer is no answer, and what the scanner calls a threat is shown as a plain name", async () => {
  const scanner = openScanner(clamd.url)
  for (const says of ["INSTREAM size limit exceeded. ERROR", "stream: OKAY", "", "OK", "stream:  FOUND OK"]) {
    clamd.says = says
    await assert.rejects(scanner.scan(Buffer.from("x")), ScannerAway, says)
  }
  clamd.says = "stream: <img src=x>\u202e FOUND"
  assert.deepEqual(await scanner.scan(Buffer.from("x")), { is: "infected", threat: "_img src_x__" })
  clamd.says = undefined
})

test("a scanner that is not there, or never answers, is away", async () => {
  await assert.rejects(openScanner("tcp://127.0.0.1:1").scan(eicar), ScannerAway)
  await assert.rejects(openScanner("unix:///nowhere/clamd.ctl").scan(eicar), ScannerAway)
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve))
  const address = silent.address()
  const url = `tcp://127.0.0.1:${typeof address === "object" ? address?.port : 0}`
  await assert.rejects(openScanner(url, 100).scan(eicar), ScannerAway)
  silent.close()
  assert.throws(() => openScanner("http://127.0.0.1"), /CLAMD_URL/)
})

test("a real clamd finds EICAR, wherever in a file it stands, and nothing in what holds nothing", {
  skip: installedClamd === undefined ? "no clamd is installed (Debian: clamav-daemon)" : false,
}, async () => {
  const real = await testScanner()
  try {
    assert.ok(real.isReal)
    const scanner = openScanner(real.url)
    for (const file of [eicar, Buffer.concat([randomBytes(300_000), eicar, randomBytes(100_000)])]) {
      const found = await scanner.scan(file)
      assert.match(found.is === "infected" ? found.threat : "", /eicar/i)
    }
    assert.deepEqual(await scanner.scan(Buffer.from("Nothing to see.")), { is: "clean" })
    assert.deepEqual(await scanner.scan(Buffer.alloc(0)), { is: "clean" })
  } finally {
    await real.close()
  }
})
