import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import pg from "pg"
import { type TestDesk, testDesk } from "../support/desk.ts"
import { onceWrong, type Told } from "./judged-clocks.ts"
import { contactsWrong, strangersWrong, verbsWrong } from "./judged-contacts.ts"
import { lettersWrong } from "./judged-letters.ts"
import { acknowledgementsWrong, duplicates, noticesWrong, unexplained } from "./judged-notices.ts"
import { jobsWrong, outsideWrong, settingsWrong } from "./judged-rest.ts"
import { emptyLedger, type Ledger, type RelayedMessage } from "./ledger.ts"

// A judge that finds nothing wrong proves something only if it finds what is: each check is shown a database that it must accept,
// and then one that was spoiled.
let desk: TestDesk
let owner: pg.Client
let ledger: Ledger
before(async () => {
  desk = await testDesk()
  owner = new pg.Client({ connectionString: desk.ownerUrl })
  await owner.connect()
  ledger = emptyLedger()
  for (const marker of ["one", "two"]) {
    const requester = { name: "Sam Carter", email: `${marker}@force.example` }
    const { reference } = await desk.open("2026-03-27T10:00", { subject: marker, requester })
    ledger.contacts.push({ marker, email: requester.email, reference, verbs: [] })
  }
})
after(async () => {
  await owner.end()
  await desk.close()
})

// What is spoiled is as it was afterwards.
async function spoiled(statement: string, judge: () => Promise<readonly string[]>): Promise<readonly string[]> {
  await owner.query("begin")
  try {
    await owner.query(statement)
    return await judge()
  } finally {
    await owner.query("rollback")
  }
}

const contacts = () => contactsWrong(owner, ledger)

test("a contact that is lost, there twice, or another case than its sender was told, is found", async () => {
  assert.deepEqual(await contacts(), [])
  assert.match(
    (await spoiled("update cases set subject = 'gone' where subject = 'one'", contacts)).join(),
    /one .* 0 cases/,
  )
  assert.match((await spoiled("update cases set subject = 'one'", contacts)).join(), /one .* 2 cases/)
  assert.equal((await spoiled("update cases set reference = reference || '9'", contacts)).length, 2)
})

test("a case that nobody reported is found", async () => {
  assert.deepEqual(await strangersWrong(owner, ledger), [])
  const [contact] = ledger.contacts
  assert.equal((await strangersWrong(owner, { ...ledger, contacts: contact === undefined ? [] : [contact] })).length, 1)
})

test("a verb that is lost, done twice, or done though it was refused, is found", async () => {
  const [first] = ledger.contacts
  assert.ok(first)
  const asked = (answer: "done" | "refused") => ({
    ...ledger,
    contacts: [{ ...first, verbs: [{ noun: "note" as const, marker: "words of a note", answer }] }],
  })
  const insert = (id: number) =>
    `insert into content (case_id, content_id, kind, salt, bytes) select case_id, ${id}, 'note', ''::bytea, 'words of a note' from cases where subject = 'one';
     insert into events (case_id, seq, at, type, v, body, hash) select case_id, ${id}, now(), 'noted', 1, '{"data":{}}', '' from cases where subject = 'one';`
  assert.deepEqual(await verbsWrong(owner, asked("refused")), [])
  assert.equal((await verbsWrong(owner, asked("done"))).length, 2)
  assert.deepEqual(await spoiled(insert(90), () => verbsWrong(owner, asked("done"))), [])
  assert.equal((await spoiled(insert(90), () => verbsWrong(owner, asked("refused")))).length, 2)
  assert.equal((await spoiled(insert(90) + insert(91), () => verbsWrong(owner, asked("done")))).length, 2)
})

test("a letter that is lost, unread, on two cases, or there though nobody sent it, is found", async () => {
  const letter = { messageId: "a@b", version: 1, fate: "filed", way: "smtp", attempts: 2, acknowledged: 1 } as const
  const sent = { ...ledger, letters: [letter] }
  const judge = () => lettersWrong(owner, sent)
  const insert = (state: string, caseId: number | null, reason = "a new case", messageId = "a@b") =>
    `insert into letters (received_at, source, size, salt, raw, sha256, message_id, state, reason, case_id)
     values (now(), 'smtp', 1, null, null, ''::bytea, '${messageId}', '${state}', '${reason}', ${caseId});`
  assert.equal((await judge()).length > 0, true)
  const isFiled = insert("filed", 1)
  assert.deepEqual(await spoiled("alter table letters disable trigger all", async () => []), [])
  const found = await spoiled(withoutChecks(isFiled), judge)
  assert.deepEqual(found, [])
  assert.match((await spoiled(withoutChecks(insert("received", null)), judge)).join(), /never read/)
  assert.match((await spoiled(withoutChecks(isFiled + insert("filed", 2)), judge)).join(), /2 cases/)
  assert.match(
    (await spoiled(withoutChecks(isFiled + insert("filed", 2, "", "x@y")), judge)).join(),
    /x@y was never sent/,
  )
})

