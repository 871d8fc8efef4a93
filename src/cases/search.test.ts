// Search as an adviser uses it: people, numbers, typing errors, places in the text, and nothing that they may not see or that was erased.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import pg from "pg"
import { type TestDesk, testDesk } from "../../test/support/desk.ts"
import { redactContent, replyToCustomer } from "../incidents/index.ts"
import type { Actor } from "../people/index.ts"
import { type CaseFilter, countCases, excerptsOf, keepSearchUp, listCases, verifyCases } from "./index.ts"
import { pieceLimit } from "./search-store.ts"

let desk: TestDesk
let leader: Actor
const at = "2026-03-27T09:00"
const names = new Map<string, string>()

before(async () => {
  desk = await testDesk()
  leader = await desk.actor("team-leader")
  const told: [
    name: string,
    subject: string,
    body: string,
    requester: { name?: string; email?: string; phone?: string },
  ][] = [
    [
      "certificates",
      "No certificate",
      "The certificate of module 3 is missing. <b>Ring</b> me on 07700 900 123.",
      { name: "Sam Carter", email: "sam.carter@north.example" },
    ],
    [
      "login",
      "Cannot sign in",
      "The login page says error 500 since the update.",
      { name: "Zofia Nowak", phone: "+44 (0)20 7946 0958" },
    ],
    ["number", "Learner record", "My learner number is 0123 456 789.", { name: "Ali Khan" }],
    ["plain", "Paper", "The error of page 500.", {}],
  ]
  for (const [name, subject, body, requester] of told)
    names.set((await desk.open(at, { subject, requester, correspondence: { body } })).reference, name)
  while (await keepSearchUp(desk.db));
})
after(() => desk.close())

async function found(q: string, actor = leader, filter: CaseFilter = {}) {
  const page = await listCases(desk.db, actor, { ...filter, q }, { limit: 50, mayRespell: true })
  return page.items.map((each) => names.get(each.reference) ?? each.reference)
}

const searches: [q: string, wanted: string[]][] = [
  ["carter", ["certificates"]],
  ["sam.carter@north.example", ["certificates"]],
  ["north.example", ["certificates"]],
  ["nowak login", ["login"]],
  ['"error 500"', ["login"]],
  ["error 500", ["login", "plain"]],
  ["020 7946 0958", ["login"]],
  ["02079460958", ["login"]],
  ["+442079460958", ["login"]],
  ["79460958", ["login"]],
  ["0123456789", ["number"]],
  ["012-345-6789", ["number"]],
  ["07700900123", ["certificates"]],
  ["020 7946 0958 certificate", []],
  ["020 7946 0958 update", ["login"]],
  ["0999 999 9999", []],
  ["the", []],
]
for (const [q, wanted] of searches) {
  test(`${q} finds ${wanted.join(" and ") || "nothing"}`, async () => {
    assert.deepEqual((await found(q)).sort(), [...wanted].sort())
  })
}

for (const q of ["certifcate", "cretificate", "lgoin", "pgae update", "zofai nwoak", '"eror 500"']) {
  test(`${q}, mistyped, finds the words like it, and says so`, async () => {
    const page = await listCases(desk.db, leader, { q }, { limit: 9, mayRespell: true })
    assert.ok(page.items.length > 0)
    assert.equal(page.isRespelled, true)
    assert.equal((await listCases(desk.db, leader, { q }, { limit: 9 })).items.length, 0)
  })
}

test("A43 words that stand only in cases that somebody may not see neither correct nor count", async () => {
  const outsider = { ...leader, queues: ["second-line"] }
  for (const q of ["certificate", "certifcate", "0123456789", "carter"]) {
    assert.deepEqual(await found(q, outsider), [], q)
    assert.deepEqual(await countCases(desk.db, outsider, { q }, 10), { count: 0, isExact: true })
  }
})

