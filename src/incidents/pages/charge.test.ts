// Whoever leads a major incident, or is in its gold group, keeps it before them when another team gets it; nobody else does.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague, type Visitor } from "../../../test/support/visitor.ts"
import { findByReference, visibleAmong } from "../../cases/index.ts"
import { row, run, sql } from "../../database/index.ts"
import { type Actor, colleagueActor } from "../../people/index.ts"
import { assignIncident, declareMajor, formGold, incidentPages, nameLead, resolveIncident } from "../index.ts"

const desk = await deskPages(incidentPages)
after(() => desk.close())
const { server, db } = desk

let lead: Visitor
let gold: Visitor
let stranger: Visitor
let leader: Actor
let reference: string

before(async () => {
  lead = await narrow("Lee Ad")
  gold = await narrow("Gol Da")
  stranger = await narrow("Str An")
  leader = await desk.actor("team-leader")
  reference = await desk.opened({ subject: "Nobody can sign in" })
  const other = await desk.opened({ subject: "Of another team" })
  await assignIncident(db, await ask(other), "second-line")
  await declareMajor(db, await ask(reference), { reason: "All are affected", lead: await emailOf("Lee Ad") })
  await formGold(db, await ask(reference), [await emailOf("Gol Da")])
})

const ask = (of: string) => desk.ask(leader, { reference: of }, desk.now)
const idOf = async (name: string) =>
  (await row<{ id: number }>(db, sql`select person_id as id from people where name = ${name}`))?.id ?? 0
const emailOf = async (name: string) =>
  (await row<{ email: string }>(db, sql`select email from people where name = ${name}`))?.email ?? ""

// Sees the contact centre's cases, and no other team's.
async function narrow(name: string): Promise<Visitor> {
  const someone = await colleague(server, db, "engineer", name)
  await run(db, sql`update people set sees_own_teams_only = true where name = ${name}`)
  await run(
    db,
    sql`insert into team_members (queue, person_id, since) select 'contact-centre', person_id, now() from people where name = ${name}`,
  )
  return someone
}

const places = (of: string) => ["", "/note", "/children", "/proof"].map((each) => `/desk/cases/${of}${each}`)
const listed = async (who: Visitor, query = "") => (await who.get(`/desk/cases?${query}`)).html.includes(reference)

async function sees(who: Visitor): Promise<boolean> {
  const seen = [
    (await who.get(`/desk/cases/${reference}`)).status !== 404,
    (await who.get(`/desk/cases/${reference}/gold-decision`)).status !== 404,
    await listed(who),
    await listed(who, "queue=second-line"),
    await listed(who, "owner=none"),
    await listed(who, "state=any"),
    (await who.get(`/desk/find?q=${reference}`)).html.includes(`href="/desk/cases/${reference}"`),
  ]
  assert.equal(new Set(seen).size, 1, `${seen}`)
  return seen[0] === true
}

test("A37 A69 a major incident that another team gets is still there for its lead and its gold group, and for nobody else", async () => {
  await assignIncident(db, await ask(reference), "second-line")
  assert.deepEqual([await sees(lead), await sees(gold), await sees(stranger)], [true, true, false])
  // Streams go by the same sight.
  const { caseId } = await findByReference(db, leader, reference)
  const actors = await Promise.all(
    ["Lee Ad", "Gol Da", "Str An"].map(async (each) => colleagueActor(db, await idOf(each))),
  )
  const known = actors.filter((each) => each !== undefined)
  assert.deepEqual(await visibleAmong(db, known, [caseId]), [[caseId], [caseId], []])
})

test("each case stands once in the list, also where its lead owns it, or their team gets it back", async () => {
  const times = async () =>
    [...(await lead.get("/desk/cases")).html.matchAll(new RegExp(`id="choose-${reference}"`, "g"))].length
  assert.equal(await times(), 1)
  await assignIncident(db, await ask(reference), await emailOf("Lee Ad"))
  assert.equal(await times(), 1)
  await assignIncident(db, await ask(reference), "contact-centre")
  assert.equal(await times(), 1)
  await assignIncident(db, await ask(reference), leader.email ?? "second-line")
})

test("they see no other case of that team", async () => {
  const other =
    (await row<{ reference: string }>(db, sql`select reference from cases where subject = 'Of another team'`))
      ?.reference ?? ""
  for (const path of places(other)) assert.equal((await lead.get(path)).status, 404, path)
})

test("who leads no more, or was stood down, sees it no more; who leads sees it to its review", async () => {
  await run(
    db,
    sql`update cases set owner_id = null, fold = jsonb_set(fold, '{ownerId}', 'null') where reference = ${reference}`,
  )
  await run(db, sql`update people set sees_own_teams_only = false where name = 'Str An'`)
  await nameLead(db, await ask(reference), await emailOf("Str An"))
  await run(db, sql`update people set sees_own_teams_only = true where name = 'Str An'`)
  assert.deepEqual([await sees(lead), await sees(gold), await sees(stranger)], [false, true, true])
  await formGold(db, await ask(reference), [])
  assert.equal(await sees(gold), false)
  await resolveIncident(db, await ask(reference), { outcome: "fixed", body: "Mended." })
  assert.equal((await stranger.get(`/desk/cases/${reference}/review`)).status, 200)
})
