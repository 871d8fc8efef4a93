// Letters from the first byte to the case, on a real database, with the handlers of a desk.

import assert from "node:assert/strict"
import { after, test } from "node:test"
import { isWithin, watchedLoop } from "../../test/support/machine.ts"
import { type Db, openDatabase, row, rows, run, sql, type Tx } from "../database/index.ts"
import { Refused } from "../errors.ts"
import { NotNow } from "../jobs/index.ts"
import { replyAddressFor } from "../notices/index.ts"
import { letterHandlers } from "./filing.ts"
import { requeueUnread } from "./keep-store.ts"
import { letterParser } from "./parser.ts"
import { type Inbox, type LetterHandlers, readLetter } from "./read-letter.ts"
import { at, fresh, ours, sampleInbox } from "./sample-inbox.ts"
import { letterOf } from "./sample-letter.ts"

const { desk, inbox, keep, receive, listed, caseCount, close } = await sampleInbox()
after(close)

async function rawRow(letterId: number) {
  return row<{
    raw: Buffer | null
    salt: Buffer | null
    from_address: string | null
    envelope_to: string[]
    dedupe_key: Buffer | null
    attempts: number
  }>(
    desk.db,
    sql`select raw, salt, from_address, envelope_to, dedupe_key, attempts from letters where letter_id = ${letterId}`,
  )
}

test("a letter is kept with a job, and its bytes as they came", async () => {
  const raw = Buffer.concat([fresh(), Buffer.from([0, 255, 13, 10, 46])])
  const letterId = await keep(raw)
  assert.deepEqual((await rawRow(letterId))?.raw, raw)
  const jobs = await rows(
    desk.db,
    sql`select 1 from pgboss.job where name = 'read-letter' and data = jsonb_build_object('letter', ${letterId}::bigint)`,
  )
  assert.equal(jobs.length, 1)
})

test("letters kept at the same moment are each kept as what they are", async () => {
  const raws = Array.from({ length: 100 }, (_, index) => fresh({ Subject: `letter ${index}` }, "x".repeat(index * 100)))
  const ids = await Promise.all(
    raws.map((raw, index) => keep(raw, [`to${index}@x.example`, "\0"], index % 2 === 0 ? "" : null)),
  )
  assert.equal(new Set(ids).size, 100)
  for (const [index, letterId] of ids.entries()) {
    const found = await rawRow(letterId)
    assert.deepEqual(found?.raw, raws[index])
    assert.deepEqual(found?.envelope_to, [`to${index}@x.example`, "\ufffd"])
  }
  const salts = await rows<{ salt: Buffer; ok: boolean }>(
    desk.db,
    sql`select salt, sha256 = sha256(salt || raw) as ok from letters where letter_id = any(${ids}::bigint[])`,
  )
  assert.equal(new Set(salts.map((each) => each.salt.toString("hex"))).size, 100)
  assert.ok(salts.every((each) => each.ok && each.salt.length === 16))
})

test("a letter opens a case, and its row holds no words any more", async () => {
  const letter = await receive(fresh({ Subject: "Module 3 stays empty" }))
  assert.equal(letter.state, "filed")
  assert.match(letter.caseReference ?? "", /^INC-2026-\d{6}$/)
  assert.deepEqual([letter.from, letter.subject, letter.receivedAt], ["pat@force.example", "Module 3 stays empty", at])
  const found = await rawRow(letter.letterId)
  assert.deepEqual([found?.raw, found?.salt, found?.from_address, found?.envelope_to], [null, null, null, []])
  const kept = await row<{ bytes: Buffer }>(
    desk.db,
    sql`select c.bytes from letters l join content c on c.case_id = l.case_id and c.content_id = l.letter_content_id where l.letter_id = ${letter.letterId}`,
  )
  assert.match(kept?.bytes.toString() ?? "", /^From: Pat/)
})

