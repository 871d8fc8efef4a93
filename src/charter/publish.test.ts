import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { after, beforeEach, test } from "node:test"
import pg from "pg"
import { testDatabase } from "../../test/support/database.ts"
import { run, sql, transaction } from "../database/index.ts"
import { Invalid, Refused } from "../errors.ts"
import {
  charterInForce,
  charterRevision,
  charterVersions,
  type Publication,
  publishCharter,
  publishedBook,
  readCharterBook,
  seedCharter,
} from "./index.ts"

const database = await testDatabase()
const { db } = database
const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 1 })
after(async () => {
  await owner.end()
  await database.close()
})

const hour = 3_600_000
const at = Temporal.Instant.from("2026-03-27T09:00Z").epochMilliseconds
const text = readFileSync(join(import.meta.dirname, "testing/minimal.yaml"), "utf8")
const titled = (title: string) => text.replace("title: A charter", () => `title: ${title}`)
const publish = (over: Partial<Publication> = {}) =>
  transaction(db, (tx) => publishCharter(tx, { text, from: at, at, ...over }))

beforeEach(async () => {
  await owner.query("alter table charter_versions disable trigger all")
  await owner.query("delete from charter_versions")
  await owner.query("alter table charter_versions enable trigger all")
})

test("the first version may be back-dated, and is in force for all time before it too", async () => {
  assert.deepEqual(await publish({ from: at - 1000 * hour }), { number: 1, inForceFrom: at - 1000 * hour })
  assert.equal((await charterInForce(db, at - 100_000 * hour)).number, 1)
})

test("a version is kept as it was published, byte for byte, with its hash and its times", async () => {
  const unusual = titled("Ünïcode – 'quoted'").replaceAll("\n", "\r\n")
  await publish({ text: unusual, from: at + hour })
  const [version] = await charterVersions(db)
  assert.equal(version?.text, unusual)
  assert.equal(version?.sha256, createHash("sha256").update(unusual).digest("hex"))
  assert.deepEqual(
    [version?.inForceFrom, version?.publishedAt, version?.charter.document.title],
    [at + hour, at, "Ünïcode – 'quoted'"],
  )
})

test("at the instant that it names a version is in force, and not a millisecond before", async () => {
  await publish()
  await publish({ text: titled("Second"), from: at + hour })
  await publish({ text: titled("Third"), from: at + 2 * hour })
  const book = await readCharterBook(db)
  const numberAt = (instant: number) => book.versionAt(instant).number
  assert.deepEqual(
    [at - 1, at, at + hour - 1, at + hour, at + 2 * hour - 1, at + 2 * hour, at + 900 * hour].map(numberAt),
    [1, 1, 1, 2, 2, 3, 3],
  )
  assert.equal(book.version(2).charter.document.title, "Second")
  assert.throws(() => book.version(4), /no version 4/)
})

test("a later version starts later than now and than every other start", async () => {
  await publish()
  await assert.rejects(publish({ from: at - hour }), Refused)
  await assert.rejects(publish({ from: at }), { message: /later than now/ })
  await publish({ from: at + 5 * hour })
  await assert.rejects(publish({ from: at + 5 * hour }), {
    message: /Version 2 .* 2026-03-27T14:00:00Z: .* after that/,
  })
  await assert.rejects(publish({ from: at + 4 * hour }), Refused)
  assert.equal((await publish({ from: at + 5 * hour + 1 })).number, 3)
})

test("what is no charter, and what contradicts itself, is not published", async () => {
  await assert.rejects(publish({ text: "title: 1" }), Invalid)
  await assert.rejects(publish({ text: text.replace("queue: engineers", "queue: wizards"), fileName: "desk.yaml" }), {
    name: "Error",
    message: /contradicts itself\. desk\.yaml:\d+:\d+: technical: names the queue wizards/,
  })
  assert.deepEqual(await charterVersions(db), [])
})

test("of twenty publications at once for the same instant one is made", async () => {
  await publish()
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => publish({ from: at + hour })))
  assert.equal(outcomes.filter((each) => each.status === "fulfilled").length, 1)
  assert(outcomes.every((each) => each.status === "fulfilled" || each.reason instanceof Refused))
  assert.equal(await charterRevision(db), 2)
})

test("a running desk sees a new version by its revision, and reads nothing again while there is none", async () => {
  assert.equal(await charterRevision(db), 0)
  assert.equal(await publishedBook(db), undefined)
  await publish()
  const book = await publishedBook(db)
  assert.equal(await publishedBook(db), book)
  await publish({ from: at + hour })
  assert.equal(await charterRevision(db), 2)
  assert.equal((await publishedBook(db))?.versions.length, 2)
})

test("an empty database is given the charter once, however many processes start", async () => {
  const seeds = await Promise.all(Array.from({ length: 8 }, () => transaction(db, (tx) => seedCharter(tx, text, at))))
  assert.equal(seeds.filter((each) => each.published).length, 1)
  assert.deepEqual(await transaction(db, (tx) => seedCharter(tx, text, at)), {
    published: false,
    latest: 1,
    differs: false,
  })
  const other = await transaction(db, (tx) => seedCharter(tx, titled("Another"), at + hour))
  assert.deepEqual(other, { published: false, latest: 1, differs: true })
  assert.equal((await charterVersions(db)).length, 1)
})

test("what was published cannot be changed, removed or back-dated, whoever asks the database", async () => {
  await publish()
  for (const statement of [
    "update charter_versions set text = 'x'",
    "delete from charter_versions",
    "truncate charter_versions",
  ]) {
    await assert.rejects(owner.query(statement), /append-only|back-dated/, statement)
  }
  const insert = (number: number, from: number) =>
    run(
      db,
      sql`
        insert into charter_versions (number, text, sha256, in_force_from, published_at)
        values (${number}, ${text}, sha256(convert_to(${text}, 'UTF8')), to_timestamp(${from / 1000}), to_timestamp(${at / 1000}))`,
    )
  await assert.rejects(insert(2, at - hour), /back-dated/)
  await assert.rejects(insert(1, at + hour), /back-dated|duplicate key/)
  await assert.rejects(insert(7, at + hour), /back-dated/)
  const forged = sql`
    insert into charter_versions (number, text, sha256, in_force_from, published_at)
    values (2, 'a', sha256('b'), 'infinity', now())`
  await assert.rejects(run(db, forged), /check constraint/)
})
