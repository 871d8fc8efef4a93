import assert from "node:assert/strict"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, test } from "node:test"
import { clusterUrl } from "../support/cluster.ts"
import { got } from "./asking.ts"
import { type DeskProcess, deskProcess } from "./desk-process.ts"

const desk = await deskProcess()
after(() => desk.remove())

async function isReady({ web }: DeskProcess): Promise<boolean> {
  return (await got(`${web}/readyz`)).status === 200
}

function addressesOf({ varDir }: DeskProcess): string {
  return readFileSync(join(varDir, "addresses.json"), "utf8")
}

test("a second start beside a living desk is refused with its process id, and the first lives on", async () => {
  await desk.start()
  const before = addressesOf(desk)
  const second = await desk.verb(["start"])
  assert.equal(second.code, 1)
  assert.match(second.stderr, new RegExp(`\\b${desk.pid()}\\b`))
  assert.equal(addressesOf(desk), before)
  assert.ok(await isReady(desk))
})

test("what a killed desk leaves - its file, its PostgreSQL - does not stop the next start", async () => {
  const left = addressesOf(desk)
  await desk.kill()
  assert.equal(addressesOf(desk), left)
  await desk.start()
  assert.ok(await isReady(desk))
})

test("a desk and a PostgreSQL killed together come back", async () => {
  await desk.killDatabase()
  await desk.kill()
  await desk.start()
  assert.ok(await isReady(desk))
})

test("an addresses.json of a process that is another program's now, or half written, does not stop the next start", async () => {
  const left = addressesOf(desk)
  for (const text of [left.replace(`${desk.pid()}`, `${process.pid}`), left.slice(0, 40), ""]) {
    await desk.kill()
    writeFileSync(join(desk.varDir, "addresses.json"), text)
    await desk.start()
    assert.ok(await isReady(desk))
  }
})

test("a desk that is told to stop ends in good order, and leaves no address behind", async () => {
  assert.equal(await desk.stop(), 0)
  assert.equal(existsSync(join(desk.varDir, "addresses.json")), false)
})

test("F15: a desk does not start on a PostgreSQL that could lose what it acknowledges, and says why", async () => {
  // The cluster of the tests is made unsafe, because its data is worth nothing.
  const other = await deskProcess({ DATABASE_URL: await clusterUrl() })
  const { code, stderr } = await other.verb(["start"])
  assert.equal(code, 1)
  for (const setting of ["fsync", "synchronous_commit", "full_page_writes"])
    assert.match(stderr, new RegExp(`${setting} is off`))
  await other.remove()
})
