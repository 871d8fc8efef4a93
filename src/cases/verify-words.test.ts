// What search keeps is proven with the rest: the words of each case, its numbers, and the words that stand in some case.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import pg from "pg"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { redactContent } from "../incidents/index.ts"
import { keepSearchUp, verifyCases } from "./index.ts"

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

async function differences(): Promise<string[]> {
  const found: string[] = []
  const tell = ({ reference, what }: { reference: string; what: string }) => found.push(`${reference}: ${what}`)
  await verifyCases(desk.db, await desk.rules(), instant("2026-03-27T17:00"), tell)
  return found
}

const opened = (subject: string, body: string) => desk.open("2026-03-27T16:30", { subject, correspondence: { body } })
async function bodyOf(caseId: number): Promise<number> {
  const found = await owner.query(`select content_id from content where case_id = ${caseId} and kind = 'body'`)
  return Number(found.rows[0]?.content_id)
}

async function noted(): Promise<void> {
  while (await keepSearchUp(desk.db));
}

test("words that wait to be noted are no difference, and neither is anything once they are", async () => {
  await opened("Quicksilver", "Ring 020 7946 0123 about the gazebo")
  assert.deepEqual(await differences(), [])
  await noted()
  assert.deepEqual(await differences(), [])
})

test("a word that search forgot, a number that it lost, and words and numbers that no case says are named", async () => {
  const { caseId, reference } = await opened("Zeppelin", "Ring 0161 496 0999 about the zeppelin")
  await noted()
  const tampered: [string, string, RegExp][] = [
    [
      "delete from search_words where word like 'zeppelin%'",
      "insert into search_words values ('zeppelin')",
      new RegExp(`${reference}: search does not know 1 of its words`),
    ],
    [
      `create table kept_numbers as select * from case_numbers where case_id = ${caseId}; delete from case_numbers where case_id = ${caseId}`,
      "insert into case_numbers select * from kept_numbers",
      new RegExp(`${reference}: is not found by the numbers`),
    ],
    [
      "insert into search_words values ('secretword')",
      "delete from search_words where word = 'secretword'",
      /search: knows 1 words that no case says/,
    ],
  ]
  for (const [statement, back, expected] of tampered) {
    await owner.query(statement)
    const found = await differences()
    assert.ok(found.length === 1 && expected.test(found[0] ?? ""), `${statement}\n${found.join("\n")}`)
    assert.ok(!found.join().includes("secretword"), "a word that may have been erased is not told")
    await owner.query(back)
  }
  assert.deepEqual(await differences(), [])
})

test("A71: after an erasure no word of it is known", async () => {
  const incident = await opened("Erased", "The lighthouse keeper")
  await noted()
  const ask = await desk.ask(await desk.actor("team-leader"), incident, "2026-03-27T16:40")
  await redactContent(desk.db, ask, {
    content: await bodyOf(incident.caseId),
    authority: "A. Officer",
    reason: "Personal data",
  })
  assert.deepEqual(await differences(), [])
  const left = await owner.query("select from search_words where word like 'lighthous%'")
  assert.equal(left.rowCount, 0)
})
