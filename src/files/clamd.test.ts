import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import { createHash, randomBytes } from "node:crypto"
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { openScanner, ScannerAway } from "./clamd.ts"
import { eicar, testClamd } from "./test-clamd.ts"

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

const installed = ["/usr/sbin/clamd", "/usr/bin/clamd", "/usr/local/sbin/clamd"].find((path) => existsSync(path))

test("a real clamd finds EICAR", { skip: installed === undefined ? "no clamd is installed" : false }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "clamd-"))
  const socket = join(folder, "clamd.ctl")
  const md5 = createHash("md5").update(eicar).digest("hex")
  writeFileSync(join(folder, "test.hdb"), `${md5}:${eicar.length}:Eicar-Test-Signature\n`)
  writeFileSync(
    join(folder, "clamd.conf"),
    [`DatabaseDirectory ${folder}`, `LocalSocket ${socket}`, "Foreground yes", `TemporaryDirectory ${folder}`, ""].join(
      "\n",
    ),
  )
  const daemon = spawn(installed ?? "", ["--config-file", join(folder, "clamd.conf")], { stdio: "ignore" })
  try {
    for (let tries = 0; !existsSync(socket) && tries < 100; tries++) await new Promise((r) => setTimeout(r, 100))
    const scanner = openScanner(`unix://${socket}`)
    const found = await scanner.scan(eicar)
    assert.equal(found.is, "infected")
    assert.match(found.is === "infected" ? found.threat : "", /eicar/i)
    assert.deepEqual(await scanner.scan(Buffer.from("Nothing to see.")), { is: "clean" })
  } finally {
    if (daemon.pid !== undefined) spawnSync("kill", [String(daemon.pid)])
    rmSync(folder, { recursive: true, force: true })
  }
})