test("reading a letter twice, one after the other or at once, makes one case", async () => {
  const before = await caseCount()
  const letterId = await keep(fresh())
  await Promise.all([readLetter(inbox, letterId), readLetter(inbox, letterId)])
  await readLetter(inbox, letterId)
  assert.equal(await caseCount(), before + 1)
})

test("an answer to our address continues the case", async () => {
  const first = await receive(fresh())
  const caseId = Number(first.caseReference?.slice(-6))
  const answer = await receive(fresh({ Subject: "Re: x" }, "Still empty."), [
    replyAddressFor(ours.key, ours.mailAddress, caseId, "pat@force.example"),
  ])
  assert.deepEqual([answer.state, answer.caseReference], ["filed", first.caseReference])
})

test("F38: the same letter twice is one case, and both deliveries are recorded", async () => {
  const before = await caseCount()
  const raw = fresh()
  const first = await receive(raw)
  const second = await receive(Buffer.concat([Buffer.from("Received: by another way\r\n"), raw]))
  assert.deepEqual([second.state, second.reason], ["ignored", `a repeat of letter ${first.letterId}`])
  assert.equal(await caseCount(), before + 1)
})

test("F38: ten deliveries of one letter, read at once by two desks, make one case", async () => {
  const before = await caseCount()
  const other: Db = openDatabase({ url: desk.url, connections: 10 })
  const raw = fresh()
  const ids = await Promise.all(Array.from({ length: 10 }, () => keep(raw)))
  await Promise.all(
    ids.map((letterId, index) =>
      readLetter(index % 2 === 0 ? inbox : { ...inbox, db: other, handlers: letterHandlers(other) }, letterId),
    ),
  )
  await other.pool.end()
  const states = await Promise.all(ids.map(async (letterId) => (await listed(letterId)).state))
  assert.deepEqual(states.toSorted(), ["filed", ...Array(9).fill("ignored")].toSorted())
  assert.equal(await caseCount(), before + 1)
})

test("F39: the same Message-ID with another body, and no Message-ID with other bytes, are other letters", async () => {
  const same = { "Message-ID": "<same@force.example>" }
  assert.equal((await receive(letterOf(same, "one"))).state, "filed")
  assert.equal((await receive(letterOf(same, "two"))).state, "filed")
  assert.equal((await receive(letterOf({}, "without a number"))).state, "filed")
  assert.equal((await receive(letterOf({}, "without a number"))).state, "ignored")
  assert.equal((await receive(letterOf({ "X-Other": "bytes" }, "without a number"))).state, "filed")
})

test("A16: a claim is held, audited, and touches no case", async () => {
  const first = await receive(fresh())
  const versions = () => rows(desk.db, sql`select version, seq from cases order by case_id`)
  const before = await versions()
  const letter = await receive(
    fresh({ From: "stranger@elsewhere.example", Subject: `Re: ${first.caseReference} close please` }),
  )
  assert.deepEqual(
    [letter.state, letter.reason, letter.from],
    ["held", `claims ${first.caseReference}`, "stranger@elsewhere.example"],
  )
  assert.deepEqual(await versions(), before)
  const audited = await rows(
    desk.db,
    sql`select 1 from audit where action = 'letter-held' and ${`letter:${letter.letterId}`} = any(target)`,
  )
  assert.equal(audited.length, 1)
})

test("A22: automatic replies and unmatched bounces are ignored, with the reason", async () => {
  assert.match((await receive(fresh({ "Auto-Submitted": "auto-replied" }))).reason ?? "", /^an automatic reply/)
  const bounce = await receive(
    fresh({ From: "MAILER-DAEMON@x.example", Subject: "Undelivered" }),
    ["desk@college.example"],
    "",
  )
  assert.deepEqual([bounce.state, bounce.reason], ["ignored", "a bounce of no letter of ours"])
})

test("A28: a letter beyond the limits is held with its reason, whole", async () => {
  const raw = fresh({ "Content-Type": "multipart/mixed; boundary=b" }, "--b\r\n\r\nx\r\n".repeat(5000))
  const letter = await receive(raw)
  assert.deepEqual(
    [letter.state, letter.reason, letter.subject],
    ["held", "has more than 1000 parts", "It does not work"],
  )
  assert.deepEqual((await rawRow(letter.letterId))?.raw, raw)
})

