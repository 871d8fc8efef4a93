import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import pg from "pg"
import { instant, testDesk } from "../../test/support/desk.ts"
import { verifyCases } from "../cases/index.ts"
import { row, rows, sql, transaction } from "../database/index.ts"
import { Invalid, Refused, Stale } from "../errors.ts"
import { checkUploads, keepUpload, openScanner, uploadsOf } from "../files/index.ts"
import { eicar, testClamd } from "../files/test-clamd.ts"
import { givenFile } from "../files/test-file.ts"
import { type Actor, disablePerson } from "../people/index.ts"
import { forYou, waitingOnCase } from "../writing/index.ts"
import { assignIncident } from "./assign.ts"
import { closeIncident } from "./close.ts"
import { sendWaiting } from "./go.ts"
import { receiveMessage } from "./receive.ts"
import { replyToCustomer } from "./reply.ts"
import { resolveIncident } from "./resolve.ts"
import { sendReply } from "./send-reply.ts"

const desk = await testDesk()
const clamd = await testClamd()
after(async () => {
  await clamd.close()
  await desk.close()
})

let adviser: Actor
before(async () => {
  adviser = await desk.actor("adviser")
})

const nine = "2026-03-27T09:00"
const at = (seconds: number) => instant(nine) + seconds * 1000
const faults: unknown[] = []
const go = (seconds: number) => sendWaiting(desk.db, at(seconds), (error) => faults.push(error))
const words = (body: string, uploads: readonly string[] = []) => ({ body, uploads })

async function countOf(caseId: number, type: string): Promise<number> {
  const found = await row<{ count: number }>(
    desk.db,
    sql`select count(*) as count from events where case_id = ${caseId} and type = ${type}`,
  )
  return found?.count ?? 0
}

async function written(caseId: number, seconds: number): Promise<void> {
  const message = { channel: "web", receivedAt: at(seconds), correspondence: { body: "One thing more." } } as const
  const rules = await desk.rules()
  await transaction(desk.db, (tx) => receiveMessage(tx, caseId, message, { rules, at: at(seconds) }))
}

test("a reply waits ten seconds: then come its event, its notice, and the stop of the clocks, in its writer's name", async () => {
  const found = await desk.open(nine, { priority: 2 })
  const { goesAt } = await sendReply(desk.db, await desk.ask(adviser, found, nine), words("We are on it."))
  assert.equal(goesAt, at(10))
  assert.equal(await go(9), 0)
  const before = await desk.answer(found, "2026-03-27T09:00:09")
  assert.equal(before.clocks.find((each) => each.name === "respond")?.state, "running")
  assert.equal(await go(10), 1)
  const { clocks, timeline } = await desk.answer(found, "2026-03-27T09:01")
  const respond = clocks.find((each) => each.name === "respond")
  assert.deepEqual([respond?.state, respond?.endedAt], ["met", "2026-03-27T09:00:10+00:00"])
  const told = timeline.find((each) => each.type === "replied")
  assert.deepEqual([told?.by, told?.content?.[0]?.text], ["Test adviser", "We are on it."])
  assert.deepEqual(await waitingOnCase(desk.db, found.caseId), [])
  assert.equal(await go(60), 0)
})

test("a program's reply goes at once", async () => {
  const found = await desk.open(nine)
  await replyToCustomer(desk.db, await desk.ask(adviser, found, nine), { body: "At once." })
  assert.equal(await countOf(found.caseId, "replied"), 1)
})

test("a promise that falls due within the ten seconds is not missed for their sake", async () => {
  const found = await desk.open(nine, { priority: 1 })
  const late = "2026-03-27T09:59:55"
  const { goesAt } = await sendReply(desk.db, await desk.ask(adviser, found, late), words("Just in time."))
  assert.equal(goesAt, instant("2026-03-27T09:59:58"))
  const last = await desk.open(nine, { priority: 1 })
  const now = "2026-03-27T09:59:59"
  assert.equal((await sendReply(desk.db, await desk.ask(adviser, last, now), words("Now."))).goesAt, instant(now))
})

test("F62 of two workers that look at the same moment one lets it go", async () => {
  const found = await desk.open(nine)
  await sendReply(desk.db, await desk.ask(adviser, found, nine), words("Once."))
  const gone = await Promise.all(Array.from({ length: 8 }, () => go(10)))
  assert.equal(
    gone.reduce((sum, each) => sum + each, 0),
    1,
  )
  assert.equal(await countOf(found.caseId, "replied"), 1)
})

