// What a verification proves, and that it can fail: each kind of tampering is named.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import pg from "pg"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import {
  classifyIncident,
  holdIncident,
  redactContent,
  reopenIncident,
  replyToCustomer,
  resolveIncident,
} from "../incidents/index.ts"
import { settleDueCase, verifyCases } from "./index.ts"

let desk: TestDesk
let owner: pg.Client
before(async () => {
  desk = await testDesk()
  owner = new pg.Client({ connectionString: desk.ownerUrl })
  await owner.connect()
})
after(async () => {
  await owner.end()
  await desk.close()
})

const tables = ["cases", "events", "clocks", "content", "case_words"]

async function differences(at = "2026-06-01T09:00"): Promise<string[]> {
  const found: string[] = []
  await verifyCases(desk.db, await desk.rules(), instant(at), ({ reference, what }) =>
    found.push(`${reference}: ${what}`),
  )
  return found
}

async function workedCase() {
  const adviser = await desk.actor("team-leader")
  const opened = await desk.open("2026-03-27T16:30")
  const ask = (at: string) => desk.ask(adviser, opened, at)
  await classifyIncident(desk.db, await ask("2026-03-27T16:31"), { priority: 3 })
  await settleDueCase(desk.db, opened.caseId, await desk.rules(), instant("2026-03-30T16:00"))
  await holdIncident(desk.db, await ask("2026-03-30T16:01"), { for: "customer", until: instant("2026-03-31T09:00") })
  await settleDueCase(desk.db, opened.caseId, await desk.rules(), instant("2026-03-31T09:00"))
  await replyToCustomer(desk.db, await ask("2026-03-31T09:10"), { body: "We see the same." })
  await settleDueCase(desk.db, opened.caseId, await desk.rules(), instant("2026-04-02T12:00"))
  await resolveIncident(desk.db, await ask("2026-04-02T12:30"), { outcome: "fixed", body: "It works." })
  await reopenIncident(desk.db, await ask("2026-04-07T08:30"), "It does not.")
  await resolveIncident(desk.db, await ask("2026-04-07T09:00"), { outcome: "workaround", body: "Use the other page." })
  return { ...opened, ask, adviser }
}

test("a case that was worked, missed, held, reopened and redacted verifies", async () => {
  const { ask } = await workedCase()
  assert.deepEqual(await differences(), [])
  await redactContent(desk.db, await ask("2026-04-08T09:00"), {
    content: 1,
    authority: "A. Officer",
    reason: "Personal data",
  })
  assert.deepEqual(await differences(), [])
})

test("an event that was edited, a tail that was cut, a state that was changed and words that were swapped are each named", async () => {
  const { caseId, reference } = await workedCase()
  const tampered: [string, RegExp][] = [
    [
      `update events set body = replace(body, '"priority":3', '"priority":4') where case_id = ${caseId} and type = 'classified'`,
      /has been changed/,
    ],
    [
      `delete from events where case_id = ${caseId} and seq = (select max(seq) from events where case_id = ${caseId})`,
      /lost events at its end/,
    ],
    [`delete from events where case_id = ${caseId} and seq = 3`, /has no event 3/],
    [`update cases set fold = jsonb_set(fold, '{priority}', '1') where case_id = ${caseId}`, /stored state/],
    [`update cases set next_due_at = now() where case_id = ${caseId}`, /next deadline/],
    [
      `update clocks set due_at = due_at + interval '1 hour' where case_id = ${caseId} and name = 'restore'`,
      /clock restore/,
    ],
    [
      `update content set bytes = 'other words' where case_id = ${caseId} and content_id = 2`,
      /content 2 has been changed/,
    ],
    [
      `update content set bytes = null, salt = null where case_id = ${caseId} and content_id = 2`,
      /erased without a redaction/,
    ],
    [`delete from case_words where case_id = ${caseId}`, /found by the words/],
    [`update case_words set words = ''::tsvector where case_id = ${caseId}`, /found by the words/],
    [`update events set at = at + interval '1 second' where case_id = ${caseId} and seq = 2`, /columns/],
    [`update events set body = 'torn' where case_id = ${caseId} and seq = 2`, /event 2 has been changed/],
    [
      `update events set body = replace(body, '"type":"', '"type":"un') where case_id = ${caseId} and seq = 2`,
      /event 2 has been changed/,
    ],
    [rechained(caseId, "torn"), /event 1 cannot be read/],
    [rechained(caseId, "{}"), /event 1 cannot be read/],
    [
      rechained(caseId, `{"at":1,"by":"system","case":${caseId},"data":{"by":1},"seq":1,"type":"followed","v":1}`),
      /begins/,
    ],
  ]
  for (const table of tables) await owner.query(`create table kept_${table} as select * from ${table}`)
  for (const [statement, expected] of tampered) {
    await owner.query("begin")
    await owner.query(statement)
    await owner.query("commit")
    const found = await differences()
    assert.ok(
      found.some((each) => each.startsWith(reference) && expected.test(each)),
      `${statement}\n${found.join("\n")}`,
    )
    await restore(caseId)
  }
})

test("the desk's own role cannot change an event", async () => {
  await assert.rejects(() => desk.db.pool.query("update events set body = body"), /permission denied/)
  await assert.rejects(() => desk.db.pool.query("delete from events"), /permission denied/)
  await assert.rejects(() => desk.db.pool.query("create table mine (one int)"), /permission denied/)
})

// A history of one event, with a chain that fits it: what somebody could write who holds the database.
function rechained(caseId: number, body: string): string {
  const fitting = `sha256(decode(repeat('00', 32), 'hex') || convert_to('${body}', 'UTF8'))`
  return `delete from events where case_id = ${caseId} and seq > 1;
    update events set body = '${body}', hash = ${fitting} where case_id = ${caseId};
    update cases set chain_head = ${fitting} where case_id = ${caseId}`
}

// Puts a tampered case back from the copy that was taken before.
async function restore(caseId: number): Promise<void> {
  for (const table of tables) {
    await owner.query(`delete from ${table} where case_id = ${caseId}`)
    await owner.query(`insert into ${table} select * from kept_${table} where case_id = ${caseId}`)
  }
}
