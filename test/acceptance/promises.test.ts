// What a holiday announced late and a new charter do to promises that were made before, on one desk that both come to while it runs.

import assert from "node:assert/strict"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, describe, test } from "node:test"
import { clockOf, colleague, until } from "./colleague.ts"
import { desk } from "./desk.ts"

const place = await desk("2026-04-14T17:00+01:00")
after(() => place.end())
const sam = await colleague(place)
const known = [
  "2026-01-01",
  "2026-04-03",
  "2026-04-06",
  "2026-05-04",
  "2026-05-25",
  "2026-08-31",
  "2026-12-25",
  "2026-12-28",
]
const received = { priority: 3, receivedAt: "2026-04-14T16:00+01:00" }

/** A file of GOV.UK's shape with one division's days of 2026. */
function holidaysFile(name: string, days: readonly string[]): string {
  const events = days.map((date) => ({ title: "Bank holiday", date, notes: "", bunting: true }))
  const division = (id: string, all: typeof events) => ({ [id]: { division: id, events: all } })
  const file = join(place.varDir, name)
  const text = {
    ...division("england-and-wales", events),
    ...division("scotland", []),
    ...division("northern-ireland", []),
  }
  writeFileSync(file, JSON.stringify(text))
  return file
}

async function imported(name: string, days: readonly string[]) {
  const { code, err } = await place.run(["holidays", "import", holidaysFile(name, days)])
  assert.equal(code, 0, err)
}

function dueOf(found: Parameters<typeof clockOf>[0]): Record<string, string | null> {
  return Object.fromEntries(found.clocks.map(({ name, dueAt }) => [name, dueAt]))
}

describe("a holiday that is announced on Tuesday evening for Thursday", () => {
  const moved = { "first-reply": "2026-04-17T17:00:00+01:00", review: "2026-04-22T17:00:00+01:00" }
  let waiting = ""
  let replied = ""

  before(async () => {
    const found = await sam.open(received)
    waiting = found.reference
    assert.deepEqual(dueOf(found), {
      respond: "2026-04-15T15:00:00+01:00",
      restore: "2026-04-15T15:00:00+01:00",
      "first-reply": "2026-04-16T17:00:00+01:00",
      review: "2026-04-21T17:00:00+01:00",
    })
    replied = (await sam.open(received)).reference
    await sam.act(replied, "reply", { body: "We are looking." })
    await imported("announced.json", [...known, "2026-04-16"])
  })

  test("moves the running clocks that it touches, and says so on their timeline", async () => {
    const found = await until(
      () => sam.read(waiting),
      ({ timeline }) => timeline.some(({ type }) => /moved/.test(type)),
    )
    assert.deepEqual(dueOf(found), {
      respond: "2026-04-15T15:00:00+01:00",
      restore: "2026-04-15T15:00:00+01:00",
      ...moved,
    })
    const said = found.timeline.filter(({ type }) => /moved/.test(type)).map(({ sentence }) => sentence)
    assert.equal(said.length, 2, said.join("\n"))
    assert.match(said.join("\n"), /17 April 2026/)
    assert.match(said.join("\n"), /22 April 2026/)
  })

  test("leaves a clock that ended as it was judged", async () => {
    const found = await until(
      () => sam.read(replied),
      ({ timeline }) => timeline.some(({ type }) => /moved/.test(type)),
    )
    const firstReply = clockOf(found, "first-reply")
    assert.deepEqual([firstReply.state, firstReply.dueAt], ["met", "2026-04-16T17:00:00+01:00"])
    assert.equal(clockOf(found, "review").dueAt, moved.review)
  })

  test("counts for a promise that is made while it is known", async () => {
    const found = await sam.open()
    assert.equal(clockOf(found, "first-reply").dueAt, moved["first-reply"])
  })

  test("brings no deadline forward when it is withdrawn, and does not count for promises made after that", async () => {
    await imported("withdrawn.json", known)
    const later = await until(
      () => sam.open(),
      (found) => clockOf(found, "first-reply").dueAt !== moved["first-reply"],
    )
    assert.equal(clockOf(later, "first-reply").dueAt, "2026-04-16T17:00:00+01:00")
    assert.equal(clockOf(later, "review").dueAt, "2026-04-21T17:00:00+01:00")
    const found = await sam.read(waiting)
    assert.equal(clockOf(found, "first-reply").dueAt, moved["first-reply"])
    assert.equal(clockOf(found, "review").dueAt, moved.review)
    assert.equal(found.timeline.filter(({ type }) => /moved/.test(type)).length, 2, "said once")
  })

  test("counts for a promise that began before it was withdrawn, even if it is logged after", async () => {
    const found = await sam.open(received)
    assert.equal(clockOf(found, "first-reply").dueAt, moved["first-reply"])
  })
})