test("an excerpt marks what was found, in words that nobody has erased, and none of its markup", async () => {
  const excerpt = async (q: string) => {
    const { items, sought } = await listCases(desk.db, leader, { q }, { limit: 9 })
    const all =
      sought &&
      (await excerptsOf(
        desk.db,
        items.map((each) => each.caseId),
        sought,
      ))
    return [...(all?.values() ?? [])][0]
  }
  const worded = await excerpt("missing")
  assert.deepEqual(
    worded?.filter((each) => each.isFound).map((each) => each.words),
    ["missing"],
  )
  assert.match(worded?.map((each) => each.words).join("") ?? "", /certificate of module 3 is missing\./)
  const numbered = await excerpt("020 7946 0958")
  assert.deepEqual(
    numbered?.filter((each) => each.isFound).map((each) => each.words),
    ["44 (0)20 7946 0958"],
  )
  assert.equal(await excerpt("paper"), undefined)
})

test("A71 what is redacted is found no more: not by words or numbers, not by a like spelling, and in no excerpt", async () => {
  const secret = "Xylophonist Quillfeather rang from 01632 960 555"
  const { reference, caseId } = await desk.open(at, { subject: "A call", correspondence: { body: secret } })
  while (await keepSearchUp(desk.db));
  assert.deepEqual(await found("quilfeather"), [reference])
  const [body] = (
    await desk.db.pool.query("select content_id from content where case_id = $1 and kind = 'body'", [caseId])
  ).rows
  await redactContent(desk.db, await desk.ask(leader, { reference }, at), {
    content: body.content_id,
    authority: "DPO",
    reason: "asked",
  })
  while (await keepSearchUp(desk.db));
  for (const q of ["quillfeather", "quilfeather", "01632960555"]) assert.deepEqual(await found(q), [], q)
  const left = await desk.db.pool.query("select word from search_words where word like 'quill%' or word like 'xylo%'")
  assert.deepEqual(left.rows, [])
})

test("words and numbers of a reply are found, too, and verify has nothing to say of what search keeps", async () => {
  const { reference } = await desk.open(at, { subject: "Reply to this" })
  await replyToCustomer(desk.db, await desk.ask(leader, { reference }, at), {
    body: "Ring the helpline, 0800 692 1122.",
  })
  assert.deepEqual(await found("0800 6921122 helpline"), [reference])
  const said: string[] = []
  await verifyCases(desk.db, await desk.rules(), Temporal.Instant.from(`${at}:00Z`).epochMilliseconds, (each) =>
    said.push(each.what),
  )
  assert.deepEqual(said, [])
})

test("what no index answers is looked through in pieces, each of which says where it ended, and all together show each case once", async () => {
  const owner = new pg.Client({ connectionString: desk.ownerUrl })
  await owner.connect()
  await owner.query(
    `insert into cases (case_id, reference, references_all, kind, state, is_open, queue, opened_at, version, seq, chain_head, fold, fold_version, next_due_at)
     select 5000000 + n, 'INC-2026-' || 5000000 + n, array['INC-2026-' || 5000000 + n], 'incident', 'new', true, 'contact-centre', now(), 1, 1, '\\x00',
       jsonb_build_object('channel', case n when ${pieceLimit + 500} then 'letter' else 'email' end), 1, '2026-04-01'::timestamptz + n * interval '1 s'
     from generate_series(1, ${pieceLimit + 900}) n`,
  )
  await owner.query(
    "insert into case_words (case_id, words) select case_id, to_tsvector('english', case when case_id % 5000 = 0 then 'kettle jug' else 'jug and kettle' end) from cases where case_id > 5000000",
  )
  await owner.query("analyze cases, case_words")
  await owner.end()
  for (const [filter, wanted] of [
    [{ channel: "letter" }, [5_000_000 + pieceLimit + 500]],
    [{ q: '"kettle jug"' }, [5_005_000, 5_010_000]],
  ] as const) {
    const first = await listCases(desk.db, leader, filter, { limit: 50 })
    assert.equal(first.looked, pieceLimit)
    assert.ok(first.next !== null)
    const second = await listCases(desk.db, leader, filter, { limit: 50, after: first.next })
    assert.deepEqual(
      [...first.items, ...second.items].map((each) => each.caseId),
      wanted,
    )
    assert.deepEqual([second.next, second.looked], [null, undefined])
  }
  assert.deepEqual(await countCases(desk.db, leader, { channel: "letter" }, 9), { count: 0, isExact: false })
})
