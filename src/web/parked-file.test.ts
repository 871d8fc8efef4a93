// F41: of a file that comes with a form no more than a piece is in memory, and nothing is left of it.

import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { until } from "../../test/support/until.ts"
import { parkedFile } from "./parked-file.ts"

const pieceBytes = 64 * 1024
const pieces = 800
// A folder of its own: others park files at the same time.
const folder = mkdtempSync(join(tmpdir(), "charter-parked-"))
process.env["TMPDIR"] = folder
after(() => rmSync(folder, { recursive: true }))
// What is held is what a collection leaves; one comes by itself when it pleases, and lets go in a thread of its own.
setFlagsFromString("--expose-gc")
const collect: unknown = runInNewContext("gc")
function heldBytes(): number {
  assert.ok(typeof collect === "function")
  collect()
  return process.memoryUsage().arrayBuffers
}
const parked = () => readdirSync(folder)

async function* coming(hash = createHash("sha256")): AsyncGenerator<Buffer> {
  for (let number = 0; number < pieces; number++) {
    const piece = Buffer.alloc(pieceBytes, number.toString())
    hash.update(piece)
    yield piece
  }
}

test("F41: 50 MB are parked and read without being held, and come back as they were", async () => {
  const [given, read] = [createHash("sha256"), createHash("sha256")]
  const file = await parkedFile("a.bin", coming(given), () => true)
  const before = heldBytes()
  let count = 0
  for await (const piece of file.pieces()) {
    read.update(piece)
    if (++count % 50 === 0) await until(() => heldBytes() - before < 5 * 1024 * 1024, 20_000)
  }
  assert.equal(file.size, pieces * pieceBytes)
  assert.equal(read.digest("hex"), given.digest("hex"))
  assert.ok(count > 100)
  assert.deepEqual(parked(), [], "it has no name while it is there")
  await file.close()
})

test("what may not be kept is not written, and what breaks off is let go", async () => {
  const cut = await parkedFile("b.bin", coming(), () => false)
  assert.equal(cut.size, 0)
  await cut.close()
  const broken = async function* () {
    yield Buffer.from("x")
    throw new Error("the connection is gone")
  }
  await assert.rejects(
    parkedFile("c.bin", broken(), () => true),
    /gone/,
  )
  assert.deepEqual(parked(), [])
})
