// F41: a file lies in pieces from its first byte to its sending, and what stops in the middle is nowhere.

import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { after, test } from "node:test"
import { testDesk } from "../../test/support/desk.ts"
import { row, run, sql, transaction } from "../database/index.ts"
import { Invalid, Refused } from "../errors.ts"
import { checkUploads, keepUpload, openScanner, uploadsOf, uploadsTaken } from "./index.ts"
import { unsentLimits } from "./limits.ts"
import { eicar, testClamd } from "./test-clamd.ts"
import { givenFile } from "./test-file.ts"

const desk = await testDesk()
const clamd = await testClamd()
after(async () => {
  await clamd.close()
  await desk.close()
})
const { db } = desk
const actor = await desk.actor("adviser")
const scanner = openScanner(clamd.url)
const keep = (name: string, bytes: Buffer) => keepUpload(db, actor, givenFile(name, bytes), 0)
const taken = (ids: string[]) => transaction(db, (tx) => uploadsTaken(tx, actor.personId ?? 0, ids))

test("a file comes back as it was, however many pieces it has, and none", async () => {
  const files = [randomBytes(250_001), randomBytes(100_000), Buffer.from("x"), Buffer.alloc(0)]
  const ids = []
  for (const bytes of files) ids.push(await keep("a.bin", bytes))
  assert.deepEqual(
    (await uploadsOf(db, actor, ids)).map((each) => each.size),
    files.map((each) => each.length),
  )
  assert.equal(await checkUploads(db, scanner, 0), files.length)
  assert.deepEqual(
    (await taken(ids)).map((each) => each.bytes),
    files,
  )
  assert.deepEqual(await row(db, sql`select count(*) as pieces from upload_pieces`), { pieces: 0 })
})

test("a virus is found wherever in the pieces it lies, and a scanner that is away holds the file", async () => {
  const infected = await keep("b.bin", Buffer.concat([randomBytes(99_980), eicar, randomBytes(100_000)]))
  clamd.says = "INSTREAM size limit exceeded. ERROR"
  assert.equal(await checkUploads(db, scanner, 0), 0)
  assert.equal((await uploadsOf(db, actor, [infected]))[0]?.state, "waiting")
  clamd.says = undefined
  assert.equal(await checkUploads(db, scanner, 60_000), 1)
  assert.equal((await uploadsOf(db, actor, [infected]))[0]?.state, "infected")
  await assert.rejects(taken([infected]), Invalid)
})

test("what breaks off is not there, is not checked and cannot be sent; what is shorter than it said neither", async () => {
  const broken = {
    name: "c.bin",
    size: 300_000,
    pieces: async function* () {
      yield randomBytes(100_000)
      throw new Error("the connection is gone")
    },
  }
  await assert.rejects(keepUpload(db, actor, broken, 0), /gone/)
  await assert.rejects(keepUpload(db, actor, { ...givenFile("d.bin", Buffer.from("x")), size: 2 }, 0), Refused)
  const left = await row<{ ids: string[] }>(db, sql`select array_agg(upload_id) as ids from uploads where not is_whole`)
  assert.equal(left?.ids.length, 2)
  assert.deepEqual(await uploadsOf(db, actor, left?.ids ?? []), [])
  assert.equal(await checkUploads(db, scanner, 60_000), 0)
  await assert.rejects(taken(left?.ids ?? []), Invalid)
})

test("of many uploads at once no more pass than there is room for, in number and in bytes, and one's limit is nobody else's", async () => {
  const many = await desk.actor("adviser")
  const tiny = Array.from({ length: unsentLimits.count + 20 }, (_, number) =>
    keepUpload(db, many, givenFile(`${number}.txt`, Buffer.from("x")), 0).then(
      () => true,
      () => false,
    ),
  )
  const kept = (await Promise.all(tiny)).filter((each) => each).length
  assert.equal(kept, unsentLimits.count)

  const large = await desk.actor("adviser")
  const mebibyte = 1024 * 1024
  await run(
    db,
    sql`insert into uploads (upload_id, person_id, name, size, is_whole, look_at, uploaded_at)
      select rpad('filler' || number, 22, '_'), ${large.personId}, 'x', ${10 * mebibyte}::int, false, now(), now()
      from generate_series(1, 19) number`,
  )
  const room = unsentLimits.bytes - 19 * 10 * mebibyte
  const piece = Buffer.alloc(room / 4)
  const answers = await Promise.allSettled(
    Array.from({ length: 12 }, () => keepUpload(db, large, givenFile("l.bin", piece), 0)),
  )
  assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 4)
  const unsent = await row<{ bytes: number }>(
    db,
    sql`select sum(size)::bigint as bytes from uploads where person_id = ${large.personId}`,
  )
  assert.equal(unsent?.bytes, unsentLimits.bytes)
  await keep("e.txt", Buffer.from("x"))
})
