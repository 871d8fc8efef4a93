// The command line beside a running desk, after a kill and without a desk.

import assert from "node:assert/strict"
import { statSync } from "node:fs"
import { join } from "node:path"
import { after, before, describe, test } from "node:test"
import pg from "pg"
import { letterRow, noticeRow } from "./answers.ts"
import { colleague, until } from "./colleague.ts"
import { desk } from "./desk.ts"
import { written } from "./letters.ts"
import { charterFile, shell } from "./shell.ts"

const atNine = "2026-03-27T09:00+00:00"
const place = await desk()
after(() => place.end())
const { told, ends, file } = shell(place)

describe("where no desk has ever been", () => {
  test("a letter is kept in the spool, where the next desk finds it", async () => {
    await ends(0, ["receive"], written({ from: "spool@force.example", subject: "Kept in the spool" }))
    await ends(1, ["receive"], "")
  })

  test("without a place to keep it, a letter is to be tried again later", async () => {
    const nowhere = file("not-a-folder", "")
    await ends(75, ["receive"], written({}), { VAR_DIR: nowhere, DATABASE_URL: "postgres://x:y@127.0.0.1:1/x" })
  })

  test("a database that is not there yet is brought up to date, and is no fault", async () => {
    await ends(0, ["migrate"])
    await ends(0, ["migrate"])
    await ends(1, ["redact", "INC-2026-000001", "1", "--authority", "A", "--reason", "R"])
    assert.match((await ends(1, ["verify"])).err, /No charter/)
  })
})

describe("beside a running desk", () => {
  before(() => place.start(atNine))

  test("its addresses are told to their owner alone", () => {
    const path = join(place.varDir, "addresses.json")
    assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.match(place.addresses().web, /^http:\/\/127\.0\.0\.1:\d+$/)
    assert.match(place.addresses().smtp, /^127\.0\.0\.1:\d+$/)
  })

  test("a second start on its folder is refused with its pid", async () => {
    const { err } = await ends(1, ["start"], "", { NOW: atNine })
    assert.match(err, new RegExp(`\\b${place.addresses().pid}\\b`))
  })

  test("a token works at once, is told once, and is nowhere in the clear", async () => {
    const { code, out, err } = await place.run(["token", "add", "--name", "A system", "--role", "adviser"])
    assert.equal(code, 0, err)
    assert.match(out, /^\S{32,}\n$/)
    assert.equal((await place.ask(out.trim(), "GET", "/api/v1/cases")).status, 200)
    assert.doesNotMatch(place.log(), new RegExp(out.trim()))
    await ends(1, ["token", "add", "--name", "x", "--role", "king"])
  })

  test("staff are added with a password from stdin, that nobody guesses first", async () => {
    const add = (email: string) => ["staff", "add", "--name", "Priya Nair", "--email", email, "--role", "team-leader"]
    await ends(0, add("priya@college.example"), "a long walk to the sea 47\n")
    await ends(1, add("priya@college.example"), "a long walk to the sea 47\n")
    await ends(1, add("tom@college.example"), "password\n")
    await ends(1, add("tom@college.example"), "")
    await ends(1, add("tom"), "a long walk to the sea 47\n")
  })

  test("the letter from the spool was read, and another goes straight to the desk", async () => {
    const sam = await colleague(place)
    await ends(0, ["receive"], written({ from: "direct@force.example", subject: "Straight to the desk" }))
    const filed = await until(
      () => sam.list("/letters?state=filed", letterRow),
      (rows) => rows.length === 2,
    )
    assert.deepEqual(filed.map(({ subject }) => subject).toSorted(), ["Kept in the spool", "Straight to the desk"])
  })

  test("what is erased is gone from every answer, and the history keeps that it was there", async () => {
    const sam = await colleague(place)
    const { reference } = await sam.open({ body: "My secret word is xyzzy.", subject: "About xyzzy" })
    const [first] = (await sam.read(reference)).timeline
    const words = ["redact", reference, "--authority", "Head of service", "--reason", "Personal data"]
    for (const { id, text } of first?.content ?? []) {
      if (text?.includes("xyzzy")) await ends(0, [...words.slice(0, 2), String(id), ...words.slice(2)])
    }
    const after = await sam.read(reference)
    const erased = after.timeline[0]?.content?.filter(({ text }) => text === null) ?? []
    assert.equal(erased.length, 2)
    assert.equal(after.timeline[0]?.seq, first?.seq)
    for (const path of [
      `/cases/${reference}`,
      "/cases?q=xyzzy&state=any",
      `/notices?case=${reference}`,
      "/cases?limit=200",
    ]) {
      assert.doesNotMatch((await sam.ask("GET", path)).text, /xyzzy(?!&)/, path)
    }
    await ends(1, ["redact", "INC-2026-999999", "1", "--authority", "A", "--reason", "R"])
    await ends(1, ["redact", reference, "9999", "--authority", "A", "--reason", "R"])
  })

  test("what is erased is in no row of the database, the letter that brought it and its index included (A71)", async () => {
    const sam = await colleague(place)
    const letter = written({
      from: "Plugh <plugh@force.example>",
      subject: "About plugh",
      body: "Plugh.\r\n\r\n> plugh",
    })
    await ends(0, ["receive"], letter)
    const rows = await until(
      () => sam.list("/letters?state=filed", letterRow),
      (all) => all.some(({ subject }) => subject === "About plugh"),
    )
    const reference = rows.find(({ subject }) => subject === "About plugh")?.case ?? assert.fail("it was filed")
    await sam.act(reference, "reply", { body: "You said plugh." })
    assert.notDeepEqual(await tablesHolding("plugh"), [])
    const { timeline } = await sam.read(reference)
    const words = timeline.flatMap(({ content = [] }) => content).filter(({ text }) => /plugh/i.test(text ?? ""))
    for (const id of new Set(words.map((each) => each.id))) {
      await ends(0, ["redact", reference, `${id}`, "--authority", "Head of service", "--reason", "Personal data"])
    }
    await until(
      () => tablesHolding("plugh"),
      (tables) => tables.length === 0,
    )
    assert.doesNotMatch(place.log(), /plugh/i)
  })

  test("everything is rebuilt from the events, and is the same; whoever changes a row is found out", async () => {
    const found = Object(await told(["verify"]))
    assert.deepEqual(found.differences, [])
    assert.ok(found.cases >= 4)
    const sam = await colleague(place)
    const { reference } = await sam.open({ priority: 2 })
    // The record of its notice writes the row anew.
    await until(
      () => sam.list("/notices?state=waiting", noticeRow),
      (waiting) => waiting.length === 0,
    )
    const caseId = Number(reference.slice(-6))
    await inDatabase("update cases set priority = 1 where case_id = $1", caseId)
    assert.match((await ends(1, ["verify"])).out, new RegExp(`^${reference}: `, "m"))
    await inDatabase("update cases set priority = 2 where case_id = $1", caseId)
    await ends(0, ["verify"])
  })
})

