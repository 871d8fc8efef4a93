import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { openIncident } from "../incidents/index.ts"

let desk: TestDesk
before(async () => {
  desk = await testDesk()
})
after(() => desk.close())

test("a repeated request gets the case as it is now, also where an older fold has written its state", async () => {
  const at = instant("2026-03-27T16:30")
  const claim = { caller: "person:1", key: "once", requestMac: Buffer.alloc(32, 1), status: 201 }
  const contact = {
    channel: "web",
    receivedAt: at,
    requester: { name: "Sam Carter" },
    subject: "Cannot open the module",
    correspondence: { body: "The page stays empty." },
  } as const
  const ask = async () => openIncident(desk.db, contact, { by: "customer", rules: await desk.rules(), at, claim })
  const first = await ask()
  await desk.db.pool.query("update cases set fold_version = 0, fold = '{}' where case_id = $1", [first.caseId])
  const second = await ask()
  assert.deepEqual([first.isRepeat, second.isRepeat], [false, true])
  assert.deepEqual({ ...second, isRepeat: false }, first)
})
