// A signed head: what it covers, what it costs, and that each way of changing the past behind it is named.

import assert from "node:assert/strict"
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { after, before, test } from "node:test"
import { instant } from "../../test/support/desk.ts"
import { caseHeads } from "../cases/index.ts"
import { addNote, redactContent } from "../incidents/index.ts"
import { record } from "../people/index.ts"
import { exportDueHeads, headKeyFrom, latestHead, makeDueHead, readHead, signedHeadOf } from "./index.ts"
import { type HeadDesk, headDesk, key } from "./test-heads.ts"

let desk: HeadDesk
let opened: { caseId: number; reference: string }[]
let first: string
before(async () => {
  desk = await headDesk()
  opened = []
  for (const minute of ["00", "01", "02", "03"]) opened.push(await desk.open(`2026-03-27T09:${minute}`))
  await record(
    desk.db,
    { action: "read", outcome: "done", personId: null, remote: null, target: ["INC-2026-000001"] },
    instant("2026-03-27T09:30"),
  )
  await record(
    desk.db,
    { action: "read", outcome: "refused", personId: null, remote: "192.0.2.7" },
    instant("2026-03-27T09:31"),
  )
  first = await desk.head("2026-03-27T10:00")
})
after(() => desk.close())

async function note(index: number, at: string): Promise<void> {
  const adviser = await desk.actor("adviser")
  const found = opened[index] ?? { reference: "" }
  await addNote(desk.db, await desk.ask(adviser, found, at), "Still looking.")
}

test("a head covers every case and every row of the audit, and verifies after histories have grown", async () => {
  const { statement } = readHead(first)
  assert.deepEqual([statement.number, statement.cases, statement.size, statement.previous], [1, 4, 256, null])
  assert.equal(statement.at, "2026-03-27T10:00:00.000Z")
  assert.ok(statement.audit.rows >= 2)
  assert.deepEqual(await desk.differences(first), [])
  await note(1, "2026-03-27T10:10")
  await desk.open("2026-03-27T10:11")
  assert.deepEqual(await desk.differences(first), [])
})

test("the next head adds to the leaves of the one before, follows from it, and both verify", async () => {
  const second = await desk.head("2026-03-27T11:00")
  const { statement } = readHead(second)
  assert.deepEqual([statement.number, statement.cases], [2, 5])
  assert.notEqual(statement.previous, null)
  assert.deepEqual(await desk.differences(first), [])
  assert.deepEqual(await desk.differences(second), [])
  const third = await desk.head("2026-03-27T12:00")
  assert.equal(readHead(third).statement.root, statement.root)
  assert.deepEqual(await desk.differences(third), [])
})

test("several workers make one head between them, at each turn of the clock", async () => {
  const plan = { source: caseHeads, everyMs: 3_600_000, folder: desk.folder, webhook: undefined }
  const due = (at: string) => makeDueHead(desk.db, plan, key, instant(at))
  const made = await Promise.all(Array.from({ length: 6 }, () => due("2026-03-27T13:10")))
  assert.equal(made.filter((each) => each !== undefined).length, 1)
  assert.equal(await due("2026-03-27T13:59"), undefined)
  assert.notEqual(await due("2026-03-27T14:00"), undefined)
  assert.equal(
    await exportDueHeads(
      desk.db,
      plan,
      () => instant("2026-03-27T14:01"),
      (error) => assert.fail(String(error)),
    ),
    2,
  )
  assert.equal(
    await exportDueHeads(
      desk.db,
      plan,
      () => instant("2026-03-27T14:02"),
      (error) => assert.fail(String(error)),
    ),
    0,
  )
})

test("an export that fails is told of, tried again later, and writes the leaves as they were then", async () => {
  const at = instant("2026-03-27T15:00")
  const folder = join(desk.folder, "away")
  writeFileSync(folder, "a file where the folder should be")
  const plan = { source: caseHeads, everyMs: 3_600_000, folder, webhook: undefined }
  await makeDueHead(desk.db, plan, key, at)
  const told: string[] = []
  const tell = (_error: unknown, doing: string) => told.push(doing)
  assert.equal(await exportDueHeads(desk.db, plan, () => at, tell), 0)
  assert.equal(await exportDueHeads(desk.db, plan, () => at + 30_000, tell), 0)
  assert.equal(told.length, 1)
  await note(2, "2026-03-27T15:20")
  await desk.open("2026-03-27T15:21")
  const whole = { ...plan, folder: desk.folder }
  assert.equal(await exportDueHeads(desk.db, whole, () => at + 61_000, tell), 1)
  const { number } = signedHeadOf((await latestHead(desk.db)) ?? assert.fail()).statement
  assert.deepEqual(await desk.differences(join(desk.folder, `head-${String(number).padStart(9, "0")}.json`)), [])
})