describe("a new charter that is in force from Wednesday", () => {
  let held = ""
  let unclassified = ""

  before(async () => {
    held = (await sam.open(received)).reference
    await sam.act(held, "hold", { for: "customer" })
    unclassified = (await sam.open({ receivedAt: received.receivedAt })).reference
    await sam.act(unclassified, "hold", { for: "customer" })
  })

  test("is published ahead of its day, and never back-dated", async () => {
    const file = changedCharter()
    const backDated = await place.run(["publish", file, "--from", "2026-04-14T12:00+01:00"])
    assert.equal(backDated.code, 1, backDated.out)
    const published = await place.run(["publish", file, "--from", "2026-04-15T00:00+01:00"])
    assert.equal(published.code, 0, published.err)
    const found = await sam.open({ priority: 2 })
    assert.equal(clockOf(found, "restore").certificate.charterVersion, 1)
    assert.equal(clockOf(found, "restore").dueAt, "2026-04-15T12:00:00+01:00")
  })

  test("counts for a clock that starts under it", async () => {
    await place.movedTo("2026-04-15T18:00+01:00")
    const found = await sam.open({ priority: 2, receivedAt: "2026-04-15T16:00+01:00" })
    const restore = clockOf(found, "restore")
    assert.equal(restore.certificate.charterVersion, 2)
    assert.equal(restore.dueAt, "2026-04-16T13:00:00+01:00")
    assert.equal(clockOf(found, "review").dueAt, "2026-04-23T17:00:00+01:00")
  })

  test("does not count for a clock that started before, whenever it is classified", async () => {
    await sam.act(held, "classification", { priority: 2 })
    const resumed = await sam.act(held, "resumption")
    const restore = clockOf(resumed, "restore")
    assert.equal(restore.certificate.charterVersion, 1)
    assert.equal(
      restore.dueAt,
      "2026-04-17T11:00:00+01:00",
      "Thursday was a holiday for those who were promised before",
    )
    await sam.act(unclassified, "classification", { priority: 2 })
    const first = clockOf(await sam.act(unclassified, "resumption"), "restore")
    assert.equal(first.certificate.charterVersion, 1)
    assert.equal(first.dueAt, "2026-04-17T11:00:00+01:00")
  })

  test("counts for the review that starts anew under it", async () => {
    const review = clockOf(await sam.read(held), "review")
    assert.equal(review.certificate.charterVersion, 2)
    assert.equal(review.dueAt, "2026-04-23T17:00:00+01:00")
  })

  test("has its own opening hours, for what begins under it", async () => {
    const dueAt = async (from: string) => {
      const asked = ["due", "--calendar", "contact-centre", "--from", from, "--for", "1h", "--json"]
      const { code, out, err } = await place.run(asked)
      assert.equal(code, 0, err)
      return JSON.parse(out).due
    }
    assert.equal(await dueAt("2026-04-10T15:30"), "2026-04-10T16:30:00+01:00")
    assert.equal(await dueAt("2026-04-17T15:30"), "2026-04-20T08:30:00+01:00")
    const before = await sam.open(received)
    assert.equal(clockOf(before, "first-reply").dueAt, "2026-04-17T17:00:00+01:00", "Friday closes at 17:00 for it")
    const after = await sam.open()
    assert.equal(clockOf(after, "first-reply").dueAt, "2026-04-17T16:00:00+01:00")
  })

  test("is what the interface gives as the charter in force", async () => {
    const { body } = await sam.ask("GET", "/charter")
    assert.equal(JSON.stringify(body).includes('"version":2'), true)
  })
})

// The default charter with other figures for priority 2 and the review.
function changedCharter(): string {
  const text = readFileSync(join(import.meta.dirname, "../../charters/college-learn.yaml"), "utf8")
  const changed = text
    .replaceAll(/(2: )4h/g, "$16h")
    .replaceAll("always: 5wd", "always: 6wd")
    .replace("friday: [08:00 to 17:00]", "friday: [08:00 to 16:00]")
  assert.notEqual(changed, text)
  const file = join(place.varDir, "changed.yaml")
  writeFileSync(file, changed)
  return file
}
