// The demonstration week: true at whatever moment a desk is first started, made once, and whole or not at all.

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { after, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import { type TestDatabase, testDatabase } from "../../test/support/database.ts"
import { defaultCharterText, instant } from "../../test/support/desk.ts"
import { verifyCases } from "../cases/index.ts"
import { seedCharter } from "../charter/index.ts"
import { freshRules } from "../clocks/index.ts"
import { type Db, row, rows, sql, transaction } from "../database/index.ts"
import { signIn } from "../people/index.ts"
import { elapsed, seedHolidays } from "../time/index.ts"
import { passwordOf, staff } from "./cast.ts"
import { fillDemonstration } from "./index.ts"
import { hours, momentsBefore } from "./moments.ts"
import { testLetterhead } from "./test-letterhead.ts"

const made: TestDatabase[] = []
after(async () => {
  for (const each of made) await each.close()
})

async function emptyDesk(): Promise<TestDatabase> {
  const database = await testDatabase()
  made.push(database)
  await transaction(database.db, async (tx) => {
    await seedHolidays(tx)
    await seedCharter(tx, defaultCharterText, instant("2020-01-01T00:00"))
  })
  return database
}

async function one<Row extends object>(db: Db, statement: ReturnType<typeof sql>): Promise<Row> {
  const found = await row<Row>(db, statement)
  assert.ok(found)
  return found
}

const starts = [
  "2026-03-27T16:59",
  "2026-03-30T08:01",
  "2026-03-29T03:00",
  "2026-12-28T12:00",
  "2026-05-20T12:34:56.789",
]

for (const start of starts) {
  test(`a desk that is first started at ${start} has a week behind it that proves true`, async () => {
    const { db } = await emptyDesk()
    const at = instant(start)
    await fillDemonstration(db, at, testLetterhead)
    const differences: string[] = []
    const verified = await verifyCases(db, await freshRules(db), at, ({ reference, what }) =>
      differences.push(`${reference} ${what}`),
    )
    assert.deepEqual(differences, [])
    assert.equal(verified.cases, 14)
    const { last, due } = await one<{ last: number; due: number }>(
      db,
      sql`select max(events.at) as last, (select count(*) from cases where next_at <= ${start}::timestamptz - interval '1 hour') as due from events`,
    )
    assert.ok(last <= at)
    assert.equal(due, 0)
    const outcomes = await rows<{ subject: string; missed: string }>(
      db,
      sql`select subject, string_agg(clocks.name, ', ' order by clocks.name) as missed from clocks join cases using (case_id)
        where clocks.state = 'missed' group by subject order by subject`,
    )
    assert.deepEqual(outcomes, [
      { subject: "A website that copies your sign-in page", missed: "restore" },
      { subject: "Videos in module 7 have no subtitles", missed: "first-reply, respond, restore" },
    ])
  })
}

test("the week has something for every page, and leaves nothing to be sent or read", async () => {
  const { db } = await emptyDesk()
  await fillDemonstration(db, instant("2026-03-27T14:00"), testLetterhead)
  const states = await rows<{ state: string }>(db, sql`select distinct state from cases order by state`)
  assert.deepEqual(
    states.map((each) => each.state),
    ["closed", "in-progress", "new", "on-hold", "resolved"],
  )
  const letters = await rows<{ state: string; count: number }>(
    db,
    sql`select state, count(*) as count from letters group by state order by state`,
  )
  assert.deepEqual(letters, [
    { state: "filed", count: 6 },
    { state: "held", count: 2 },
    { state: "ignored", count: 1 },
  ])
  const failed = await rows<{ reason: string }>(db, sql`select reason from notices where state = 'failed'`)
  assert.deepEqual(failed, [{ reason: "The mail relay refused it (550 5.1.1)." }])
  const kinds = await rows<{ kind: string }>(db, sql`select distinct kind from content order by kind`)
  for (const kind of ["file", "html", "letter", "note", "quoted", "reason"]) {
    assert.ok(
      kinds.some((each) => each.kind === kind),
      kind,
    )
  }
  const rest = await one<{ waiting: number; jobs: number; caught: number; erased: number }>(
    db,
    sql`select (select count(*) from notices where state = 'waiting') as waiting, (select count(*) from pgboss.job) as jobs,
      (select count(*) from caught_mail) as caught, (select count(*) from content where bytes is null and kind = 'body') as erased`,
  )
  assert.deepEqual([rest.waiting, rest.jobs, rest.erased], [0, 0, 1])
  assert.ok(rest.caught > 20)
})

test("it is told in the order of time, and nobody waits for what has happened already", async () => {
  const { db } = await emptyDesk()
  await fillDemonstration(db, instant("2026-03-27T14:00"), testLetterhead)
  const backwards = await rows(
    db,
    sql`select from (select case_id, seq, at, lag(at) over (partition by case_id order by seq) as before from events) each where at < before`,
  )
  assert.equal(backwards.length, 0)
  const late = await rows(
    db,
    sql`select from notices where sent_at not between created_at and created_at + interval '1 minute'`,
  )
  assert.equal(late.length, 0)
})

test("the passwords that are printed let their people in, and another desk has others", async () => {
  const { db } = await emptyDesk()
  const at = instant("2026-03-27T14:00")
  const told = await fillDemonstration(db, at, testLetterhead)
  const printed = told.flatMap((each) => [
    ...(/^Sign in as (\S+) with the password: (\S+)$/.exec(each)?.slice(1, 3) ?? []),
  ])
  assert.equal(printed.length, 2 * Object.keys(staff).length)
  for (let index = 0; index < printed.length; index += 2) {
    const [email = "", password = ""] = printed.slice(index, index + 2)
    const answer = await signIn(db, { email, password, remoteAddress: "127.0.0.1", userAgent: "" }, at)
    assert.equal(answer.is, "signed-in", email)
    assert.notEqual(password, passwordOf(Buffer.alloc(32, 1), email))
  }
  assert.deepEqual(await fillDemonstration(db, at, testLetterhead), told)
})

test("a desk that has anything in it is left alone", async () => {
  const { db } = await emptyDesk()
  await rows(db, sql`insert into letters (received_at, source, size, sha256) values (now(), 'smtp', 0, sha256(''))`)
  assert.deepEqual(await fillDemonstration(db, instant("2026-03-27T14:00"), testLetterhead), [])
  assert.equal((await rows(db, sql`select from people`)).length, 0)
})

test("two processes that start at once fill it once", async () => {
  const { db } = await emptyDesk()
  const at = instant("2026-03-27T14:00")
  const [one, other] = await Promise.all([
    fillDemonstration(db, at, testLetterhead),
    fillDemonstration(db, at, testLetterhead),
  ])
  assert.deepEqual(one, other)
  assert.equal((await rows(db, sql`select from cases`)).length, 14)
})

test("a process that is killed half-way has done nothing, and the next one does all", async () => {
  const { db, url } = await emptyDesk()
  const at = instant("2026-03-27T14:00")
  for (const milliseconds of [150, 300, 450]) {
    const child = spawn(process.execPath, [join(import.meta.dirname, "test-fill.ts"), url, `${at}`], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    // It may be done before it is ended.
    const ended = once(child, "exit")
    await Promise.race([once(child.stdout, "data"), ended])
    await pause(milliseconds)
    child.kill("SIGKILL")
    await ended
    const people = (await rows(db, sql`select from people`)).length
    const cases = (await rows(db, sql`select from cases`)).length
    assert.ok((people === 0 && cases === 0) || (people === 7 && cases === 14), `${people} people, ${cases} cases`)
  }
  await fillDemonstration(db, at, testLetterhead)
  assert.equal((await rows(db, sql`select from cases`)).length, 14)
})

test("a moment so many working hours before another has so many between them", async () => {
  const { db } = await emptyDesk()
  const rules = await freshRules(db)
  const end = instant("2026-04-08T10:30")
  const calendar = rules.calendar(rules.versionAt(end), "contact-centre")
  for (const before of [0, 0.01, 2.5, 2.51, 9, 20, 44.9, 60]) {
    const at = momentsBefore(calendar, end)(hours(before))
    assert.equal(elapsed(calendar, at, end, { knownAt: end }), Math.round(before * 3_600_000))
  }
})
