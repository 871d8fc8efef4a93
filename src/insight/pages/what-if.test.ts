// The what-if pages as a person has them: propose, preview, replay, read.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { defaultCharterText, instant } from "../../../test/support/desk.ts"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague, type Visitor, visitor } from "../../../test/support/visitor.ts"
import { settleDueCase } from "../../cases/index.ts"
import { row, rows, run, sql } from "../../database/index.ts"
import { resolveIncident } from "../../incidents/index.ts"
import { doReplay, forgetReplays, whatIfPages } from "../index.ts"
import { findReplay, visibleChanges } from "../kept-store.ts"

const desk = await deskPages(whatIfPages)
after(() => desk.close())
const now = () => instant("2026-03-27T17:00")
const longer = defaultCharterText.replaceAll("3: 8h, 4: 8h", "3: 8h, 4: 16h")
const hostile = '<script>alert(1)</script>{{ 7 * 7 }}"onmouseover="x'

let leader: Visitor
let auditor: Visitor
let reference = ""
before(async () => {
  leader = await colleague(desk.server, desk.db, "team-leader")
  auditor = await colleague(desk.server, desk.db, "auditor")
  const opened = await desk.open("2026-03-23T09:00", { priority: 4, subject: hostile })
  reference = opened.reference
  await settleDueCase(desk.db, opened.caseId, await desk.rules(), instant("2026-03-23T18:00"))
  const ask = await desk.ask(await desk.actor("adviser"), opened, "2026-03-24T10:00")
  await resolveIncident(desk.db, ask, { outcome: "fixed", body: "It works." })
})

const propose = (by: Visitor, fields: Record<string, string>) =>
  by.post("/desk/what-if/proposals", fields, "/desk/what-if")

async function asked(charter: string): Promise<{ proposal: string; replay: string; replayId: number }> {
  const { location: proposal = "" } = await propose(leader, { charter, from: "", until: "", kind: "" })
  const { location: replay = "" } = await leader.post(`${proposal}/replays`, {}, proposal)
  return { proposal, replay, replayId: Number(/\d+$/.exec(replay)?.[0]) }
}

test("the form has the charter in force in it, and its own text changes nothing", async () => {
  const { heading, html } = await leader.get("/desk/what-if")
  assert.equal(heading, "What if the charter were another?")
  assert.ok(html.includes("title: College Learn service charter"))
  const { location = "" } = await propose(leader, {
    charter: defaultCharterText.replaceAll("\n", "\r\n"),
    kind: "incident",
  })
  const preview = await leader.get(location)
  assert.match(preview.text, /it says the same as the charter in force/)
  assert.match(preview.text, /Cases of the kind incident\./)
  assert.match(preview.text, /priorities 3 and 4 have the same target, 8h/)
})

test("holidays are proposed beside the charter, and the cases are judged by them", async () => {
  const holidays = JSON.stringify({ "england-and-wales": { events: [{ title: "A new day", date: "2026-03-23" }] } })
  const { location = "" } = await propose(leader, { charter: defaultCharterText, holidays })
  const preview = await leader.get(location)
  assert.match(preview.text, /1 holiday is proposed, in place of those known for 2026\./)
  const { location: replay = "" } = await leader.post(`${location}/replays`, {}, location)
  await doReplay(desk.db, Number(/\d+$/.exec(replay)?.[0]), now)
  assert.match((await leader.get(replay)).text, /Restoration Priority 4 0 1 1 0 0 0/)
  for (const wrong of ["nonsense", "{}", '{"england-and-wales":{"events":[{"title":"x","date":"2026-02-30"}]}}']) {
    const again = await propose(leader, { charter: defaultCharterText, holidays: wrong })
    assert.equal(again.status, 400, wrong)
    assert.ok(again.errors.length > 0 && again.text.includes(wrong.slice(0, 8)), wrong)
  }
})

test("the last days are filled in where the address asks for them, and nothing else is", async () => {
  desk.now = "2026-06-29T09:00"
  assert.match((await leader.get("/desk/what-if?days=90")).html, /value="31\/3\/2026"/)
  assert.doesNotMatch((await leader.get("/desk/what-if?days=-90")).html, /value="\d+\/\d+\/\d+"/)
  desk.now = "2026-03-27T09:00"
})

test("a preview says what differs and what there is to know; from it the cases are replayed by a job", async () => {
  const { proposal, replay, replayId } = await asked(longer)
  const preview = await leader.get(proposal)
  assert.match(preview.text, /clocks, restore, target, by-priority, 4 8h 16h/)
  const waiting = await leader.get(replay)
  assert.deepEqual([waiting.status, waiting.heading], [200, `Replay ${replayId}`])
  assert.match(waiting.text, /Waiting to begin/)
  const job = await row<{ data: { replay: number } }>(
    desk.db,
    sql`select data from pgboss.job where name = 'what-if' order by created_on desc limit 1`,
  )
  assert.equal(job?.data.replay, replayId)
  await doReplay(desk.db, replayId, now)
  const { text, html } = await leader.get(replay)
  assert.match(
    text,
    /Proved: replayed under the rules of its time, every recorded outcome comes out as it was recorded\./,
  )
  assert.match(text, /Restoration Priority 4 0 1 1 0 0 0/)
  assert.match(
    text,
    new RegExp(
      `${reference} .* Restoration, priority 4 Missed, due Monday 23 March 2026 at 5pm Kept, due Tuesday 24 March 2026 at 4pm The target is 16 hours of working time instead of 8 hours of working time\\.`,
    ),
  )
  assert.ok(html.includes(`href="/desk/cases/${reference}"`))
  assert.match(html, /<svg [^>]*role="img" aria-labelledby="missed-title missed-description"/)
  assert.match(text, /From Falling due Falling due, proposed Hours of open promise Hours, proposed 08:00/)
  assert.ok(!html.includes("<script>alert(1)"))
})