test("F42: a letter that ends its reader twice is held", async () => {
  const program = new URL("./samples/hangs.ts", import.meta.url)
  const hanging = letterParser({ program, limitMilliseconds: 200 })
  const letterId = await keep(fresh())
  await readLetter({ ...inbox, parser: hanging }, letterId)
  await hanging.close()
  assert.equal((await listed(letterId)).reason, "took longer than 200 ms to read")
})

test("F44: while no reader starts a letter waits, and none of its tries is used up", async () => {
  const program = new URL("./samples/stillborn.ts", import.meta.url)
  const stillborn = letterParser({ program })
  const letterId = await keep(fresh())
  for (let times = 0; times < 8; times++)
    await assert.rejects(readLetter({ ...inbox, parser: stillborn }, letterId), NotNow)
  await stillborn.close()
  assert.equal((await listed(letterId)).state, "received")
  await readLetter(inbox, letterId)
  assert.equal((await listed(letterId)).state, "filed")
})

function failing(open: LetterHandlers["open"]): Inbox {
  return { ...inbox, handlers: { ...inbox.handlers, open } }
}

test("F43: a letter that cannot be filed is tried again, and after the fifth time held where a person sees it", async () => {
  const letterId = await keep(fresh())
  const broken = failing(() => Promise.reject(new Error("a fault")))
  for (let times = 1; times <= 4; times++) {
    await assert.rejects(readLetter(broken, letterId), /a fault/)
    assert.equal((await listed(letterId)).state, "received")
  }
  await assert.rejects(readLetter(broken, letterId), /a fault/)
  assert.deepEqual([(await listed(letterId)).state, (await listed(letterId)).reason], ["held", "could not be filed"])
})

test("F06: what fails half-way leaves nothing behind", async () => {
  const before = await caseCount()
  const letterId = await keep(fresh())
  const halfway = failing(async (tx: Tx, ...rest) => {
    await inbox.handlers.open(tx, ...rest)
    throw new Error("half-way")
  })
  await assert.rejects(readLetter(halfway, letterId), /half-way/)
  assert.equal(await caseCount(), before)
  await readLetter(inbox, letterId)
  assert.equal((await listed(letterId)).state, "filed")
  assert.equal(await caseCount(), before + 1)
})

test("a refusal of the case holds the letter with the refusal's words", async () => {
  const letterId = await keep(fresh())
  await readLetter(
    failing(() => Promise.reject(new Refused("The case is closed."))),
    letterId,
  )
  assert.equal((await listed(letterId)).reason, "could not be filed: The case is closed.")
})

test("F05: a letter whose job was lost gets another within its minute, and only one", async () => {
  const letterId = await keep(fresh())
  await run(desk.db, sql`delete from pgboss.job where name = 'read-letter'`)
  await run(desk.db, sql`update letters set state = 'ignored' where state = 'received' and letter_id <> ${letterId}`)
  assert.equal(await requeueUnread(desk.db, 1), 0)
  await run(desk.db, sql`update letters set kept_at = now() - interval '2 minutes' where letter_id = ${letterId}`)
  assert.equal(await requeueUnread(desk.db, 1), 1)
  assert.equal(await requeueUnread(desk.db, 1), 0)
})

test("F42: a letter of 50 MB goes through without standing in anybody's way", async () => {
  const headers = { "Content-Type": "application/zip", "Content-Transfer-Encoding": "base64" }
  const body = `${"QUJD".repeat(19)}\r\n`.repeat(660_000)
  const raw = fresh(headers, body)
  const loop = watchedLoop()
  assert.equal((await receive(raw)).state, "filed")
  const stoodStill = loop.longest()
  assert.ok(isWithin(stoodStill, 200), `the loop stood still for ${stoodStill} ms`)
})
