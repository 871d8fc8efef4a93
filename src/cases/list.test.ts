// A list is the same however it is read: by an index of each queue, by walking it for words, or all of it sorted.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import pg from "pg"
import { type TestDesk, testDesk } from "../../test/support/desk.ts"
import { assignIncident, resolveIncident } from "../incidents/index.ts"
import type { Actor } from "../people/index.ts"
import { type CaseFilter, listCases } from "./index.ts"

let desk: TestDesk
let leader: Actor
const references: string[] = []
const teams = ["contact-centre", "second-line", "third-line"]

before(async () => {
  desk = await testDesk()
  leader = await desk.actor("team-leader")
  for (let index = 0; index < 24; index++) {
    const found = await desk.open(`2026-03-2${3 + (index % 4)}T1${index % 7}:00`, {
      subject: index % 3 === 0 ? "A paper jam" : "An old logo",
      ...(index % 5 === 0 ? {} : { priority: index % 2 === 0 ? 2 : 4 }),
    })
    references.push(found.reference)
    const ask = await desk.ask(leader, found, "2026-03-27T09:00")
    if (index % 4 === 1) await assignIncident(desk.db, ask, "me")
    if (index % 3 !== 0) await assignIncident(desk.db, ask, teams[index % 3] ?? "")
    if (index % 6 === 5) await resolveIncident(desk.db, ask, { outcome: "fixed", body: "It works." })
  }
})
after(() => desk.close())

async function all(actor: Actor, filter: CaseFilter): Promise<string[]> {
  const seen: string[] = []
  for (let after: string | undefined, pages = 0; pages < 20; pages++) {
    const page = await listCases(desk.db, actor, filter, { limit: 3, ...(after === undefined ? {} : { after }) })
    seen.push(...page.items.map((each) => each.reference))
    if (page.next === null) return seen
    after = page.next
  }
  throw new Error("the list has no end")
}

// What everybody sees, less what this actor does not: the order of the whole list.
async function expected(actor: Actor, filter: CaseFilter): Promise<string[]> {
  const { items } = await listCases(desk.db, { ...leader, personId: actor.personId }, filter, { limit: 200 })
  const isSeen = (each: (typeof items)[number]) =>
    actor.queues === null || actor.queues.includes(each.queue) || each.ownerName === "Test team-leader"
  return items.filter(isSeen).map((each) => each.reference)
}

test("whoever sees some queues alone gets those and their own, in the one order, page by page", async () => {
  const filters: CaseFilter[] = [
    {},
    { state: "any" },
    { state: "ended" },
    { state: "in-progress" },
    { state: "resolved" },
    { priority: 2 },
    { owner: "none" },
    { owner: "me", state: "any" },
    { queue: "second-line" },
    { q: "paper" },
    { q: "-paper" },
    { q: '"old logo" or paper', state: "any" },
    { q: references[3] ?? "", state: "any" },
  ]
  for (const queues of [null, ["third-line"], ["second-line", "third-line", "third-line"], ["nowhere"], []]) {
    for (const filter of filters) {
      const actor = { ...leader, queues }
      const what = JSON.stringify({ queues, filter })
      const wanted = await expected(actor, filter)
      assert.deepEqual(await all(actor, filter), wanted, what)
    }
  }
})

test("a word that stands in thousands of cases gives the same list as one that stands in few, and is counted where its cases are few", async () => {
  const before = await all(leader, { q: "paper", state: "any" })
  const exact = await listCases(desk.db, leader, { q: "paper", state: "any" }, { limit: 3 })
  assert.deepEqual(exact.found, { count: before.length, isExact: true })
  const second = await listCases(desk.db, leader, { q: "paper", state: "any" }, { limit: 3, after: exact.next ?? "" })
  assert.deepEqual([second.found, second.items.length], [exact.found, 3])
  const owner = new pg.Client({ connectionString: desk.ownerUrl })
  await owner.connect()
  await owner.query(
    "insert into case_words (case_id, words) select 9000000 + n, to_tsvector('english', 'a paper jam') from generate_series(1, 5100) n",
  )
  for (const q of ["paper", '"paper jam"', "paper -zebra"])
    assert.deepEqual(await all(leader, { q, state: "any" }), before, q)
  const walked = await listCases(desk.db, leader, { q: "paper", state: "any" }, { limit: 3 })
  assert.deepEqual(walked.found, { count: 3, isExact: false })
  assert.equal((await listCases(desk.db, leader, { q: "-paper zebra", state: "any" }, { limit: 3 })).found, undefined)
  await owner.end()
})