test("F61 fifty presses of one button are one reply", async () => {
  const found = await desk.open(nine)
  const claim = { caller: "form of 1", key: "k".repeat(43), requestMac: Buffer.alloc(32, 1), status: 303 }
  const ask = { ...(await desk.ask(adviser, found, nine)), version: 1, claim }
  const all = await Promise.all(Array.from({ length: 50 }, () => sendReply(desk.db, ask, words("Once only."))))
  assert.equal(new Set(all.map((each) => each.reference)).size, 1)
  assert.equal((await waitingOnCase(desk.db, found.caseId)).length, 1)
  assert.equal(await go(10), 1)
  const again = await sendReply(desk.db, ask, words("Once only."))
  assert.equal(again.reference, found.reference)
  assert.equal(await go(30), 0)
})

test("F60 whoever writes within the ten seconds stops it: the words are kept, and stand on their writer's list", async () => {
  const found = await desk.open(nine)
  await sendReply(desk.db, await desk.ask(adviser, found, nine), words("My answer."))
  await written(found.caseId, 5)
  assert.equal(await go(10), 0)
  const [waiting] = await waitingOnCase(desk.db, found.caseId)
  assert.deepEqual([waiting?.state, waiting?.reason, waiting?.body], ["stopped", "newer-message", "My answer."])
  const [first] = await forYou(desk.db, adviser)
  assert.deepEqual([first?.why, first?.reference], ["stopped", found.reference])
  assert.equal(await countOf(found.caseId, "replied"), 0)
})

test("F59 of two colleagues who answer at once the second is stopped, and a move or a note stops nobody", async () => {
  const found = await desk.open(nine)
  const other = await desk.actor("engineer")
  await sendReply(desk.db, await desk.ask(adviser, found, nine), words("Mine."))
  await sendReply(desk.db, await desk.ask(other, found, nine), words("Theirs."))
  await assignIncident(desk.db, await desk.ask(other, found, "2026-03-27T09:00:05"), "me")
  assert.equal(await go(11), 1)
  const left = await waitingOnCase(desk.db, found.caseId)
  assert.deepEqual(
    left.map(({ body, reason }) => [body, reason]),
    [["Theirs.", "newer-message"]],
  )
})

test("F60 a case that is closed meanwhile, or resolved, does not get it", async () => {
  const found = await desk.open(nine)
  await resolveIncident(desk.db, await desk.ask(adviser, found, nine), { outcome: "fixed", body: "Done." })
  await sendReply(desk.db, await desk.ask(adviser, found, nine), words("One thing more."))
  await closeIncident(desk.db, await desk.ask(adviser, found, nine))
  assert.equal(await go(10), 0)
  assert.equal((await waitingOnCase(desk.db, found.caseId))[0]?.reason, "refused")
})

test("a stale form is refused before anything waits, and so is a case that cannot be replied to", async () => {
  const found = await desk.open(nine)
  const ask = await desk.ask(adviser, found, nine)
  await written(found.caseId, 1)
  await assert.rejects(sendReply(desk.db, { ...ask, version: 1 }, words("Blind.")), Stale)
  await resolveIncident(desk.db, ask, { outcome: "fixed", body: "Done." })
  await closeIncident(desk.db, ask)
  await assert.rejects(sendReply(desk.db, ask, words("Too late.")), Refused)
  assert.deepEqual(await waitingOnCase(desk.db, found.caseId), [])
})

test("A45 nothing goes in the name of somebody who has been let in no more", async () => {
  const found = await desk.open(nine)
  const leaver = await desk.actor("adviser")
  await sendReply(desk.db, await desk.ask(leaver, found, nine), words("Farewell."))
  await transaction(desk.db, (tx) => disablePerson(tx, leaver.personId ?? 0, at(2)))
  assert.equal(await go(10), 0)
  assert.equal((await waitingOnCase(desk.db, found.caseId))[0]?.reason, "left")
})

test("a macro's moves are made when the reply goes, and each needs its own right", async () => {
  const found = await desk.open(nine)
  const moves = [
    { move: "classify", priority: 3 },
    { move: "hold", for: "customer" },
  ] as const
  await sendReply(desk.db, await desk.ask(adviser, found, nine), { ...words("Which browser?"), note: "Asked.", moves })
  assert.equal((await desk.answer(found, nine)).priority, null)
  assert.equal(await go(10), 1)
  const { state, priority, timeline } = await desk.answer(found, "2026-03-27T09:01")
  assert.deepEqual([state, priority], ["on-hold", 3])
  assert.deepEqual(
    timeline.map((each) => each.type).filter((type) => ["replied", "noted", "classified", "held"].includes(type)),
    ["replied", "noted", "classified", "held"],
  )
  const auditor = await desk.actor("auditor")
  await assert.rejects(sendReply(desk.db, await desk.ask(auditor, found, nine), words("No.")), { name: "Error" })
})

