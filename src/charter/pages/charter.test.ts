import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { after, test } from "node:test"
import { testDatabase } from "../../../test/support/database.ts"
import { visitor } from "../../../test/support/visitor.ts"
import { transaction } from "../../database/index.ts"
import { openLog, webServer } from "../../web/index.ts"
import { charterAsData, charterInForce, charterPages, clausesOf, publishCharter, readCharter } from "../index.ts"

const database = await testDatabase()
const { db } = database
const hour = 3_600_000
const at = Temporal.Instant.from("2026-03-27T09:00Z").epochMilliseconds
const shipped = readFileSync(join(import.meta.dirname, "../../../charters/college-learn.yaml"), "utf8")
const charter = readCharter(shipped, "college-learn.yaml")
let now = at

const server = webServer({
  db,
  now: () => now,
  clock: () => now,
  settings: { publicUrl: "http://desk.example" },
  secretKey: Buffer.alloc(32, 7),
  log: openLog({ to: { write: () => {} } }),
  pages: charterPages,
  navigation: [],
})
const anybody = visitor(server)
after(async () => {
  await server.close()
  await database.close()
})

const publish = (text: string, from: number) => transaction(db, (tx) => publishCharter(tx, { text, from, at: now }))

/** The markup of the element at `/charter#id`. */
function elementAt(html: string, id: string): string {
  const [, tag = "", rest = ""] = new RegExp(`<(\\w+)[^>]* id="${id}"[^>]*>([\\s\\S]*)`).exec(html) ?? []
  assert(tag !== "", `${id} has an address`)
  return rest.slice(0, rest.indexOf(`</${tag}>`))
}

/** What it says, in one line. */
function standingAt(html: string, id: string): string {
  return elementAt(html, id)
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim()
}

test("before a charter is published there is none to read", async () => {
  assert.equal((await anybody.get("/charter")).status, 404)
  assert.equal((await anybody.get("/charter/1")).status, 404)
})

test("anybody reads the charter in force: every clause at its address, with its force beside it", async () => {
  await publish(shipped, at)
  const { status, heading, html } = await anybody.get("/charter")
  assert.deepEqual([status, heading], [200, "College Learn service charter"])
  const forces: Record<string, string> = { "where-possible": "Where possible" }
  for (const clause of clausesOf(charter)) {
    const force = forces[clause.force] ?? clause.force
    assert.match(elementAt(html, clause.id), new RegExp(`class="govuk-tag[^>]*>${force}</strong>`, "i"), clause.id)
    assert(html.includes(`href="#${clause.id}"`), `${clause.id} can be linked to`)
  }
})

test("each figure stands at an address of its own, with its force", async () => {
  const { html } = await anybody.get("/charter")
  assert.equal(standingAt(html, "restore-by-priority_priority-1"), "Priority 1 1 hour Expected 45 minutes")
  assert.equal(standingAt(html, "restore-by-priority_priority-4"), "Priority 4 8 hours Expected 6 hours")
  assert.equal(standingAt(html, "first-reply_every-case"), "Every case 2 working days Expected 1 working day")
  assert.match(standingAt(html, "notice-significant"), /^Significant 15 working days Endeavour /)
  assert.match(standingAt(html, "notice-infrastructure"), /3 calendar months Endeavour /)
  assert.match(
    standingAt(html, "availability-aim"),
    /98 %, reported for each calendar month and each rolling year, .* Aim$/,
  )
  assert.match(
    standingAt(html, "foi-answer"),
    /20 working days: Working days under the Freedom of Information Act 2000.* Will$/,
  )
  assert.match(standingAt(html, "total-loss"), /^The service is lost altogether/)
})

test("nothing has two addresses or an address twice, and no link of the page leads nowhere", async () => {
  const { html } = await anybody.get("/charter")
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((each) => each[1])
  assert.deepEqual(ids.length, new Set(ids).size)
  const links = [...html.matchAll(/href="#([^"]+)"/g)].map((each) => each[1])
  assert.deepEqual(
    links.filter((each) => !ids.includes(each)),
    [],
  )
})

test("the page says what it is: version, date, what it replaces, its choices with their reasons, its versions", async () => {
  const { text, html } = await anybody.get("/charter")
  assert.match(text, /Version 4, May 2023 In force from 27 March 2026 at 9am Replaces An earlier customer charter/)
  for (const choice of charter.choices) assert(text.includes(choice.reason), choice.id)
  assert.match(
    text,
    /Publication 1: College Learn service charter, version 4 ?\. In force\. In force from 27 March 2026 at 9am/,
  )
  assert.match(html, /<nav class="govuk-!-display-none-print"/)
})

test("an older version stays at its number, and a version to come is announced", async () => {
  const next = shipped
    .replace("version: 4", "version: 5")
    .replace("{ 1: 1h, 2: 4h, 3: 8h, 4: 8h }", "{ 1: 1h, 2: 4h, 3: 8h, 4: 9h }")
  await publish(next, at + hour)
  const coming = await anybody.get("/charter/2")
  assert.match(coming.text, /This version comes into force on 27 March 2026 at 10am/)
  assert.match((await anybody.get("/charter")).text, /Version 4, May 2023/)
  now = at + hour
  assert.match((await anybody.get("/charter")).text, /Version 5, May 2023/)
  const old = await anybody.get("/charter/1")
  assert.match(old.text, /This version has been replaced\. Read the version in force/)
  assert.equal(standingAt(old.html, "respond-by-priority_priority-4"), "Priority 4 8 hours Expected 6 hours")
  assert.equal(
    standingAt((await anybody.get("/charter/2")).html, "respond-by-priority_priority-4"),
    "Priority 4 9 hours Expected 6 hours",
  )
})

test("a number that is none leads nowhere", async () => {
  for (const number of ["0", "3", "01", "1e0", "1 ", "%00", "-1", "latest", "9".repeat(150)]) {
    assert.equal(
      (await anybody.get(`/charter/${encodeURIComponent(number).replace("%2500", "%00")}`)).status,
      404,
      number,
    )
  }
})

test("the words of a charter are shown, never run", async () => {
  now = at + 2 * hour
  const hostile = '<script>alert(1)</script>{{ 7 * 7 }}"onmouseover="x'
  await publish(
    shipped.replace("words: Capacity follows demand.", () => `words: '${hostile}'`),
    at + 3 * hour,
  )
  const { html, text } = await anybody.get("/charter/3")
  assert(text.includes(hostile))
  assert(!html.includes("<script>alert"))
})

test("as data, the charter is the file with the version that it is, and its conditions have ids", async () => {
  const data = charterAsData(await charterInForce(db, at))
  assert.deepEqual([data.version, data.inForceFrom, data.document.version], [1, "2026-03-27T09:00:00Z", 4])
  assert.deepEqual(
    data.priorities[3]?.conditions.map((each) => each.id),
    ["inconvenience"],
  )
  assert.deepEqual(JSON.parse(JSON.stringify(data)).clocks, charter.clocks)
})
