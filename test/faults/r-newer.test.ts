// A release that is taken back: what the newer one recorded must neither crash the older one nor mislead it.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import pg from "pg"
import { verifyCases } from "../../src/cases/index.ts"
import { unknownMigrations } from "../../src/database/index.ts"
import { Refused } from "../../src/errors.ts"
import { addNote, incidentPages } from "../../src/incidents/index.ts"
import { chained, type RecordedEvent } from "../../src/timeline/index.ts"
import { sweepCases } from "../../src/worker/sweep.ts"
import { instant } from "../support/desk.ts"
import { type DeskPages, deskPages } from "../support/desk-pages.ts"
import { colleague } from "../support/visitor.ts"

let desk: DeskPages
let owner: pg.Client
before(async () => {
  desk = await deskPages(incidentPages)
  owner = new pg.Client({ connectionString: desk.ownerUrl })
  await owner.connect()
})
after(async () => {
  await owner.end()
  await desk.close()
})

/** Records an event as a newer release would: a type or a version that nobody here knows, and a fold of its own. */
async function recordedByNewer(caseId: number, event: Pick<RecordedEvent, "type" | "v" | "data">, foldVersion: number) {
  const found = await owner.query<{ seq: number; head: Buffer }>(
    "select (fold ->> 'seq')::int as seq, chain_head as head from cases where case_id = $1",
    [caseId],
  )
  const { seq = 0, head = Buffer.alloc(0) } = found.rows[0] ?? {}
  const at = instant("2026-03-27T10:30")
  const [link] = chained(caseId, head, [{ ...event, seq: seq + 1, at, by: "system" }])
  await owner.query(
    `insert into events (case_id, seq, at, type, v, body, hash) values ($1, $2, to_timestamp($3::float8 / 1000), $4, $5, $6, $7)`,
    [caseId, seq + 1, at, event.type, event.v, link?.body, link?.hash],
  )
  await owner.query(
    `update cases set chain_head = $2, fold_version = $3,
       fold = fold || jsonb_build_object('seq', $4::int, 'lastAt', $5::bigint, 'brandNew', 'kept') where case_id = $1`,
    [caseId, link?.hash, foldVersion, seq + 1, at],
  )
}

const newer = [
  ["an event of an unknown type", { type: "teleported", v: 1, data: { to: "moon" } }],
  ["an event of a newer version", { type: "noted", v: 99, data: { words: "elsewhere" } }],
] as const

for (const [name, event] of newer) {
  test(`F65: a case with ${name} is shown, refuses to be changed in words, and stops nobody else`, async () => {
    const opened = await desk.open("2026-03-27T09:00", { priority: 1 })
    const other = await desk.open("2026-03-27T09:00", { priority: 1 })
    await recordedByNewer(opened.caseId, event, 99)
    const adviser = await colleague(desk.server, desk.db, "adviser", `Reader of ${event.type}`)
    const page = await adviser.get(`/desk/cases/${opened.reference}`)
    assert.equal(page.status, 200)
    assert.match(page.text, new RegExp(`a newer release of Charter recorded \\(${event.type}\\)`))
    assert.doesNotMatch(page.text, /moon|elsewhere/)
    const ask = await desk.ask(await desk.actor("adviser"), opened, "2026-03-27T10:40")
    await assert.rejects(
      addNote(desk.db, ask, "A note"),
      (error: Error) => error instanceof Refused && /newer release.*cannot read/.test(error.message),
    )
    const answer = await desk.answer(opened, "2026-03-27T10:40")
    assert.equal(answer.timeline.at(-1)?.type, event.type)
    assert.equal(answer.timeline.at(-1)?.audience, "staff")
    const failures: number[] = []
    await sweepCases(desk.db, instant("2026-03-27T11:00"), (_error, caseId) => failures.push(caseId))
    assert.deepEqual(failures, [opened.caseId])
    const missed = await owner.query("select from events where case_id = $1 and type = 'clock-missed'", [other.caseId])
    assert.ok((missed.rowCount ?? 0) > 0)
    await owner.query("update cases set next_at = 'infinity' where case_id = $1", [opened.caseId])
  })
}

test("F65: where the newer release kept the fold as it is, the case goes on, and what it added to it stays", async () => {
  const opened = await desk.open("2026-03-27T09:00")
  await recordedByNewer(opened.caseId, { type: "teleported", v: 1, data: {} }, 1)
  const found = await owner.query("select fold_version from cases where case_id <> $1 limit 1", [opened.caseId])
  await owner.query("update cases set fold_version = $2 where case_id = $1", [
    opened.caseId,
    found.rows[0]?.fold_version,
  ])
  await addNote(desk.db, await desk.ask(await desk.actor("adviser"), opened, "2026-03-27T10:40"), "Still here")
  const after = await owner.query<{ fold: { brandNew: string; seq: number } }>(
    "select fold from cases where case_id = $1",
    [opened.caseId],
  )
  assert.equal(after.rows[0]?.fold.brandNew, "kept")
})

test("F65: verify names what a newer release recorded, and goes on", async () => {
  const said: string[] = []
  await verifyCases(desk.db, await desk.rules(), instant("2026-03-27T12:00"), ({ what }) => said.push(what))
  assert.ok(said.some((what) => /cannot be read: a newer release recorded it/.test(what)))
})

test("F65: a schema that is ahead of this release is worked on, and named", async () => {
  assert.deepEqual(await unknownMigrations(desk.db), [])
  await owner.query("insert into migrations (name, sha256) values ('9000-of-tomorrow.sql', 'x')")
  assert.deepEqual(await unknownMigrations(desk.db), ["9000-of-tomorrow.sql"])
  await desk.open("2026-03-27T09:00")
})