async function inDatabase(words: string, ...values: readonly unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: place.addresses().database })
  await client.connect()
  try {
    return (await client.query(words, [...values])).rows
  } finally {
    await client.end()
  }
}

/** The tables in which a word stands, as text or in bytes, in whatever case. */
async function tablesHolding(word: string): Promise<unknown[]> {
  const spellings = [word, word.toUpperCase(), `${word.charAt(0).toUpperCase()}${word.slice(1)}`]
  const patterns = [...spellings, ...spellings.map((each) => Buffer.from(each).toString("hex"))]
  const tables = await inDatabase(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname !~ '^(pg_|information_schema)'",
  )
  const each = tables.map(
    ({ name }) =>
      `select '${name}' as name where exists (select from ${name} as row where row::text like any($1::text[]))`,
  )
  const held = await inDatabase(
    each.join(" union all "),
    patterns.map((pattern) => `%${pattern}%`),
  )
  return held.map(({ name }) => name)
}

describe("after a kill", () => {
  test("the next desk starts over the leftovers, never behind the last event, and has everything", async () => {
    const sam = await colleague(place)
    await place.movedTo("2026-03-30T09:00+01:00")
    const { reference } = await sam.open({ priority: 2 })
    await place.kill()
    await place.start(atNine)
    const found = await sam.read(reference)
    assert.equal(found.priority, 2)
    const later = await sam.open()
    assert.ok(later.openedAt >= found.openedAt, `${later.openedAt} is behind ${found.openedAt}`)
  })
})

describe("without a running desk", () => {
  before(() => place.stop())

  test("verbs start what they need, and stop it again", async () => {
    const found = await told(["verify"])
    assert.deepEqual(Object(found).differences, [])
    await told(["token", "add", "--name", "Later", "--role", "auditor"])
    assert.deepEqual(await told(["migrate"]), { applied: [] })
    await ends(1, ["publish", charterFile, "--from", "2020-01-01T00:00"])
  })

  test("a database that cannot be reached is to be tried again later", async () => {
    await ends(75, ["verify"], "", { DATABASE_URL: "postgres://x:y@127.0.0.1:1/x" })
  })
})