test("a transaction that breaks off leaves the reply waiting, and the next try sends it once", async () => {
  const found = await desk.open(nine)
  await sendReply(desk.db, await desk.ask(adviser, found, nine), words("Through a crash."))
  const owner = new pg.Client({ connectionString: desk.ownerUrl })
  await owner.connect()
  // The session dies after the row is taken and the event is written, before the commit: as in a crash of the process.
  await owner.query(`create function dies() returns trigger language plpgsql as $$
    begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`)
  await owner.query("grant execute on function dies() to public")
  await owner.query(
    `create trigger dies after insert on events for each row when (new.type = 'replied') execute function dies()`,
  )
  faults.length = 0
  assert.equal(await go(10), 0)
  assert.equal(faults.length, 1)
  await owner.query("drop trigger dies on events")
  await owner.end()
  assert.equal((await waitingOnCase(desk.db, found.caseId))[0]?.state, "waiting")
  assert.equal(await go(11), 1)
  assert.equal(await go(12), 0)
  assert.equal(await countOf(found.caseId, "replied"), 1)
})

test("what was restored from a backup may have gone already: its writer decides", async () => {
  const found = await desk.open(nine)
  await sendReply(desk.db, await desk.ask(adviser, found, nine), words("Twice?"))
  await desk.db.pool.query(
    "insert into desk_holds (restored_at, backup, redactions, released_at, release, dropped) values ($1, 'b', 0, $1, 'all', 0)",
    ["2026-03-27T09:00:08Z"],
  )
  assert.equal(await go(10), 0)
  assert.equal((await waitingOnCase(desk.db, found.caseId))[0]?.reason, "restored")
  await desk.db.pool.query("delete from desk_holds")
})

test("files go with the notice once they are checked; while the scanner is away they wait, and with a virus they are put away", async () => {
  const found = await desk.open(nine)
  const scanner = openScanner(clamd.url)
  const upload = (name: string, bytes: Buffer) => keepUpload(desk.db, adviser, givenFile(name, bytes), at(0))
  const good = await upload("guide.pdf", Buffer.from("How to"))
  await sendReply(desk.db, await desk.ask(adviser, found, nine), words("See the guide.", [good]))
  clamd.says = "ERROR"
  assert.equal(await checkUploads(desk.db, scanner, at(1)), 0)
  assert.equal(await go(10), 0, "while the scanner is away it waits")
  clamd.says = undefined
  assert.equal(await checkUploads(desk.db, scanner, at(60)), 1)
  assert.equal(await go(60), 1)
  const notice = await row<{ facts: { files?: object[] } }>(
    desk.db,
    sql`select facts from notices where case_id = ${found.caseId} and kind = 'reply'`,
  )
  assert.equal(notice?.facts.files?.length, 1)
  assert.deepEqual(await uploadsOf(desk.db, adviser, [good]), [])

  const bad = await upload("invoice.exe", eicar)
  await sendReply(desk.db, await desk.ask(adviser, found, "2026-03-27T09:02"), words("Your invoice.", [bad]))
  await checkUploads(desk.db, scanner, at(125))
  assert.equal(await go(130), 0)
  assert.equal((await waitingOnCase(desk.db, found.caseId))[0]?.reason, "infected")
  const { timeline } = await desk.answer(found, "2026-03-27T09:05")
  const put = timeline.find((each) => each.type === "file-quarantined")
  assert.deepEqual(
    [put?.audience, put?.content?.map((each) => each.text)],
    ["staff", ["invoice.exe", "Eicar-Test-Signature"]],
  )
})

test("nobody sends what somebody else uploaded, or the same file twice", async () => {
  const found = await desk.open(nine)
  const other = await desk.actor("engineer")
  const theirs = await keepUpload(desk.db, other, givenFile("secret.txt", Buffer.from("x")), at(0))
  const ask = await desk.ask(adviser, found, nine)
  await assert.rejects(sendReply(desk.db, ask, words("Look.", [theirs])), Invalid)
  await assert.rejects(sendReply(desk.db, ask, words("Look.", ["A".repeat(22)])), Invalid)
  assert.deepEqual(await rows(desk.db, sql`select from waiting_replies where case_id = ${found.caseId}`), [])
})

test("files that went and files that were put away are proven by the history like any words", async () => {
  const found: string[] = []
  await verifyCases(desk.db, await desk.rules(), at(600), ({ reference, what }) => found.push(`${reference}: ${what}`))
  assert.deepEqual(
    found.filter((each) => /content|chain|event/.test(each)),
    [],
  )
})
