// A69: whoever opens a case that is neither theirs nor their team's says why first, and the audit keeps it.

import assert from "node:assert/strict"
import { after, test } from "node:test"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague } from "../../../test/support/visitor.ts"
import { rows, run, sql } from "../../database/index.ts"
import { incidentPages } from "../index.ts"

const desk = await deskPages(incidentPages)
after(() => desk.close())
const { server, db } = desk
const member = await colleague(server, db, "adviser", "Mem Ber")
const other = await colleague(server, db, "adviser", "Oth Er")
const reference = await desk.opened()
const path = `/desk/cases/${reference}`

async function joins(name: string): Promise<void> {
  await run(
    db,
    sql`insert into team_members (queue, person_id, since) select 'contact-centre', person_id, now() from people where name = ${name}`,
  )
}

test("a queue that nobody in particular works is everybody's", async () => {
  assert.equal((await other.get(path)).status, 200)
})

test("A69: while others work its queue, nothing of a case is shown before a reason is given", async () => {
  await joins("Mem Ber")
  assert.equal((await member.get(path)).status, 200)
  for (const place of ["", "?order=oldest", "/reply", "/redaction", "/files/1", "/content/1"]) {
    const answer = await other.get(path + place)
    if (place === "/redaction") assert.equal(answer.status, 403)
    else assert.equal(answer.location, `${path}/reason?next=${encodeURIComponent(path + place)}`, place)
    assert.doesNotMatch(answer.html, /Sam Carter/)
  }
  const asked = await other.get(`${path}/reason?next=${encodeURIComponent(`${path}/reply`)}`)
  assert.equal(asked.heading, `Why do you open ${reference}?`)
  assert.doesNotMatch(asked.html, /Sam Carter|Cannot open the module/)
})

test("A69: the reason is one of the list, is kept in the audit, leads back to where one was, and holds for a working day", async () => {
  const none = await other.post(`${path}/reason`, {})
  assert.deepEqual([none.status, none.errors], [400, ["Choose why you open this case"]])
  assert.equal((await other.post(`${path}/reason`, { reason: "curiosity" })).status, 400)
  const asked = `${path}/reason?next=${encodeURIComponent(`${path}/reply`)}`
  assert.equal((await other.post(`${path}/reason`, { reason: "covering" }, asked)).location, `${path}/reply`)
  assert.equal((await other.get(path)).status, 200)
  const kept = await rows(
    db,
    sql`select name, target from audit join people using (person_id) where action = 'reason-given'`,
  )
  assert.deepEqual(kept, [{ name: "Oth Er", target: [reference, "reason:covering"] }])
  desk.now = "2026-03-27T17:30"
  assert.equal((await other.get(path)).status, 303)
  desk.now = "2026-03-27T09:00"
})

test("A69: what is posted without a reason having been given reads nothing back", async () => {
  const third = await colleague(server, db, "adviser", "Thi Rd")
  const wrong = await third.post(`${path}/reply`, { body: "" }, `${path}/reason`)
  assert.equal(wrong.location, `${path}/reason`)
})

test("A69: a case is merged into another only by whoever may read that one too, with or without having looked", async () => {
  const own = await colleague(server, db, "team-leader", "Tea Ml")
  const [one, into] = [await desk.opened(), await desk.opened()]
  const merge = `/desk/cases/${one}/merge`
  await joins("Tea Ml")
  await run(
    db,
    sql`update cases set queue = 'second-line', fold = jsonb_set(fold, '{queue}', '"second-line"') where reference = ${into}`,
  )
  await run(
    db,
    sql`insert into team_members (queue, person_id, since) select 'second-line', person_id, now() from people where name = 'Mem Ber'`,
  )
  const gate = `/desk/cases/${into}/reason`
  assert.match((await own.get(`${merge}?into=`)).text, /Enter the reference of the other case/)
  assert.match((await own.get(`${merge}?into=${into}`)).location ?? "", new RegExp(`^${gate}`))
  assert.equal((await own.post(merge, { into }, `/desk/cases/${one}/note`)).location, gate)
  assert.doesNotMatch((await own.get(`/desk/cases/${one}`)).text, /was merged into/)
  await own.post(gate, { reason: "related" })
  assert.equal((await own.post(merge, { into }, `/desk/cases/${one}/note`)).location, `/desk/cases/${into}`)
})

test("nobody is led elsewhere by the address to come back to", async () => {
  const fourth = await colleague(server, db, "adviser", "Fou Rth")
  for (const next of [
    "//evil.example",
    "https://evil.example",
    "/desk/cases/INC-2026-000999",
    `${path}.evil`,
    `${path}/../../x`,
    `${path}//evil`,
  ]) {
    const asked = await fourth.get(`${path}/reason?next=${encodeURIComponent(next)}`)
    const kept = /name="next" value="([^"]*)"/.exec(asked.html)?.[1] ?? ""
    assert.ok(kept === path || (kept.startsWith(`${path}/`) && !kept.includes("..")), next)
  }
})

test("the owner of a case is not asked", async () => {
  await run(db, sql`update people set sees_own_teams_only = false`)
  const fifth = await colleague(server, db, "adviser", "Fif Th")
  await fifth.post(`${path}/reason`, { reason: "contact" })
  const page = await fifth.get(path)
  assert.equal(page.status, 200)
  assert.equal((await fifth.post(`${path}/assignment`, { to: "me" })).status, 303)
  desk.now = "2026-03-28T09:00"
  assert.equal((await fifth.get(path)).status, 200)
})