// Only what the judge looks at is put into the rows.
function withoutChecks(statement: string): string {
  return `do $$ declare c record; begin for c in select conname from pg_constraint where conrelid = 'letters'::regclass and contype = 'c'
    loop execute format('alter table letters drop constraint %I', c.conname); end loop; end $$; ${statement}`
}

const message = (at: number, mood: RelayedMessage["mood"] = "take"): RelayedMessage => ({
  messageId: "m@desk",
  to: "one@force.example",
  mood,
  isTaken: true,
  at,
})
const sentAs = "update notices set state = 'sent', message_id = '<m@desk>', is_attempting = false"

test("a notice that never reached the relay, or that nobody is told of, or told of twice, is found", async () => {
  const one = "delete from notices where case_id = (select max(case_id) from cases);"
  const judge = (relayed: RelayedMessage[]) => () => noticesWrong(owner, { ...ledger, relayed })
  assert.deepEqual(await spoiled(one + sentAs, judge([message(1)])), [])
  assert.match((await spoiled(one + sentAs, judge([]))).join(), /did not reach the relay/)
  assert.match((await spoiled(one, judge([]))).join(), /is waiting/)
  assert.match(
    (await spoiled(one + sentAs, judge([message(1), { ...message(2), messageId: "z@desk" }]))).join(),
    /z@desk/,
  )
  assert.deepEqual(await acknowledgementsWrong(owner), [])
  assert.equal((await spoiled("delete from notices", () => acknowledgementsWrong(owner))).length, 2)
})

test("a second copy is found where no crash explains it, where one crash would have to explain two, and where it is not marked", async () => {
  const judge = (relayed: RelayedMessage[], crashes: number[]) => async () =>
    (await duplicates(owner, { ...ledger, relayed, crashes })).broken
  const marked = `${sentAs}, possible_duplicate = true`
  assert.deepEqual(await spoiled(marked, judge([message(1), message(3)], [2])), [])
  assert.equal((await spoiled(sentAs, judge([message(1), message(3)], [2]))).length, 1)
  assert.equal((await spoiled(marked, judge([message(1), message(3)], [4]))).length, 1)
  const other = { ...message(1), messageId: "o@desk" }
  const two = [
    { messageId: "m@desk", before: message(1), again: message(3) },
    { messageId: "o@desk", before: other, again: { ...other, at: 5 } },
  ]
  assert.equal(unexplained(two, { ...ledger, crashes: [2] }).length, 1)
  assert.equal(unexplained(two, { ...ledger, crashes: [2, 4] }).length, 0)
  assert.equal(
    unexplained([{ messageId: "m@desk", before: message(1, "drop-taken"), again: message(3) }], ledger).length,
    0,
  )
})

test("an outcome or a warning that came twice or too early, and an escalation without a miss, are found", () => {
  const event = (seq: number, type: string, at: number, data: Told["data"]): Told => ({
    reference: "INC",
    seq,
    type,
    at,
    by: "system",
    data,
  })
  const missed = event(1, "clock-missed", 101, { clock: "respond", due: 100 })
  const escalated = event(2, "escalated", 101, { clock: "respond", because: "breach" })
  const warned = event(3, "clock-warned", 90, { clock: "respond", due: 100 })
  assert.deepEqual(onceWrong([missed, escalated, warned]), [])
  assert.equal(onceWrong([missed, { ...missed, seq: 4 }]).length, 1)
  assert.equal(onceWrong([warned, { ...warned, seq: 4 }]).length, 1)
  assert.equal(onceWrong([{ ...missed, at: 100 }]).length, 1)
  assert.equal(onceWrong([event(1, "clock-met", 101, { clock: "respond", due: 100 })]).length, 1)
  assert.equal(onceWrong([escalated]).length, 1)
})

test("a job that is not done, a setting that could lose data and an answer that blames the sender are found", async () => {
  assert.ok((await jobsWrong(owner)).length > 0, "the notices of this desk wait for a worker that never comes")
  assert.deepEqual(await spoiled("delete from pgboss.job", () => jobsWrong(owner)), [])
  assert.ok(
    (await settingsWrong(owner)).includes("fsync is off"),
    "the cluster of the tests is not safe, and is found out",
  )
  const refused = emptyLedger()
  refused.refused("API 503")
  assert.deepEqual(outsideWrong(refused), [])
  refused.refused("API 500")
  assert.equal(outsideWrong(refused).length, 1)
  refused.struck("failpoint-throw", "verb.before_commit")
  assert.equal(outsideWrong(refused).length, 0)
})