test("A69: whoever holds the database and changes the past is found out by a head that they do not hold", async () => {
  const [one, two] = opened.map((each) => each.caseId)
  const lastOf = `(select max(seq) from events where case_id = ${two})`
  const head = await desk.head("2026-03-27T16:00")
  const tampered: [string, RegExp][] = [
    [
      `delete from events where case_id = ${two} and seq = ${lastOf}`,
      new RegExp(`^${two}: has lost events at its end`),
    ],
    [
      `delete from events where case_id = ${two} and seq = ${lastOf};
       update cases set seq = seq - 1, chain_head = (select hash from events where case_id = ${two} order by seq desc limit 1) where case_id = ${two}`,
      new RegExp(`^${two}: has lost events at its end`),
    ],
    [
      `update events set hash = sha256('other') where case_id = ${two} and seq = ${lastOf}`,
      new RegExp(`^${two}: has another history`),
    ],
    [
      `delete from events where case_id = ${one}; delete from cases where case_id = ${one}`,
      new RegExp(`^${one}: is missing`),
    ],
    [`update audit set outcome = 'done' where remote = '192.0.2.7'`, /^audit row \d+: has been changed/],
    [`delete from audit where remote = '192.0.2.7'`, /^audit row \d+: is missing/],
    [`delete from audit_leaves where position = 0`, /^the audit: is not what head \d+ signed/],
    [
      `update audit set outcome = 'done' where remote = '192.0.2.7';
       update audit_leaves set hash = sha256('other') where audit_id = (select audit_id from audit where remote = '192.0.2.7')`,
      /^audit row \d+: has been changed/,
    ],
    [`delete from head_exports; delete from heads where number = 1`, /^head 2: (comes where|does not follow)/],
    [
      `update heads set statement = replace(statement, '"cases":5', '"cases":6') where number = 2`,
      /^head 2: does not bear/,
    ],
    [`delete from head_exports; delete from heads`, /the desk's own copy of head \d+ is missing/],
    [`update head_buckets set root = sha256('other')`, /^the kept tree: is not that of head/],
  ]
  for (const [statement, expected] of tampered)
    await desk.tampered(statement, async () => {
      const found = await desk.differences(head)
      assert.ok(
        found.some((each) => expected.test(each)),
        `${statement}\n${found.join("\n")}`,
      )
    })
  assert.deepEqual(await desk.differences(head), [])
})

test("a head, or a file beside it, that was edited, cut short or signed by somebody else is named", async () => {
  const head = await desk.head("2026-03-27T17:00")
  const copy = mkdtempSync(join(tmpdir(), "charter-heads-"))
  const file = join(copy, basename(head))
  const leaves = basename(head).replace("head-", "leaves-").replace(".json", ".ndjson.gz")
  const text = readFileSync(head, "utf8")
  const stranger = headKeyFrom(Buffer.alloc(32, 9))
  const edits: [string, () => void, RegExp][] = [
    ["cut short", () => writeFileSync(file, text.slice(0, 200)), /is not a signed head, or has been cut short/],
    ["edited", () => writeFileSync(file, text.replace(/"cases":\d+/, '"cases":99')), /does not bear the signature/],
    [
      "another order",
      () => writeFileSync(file, JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()))),
      /has been edited/,
    ],
    [
      "another key",
      () => writeFileSync(file, text.replace(/"key":"[0-9a-f]+"/, `"key":"${stranger.keyId}"`)),
      /not one of this desk's/,
    ],
    ["no leaves", () => rmSync(join(copy, leaves)), /leaves-\d+\.ndjson\.gz is missing/],
    [
      "short leaves",
      () => writeFileSync(join(copy, leaves), readFileSync(join(desk.folder, leaves)).subarray(0, -12)),
      /leaves-.* has been cut short or edited|cannot be unpacked/,
    ],
    [
      "other leaves",
      () => copyFileSync(join(desk.folder, "leaves-000000001.ndjson.gz"), join(copy, leaves)),
      /does not begin as an export does/,
    ],
  ]
  for (const [name, edit, expected] of edits) {
    cpSync(desk.folder, copy, { recursive: true })
    edit()
    const found = await desk.differences(file)
    assert.ok(
      found.some((each) => expected.test(each)),
      `${name}: ${found.join("\n")}`,
    )
  }
  rmSync(copy, { recursive: true })
})

test("what was redacted stands in the ledger by ids, and the head holds its hash", async () => {
  const leader = await desk.actor("team-leader")
  const found = opened[3] ?? { reference: "", caseId: 0 }
  const redaction = { content: 1, authority: "Data protection officer", reason: "Asked for" }
  await redactContent(desk.db, await desk.ask(leader, found, "2026-03-27T17:30"), redaction)
  const head = await desk.head("2026-03-27T18:00")
  const lines = readFileSync(join(desk.folder, "redactions.jsonl"), "utf8").trimEnd().split("\n")
  assert.equal(readHead(head).statement.redactions.lines, 1)
  const [line] = lines.map((each) => JSON.parse(each))
  assert.deepEqual([line.case, line.at], [found.caseId, "2026-03-27T17:30:00.000Z"])
  assert.ok(line.contents.includes(1))
  assert.deepEqual(await desk.differences(head), [])
  writeFileSync(join(desk.folder, "redactions.jsonl"), "")
  assert.ok((await desk.differences(head)).some((each) => each.startsWith("redactions.jsonl: ")))
  await desk.head("2026-03-27T19:00")
  assert.ok(existsSync(join(desk.folder, "keys.json")))
  assert.deepEqual(await desk.differences(head), [])
})

test("after a restore from a backup no head outside is written over: the next has a higher number", async () => {
  const [before, outside] = [
    await latestHead(desk.db),
    readdirSync(desk.folder).filter((name) => name.startsWith("head-")),
  ]
  const last = outside.toSorted().at(-1) ?? ""
  await desk.tampered("delete from head_exports where number > 1; delete from heads where number > 1", async () => {
    const next = await desk.head("2026-03-28T09:00")
    assert.ok(basename(next) > last)
    assert.ok(readHead(next).statement.number > (before?.number ?? 0))
    assert.deepEqual(await desk.differences(next), [])
    assert.deepEqual(
      (await desk.differences(join(desk.folder, last))).map((each) => each.replaceAll(/\d+/g, "N")),
      ["head-N.json: the desk's own copy of head N is missing"],
    )
  })
})

test("the desk's own role cannot change a head, nor what it covers", async () => {
  for (const table of ["heads", "head_keys", "audit_leaves", "redaction_ledger"])
    await assert.rejects(() => desk.db.pool.query(`delete from ${table}`), /permission denied/)
})
