// Real letters, all the way: kept, read, and each filed, held or ignored with a reason; then everything that came of them is verified.

import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { isWithin, watchedLoop } from "../../test/support/machine.ts"
import { verifyCases } from "../cases/index.ts"
import { rows, sql } from "../database/index.ts"
import { type Inbox, keepLetter, letterHandlers, letterParser, readLetter } from "./index.ts"

const folder = join(import.meta.dirname, "../../../shared/data/email")
const skip = existsSync(folder) ? false : "the collected letters are not here"

let desk: TestDesk
let inbox: Inbox
before(async () => {
  desk = await testDesk()
  const ours = { key: Buffer.alloc(32, 7), mailAddress: "desk@localhost", prefixes: ["INC"] }
  inbox = {
    db: desk.db,
    now: () => instant("2026-03-27T16:30"),
    parser: letterParser(),
    ours,
    handlers: letterHandlers(desk.db),
  }
})
after(async () => {
  await inbox.parser.close()
  await desk.close()
})

test("F40: of 605 collected letters each is filed, held or ignored with a reason, none is lost, and what came of them verifies", {
  skip,
}, async (t) => {
  const letters = mails()
  const loop = watchedLoop()
  let slowest = 0
  for (const path of letters) slowest = Math.max(slowest, await kept(path))
  const stoodStill = loop.longest()
  const found = await rows<{ state: string; count: number; reasons: number }>(
    desk.db,
    sql`select state, count(*) as count, count(reason) as reasons from letters group by state order by state`,
  )
  t.diagnostic(JSON.stringify({ found, slowest: Math.round(slowest), loop: Math.round(stoodStill) }))
  assert.equal(
    found.reduce((all, each) => all + each.count, 0),
    letters.length,
  )
  assert.ok(found.every((each) => ["filed", "held", "ignored"].includes(each.state) && each.reasons === each.count))
  assert.ok(slowest < 5000)
  assert.ok(isWithin(stoodStill, 200), `the loop stood still for ${stoodStill} ms`)
  const differences: string[] = []
  await verifyCases(desk.db, await desk.rules(), instant("2026-03-27T16:31"), (each) =>
    differences.push(`${each.reference}: ${each.what}`),
  )
  assert.deepEqual(differences, [])
})

async function kept(path: string): Promise<number> {
  const started = performance.now()
  const envelope = { from: null, to: [] }
  const letter = {
    raw: readFileSync(path),
    envelope,
    source: "receive" as const,
    receivedAt: instant("2026-03-27T16:30"),
  }
  await readLetter(inbox, await keepLetter(desk.db, letter))
  return performance.now() - started
}

function mails(): string[] {
  const lines = readFileSync(join(folder, "index.csv"), "utf8").split("\n").slice(1)
  const listed = lines.map((line) => line.split(",")).filter(([, , kind]) => kind === "mail")
  return listed.map(([set = "", path = ""]) => join(folder, set, path))
}