test("a job that is done again after a crash comes to the same, and one that is done stays done", async () => {
  const { replayId } = await asked(longer)
  const actor = await desk.actor("team-leader")
  await run(desk.db, sql`update what_if_replays set state = 'running' where replay_id = ${replayId}`)
  await doReplay(desk.db, replayId, now)
  const first = await findReplay(desk.db, replayId)
  const changes = await visibleChanges(desk.db, actor, replayId, { after: 0, limit: 10 })
  assert.ok(changes.length > 0)
  await doReplay(desk.db, replayId, () => now() + 1)
  assert.deepEqual(await findReplay(desk.db, replayId), first)
  assert.deepEqual(await visibleChanges(desk.db, actor, replayId, { after: 0, limit: 10 }), changes)
  await doReplay(desk.db, 999_999, now)
})

test("changes of cases that somebody may not see are counted, and not told", async () => {
  const { replayId } = await asked(longer)
  await doReplay(desk.db, replayId, now)
  const actor = await desk.actor("team-leader")
  assert.deepEqual(
    await visibleChanges(desk.db, { ...actor, queues: ["third-line"] }, replayId, { after: 0, limit: 10 }),
    [],
  )
})

test("a charter that cannot be read, or contradicts itself, comes back with its faults and the words that were typed", async () => {
  const broken = `${defaultCharterText.replace("calendar: contact-centre", "calendar: nowhere")}# ${hostile}\n`
  for (const [charter, message] of [
    [broken, /^Line \d+: contact: is measured by the calendar nowhere, which the charter does not have$/],
    [`document: ${hostile}`, /^Line 1: /],
    ["", /expected/],
    [`a: &a [x]\nb: [*a, *a]\n`, /^Line /],
    [`x: "${"y".repeat(262_200)}"`, /at most 256 KB/],
  ] as const) {
    const { status, errors, html } = await propose(leader, { charter })
    assert.equal(status, 400)
    assert.match(errors[0] ?? "", message)
    assert.ok(!html.includes("<script>alert(1)"))
  }
  const { html } = await propose(leader, { charter: broken, from: "1/3/2026" })
  assert.ok(html.includes("calendar: nowhere") && html.includes('value="1/3/2026"'))
})

test("dates and kinds are read strictly, the last day as a whole", async () => {
  const good = { charter: defaultCharterText }
  for (const [fields, message] of [
    [{ from: "31/2/2026" }, "Enter a real date, for example 27 3 2026"],
    [{ until: "tomorrow" }, "Enter a real date, for example 27 3 2026"],
    [{ from: "2/3/2026", until: "1/3/2026" }, "The last day must not be before the first"],
    [{ kind: "moon" }, "Choose a kind of case from the list"],
    [{ other: "1" }, "This form is not one of ours, or too old. Open the page again"],
  ] as const) {
    const { status, errors } = await propose(leader, { ...good, ...fields })
    assert.deepEqual([status, errors], [400, [message]])
  }
  const { location = "" } = await propose(leader, { ...good, from: "29/3/2026", until: "29/3/2026" })
  assert.match((await leader.get(location)).text, /Every case, received from 29 March 2026 up to 29 March 2026/)
  const [kept] = await rows<{ from: number; before: number }>(
    desk.db,
    sql`select received_from as "from", received_before as before from what_if_proposals order by proposal_id desc limit 1`,
  )
  assert.deepEqual(kept, { from: instant("2026-03-29T00:00"), before: instant("2026-03-30T00:00") })
})

test("an auditor reads and starts nothing; others, and strangers, are kept out", async () => {
  const { proposal, replay } = await asked(longer)
  for (const path of ["/desk/what-if", proposal, replay]) {
    const { status, html } = await auditor.get(path)
    assert.equal(status, 200)
    assert.doesNotMatch(html, /Preview the proposal|Replay the cases/)
  }
  const token = await auditor.post(`${proposal}/replays`, {}, "/desk/what-if")
  assert.equal(token.status, 403)
  const adviser = await colleague(desk.server, desk.db, "adviser")
  for (const path of ["/desk/what-if", proposal, replay]) {
    assert.equal((await adviser.get(path)).status, 403)
    assert.equal((await visitor(desk.server).get(path)).status, 303)
  }
  for (const path of [
    "/desk/what-if/replays/0",
    "/desk/what-if/replays/999999",
    "/desk/what-if/proposals/x",
    `${replay}?after=-1`,
  ])
    assert.ok([400, 404].includes((await leader.get(path)).status), path)
})

test("no more than a few replays wait at once, and after some days all is forgotten", async () => {
  await run(desk.db, sql`update what_if_replays set state = 'failed' where state <> 'done'`)
  const { proposal } = await asked(longer)
  for (let more = 0; more < 4; more++)
    assert.equal((await leader.post(`${proposal}/replays`, {}, proposal)).status, 303)
  const sixth = await leader.post(`${proposal}/replays`, {}, proposal)
  assert.equal(sixth.status, 422)
  assert.match(sixth.text, /5 replays are waiting or running already/)
  assert.equal(await forgetReplays(desk.db, now() + 13 * 86_400_000), 0)
  assert.ok((await forgetReplays(desk.db, now() + 15 * 86_400_000)) > 0)
  assert.equal((await leader.get(proposal)).status, 404)
  assert.deepEqual(await rows(desk.db, sql`select from what_if_changes`), [])
})
