// Lists of the API: pages by an opaque mark, filters, the order by what is due next; and a POST that is sent twice.

import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { caseRow, letterRow, listOf, noticeRow, opened } from "./answers.ts"
import { colleague, plainContact } from "./colleague.ts"
import { desk } from "./desk.ts"

const place = await desk("2026-03-27T09:00+00:00")
after(() => place.end())
const sam = await colleague(place)

/** The references of all pages of a list, asked for a few at a time. */
async function paged(path: string, limit: number): Promise<string[]> {
  const found: string[] = []
  for (let after = ""; ; ) {
    const answer = await sam.ask(
      "GET",
      `${path}&limit=${limit}${after === "" ? "" : `&after=${encodeURIComponent(after)}`}`,
    )
    assert.equal(answer.status, 200, answer.text)
    const { items, next } = listOf(caseRow).parse(answer.body)
    found.push(...items.map(({ reference }) => reference))
    if (next === null) return found
    assert.equal(items.length, limit)
    after = next
  }
}

async function references(query: string): Promise<string[]> {
  return (await sam.list(`/cases${query}`, caseRow)).map(({ reference }) => reference)
}

describe("the list of cases", () => {
  const cases: Record<string, string> = {}

  before(async () => {
    for (const [name, contact] of Object.entries({
      four: { priority: 4, receivedAt: "2026-03-27T08:00Z", subject: "The zebra crossing" },
      none: { receivedAt: "2026-03-27T08:00Z" },
      one: { priority: 1, receivedAt: "2026-03-27T08:30Z" },
      two: { priority: 2, receivedAt: "2026-03-27T08:10Z", body: "A quokka sat on the keyboard." },
      resolved: { priority: 1 },
      closed: { priority: 1 },
      held: { priority: 2, receivedAt: "2026-03-27T08:20Z" },
    })) {
      cases[name] = (await sam.open(contact)).reference
    }
    const resolution = { outcome: "fixed", body: "It works." }
    await sam.act(of("resolved"), "resolution", resolution)
    await sam.act(of("closed"), "resolution", resolution)
    await sam.act(of("closed"), "closure")
    await sam.act(of("held"), "hold", { for: "supplier" })
    await sam.act(of("two"), "assignment", { to: "me" })
  })

  const of = (name: string) => cases[name] ?? assert.fail(name)
  const sorted = (...names: string[]) => names.map(of).toSorted()

  test("is ordered by what is due next, and names that deadline", async () => {
    const rows = await sam.list("/cases?sort=due", caseRow)
    assert.deepEqual(
      rows.map(({ reference, nextDue }) => [reference, nextDue?.dueAt]),
      [
        [of("one"), "2026-03-27T09:30:00+00:00"],
        [of("two"), "2026-03-27T12:10:00+00:00"],
        [of("held"), "2026-03-27T12:20:00+00:00"],
        [of("four"), "2026-03-27T16:00:00+00:00"],
        [of("none"), "2026-03-31T17:00:00+01:00"],
      ],
    )
    assert.equal(rows.at(-1)?.nextDue?.clock, "first-reply")
  })

  test("is filtered by state: a group, one state, or any", async () => {
    const open = sorted("one", "two", "held", "four", "none")
    assert.deepEqual((await references("")).toSorted(), open)
    assert.deepEqual((await references("?state=open")).toSorted(), open)
    assert.deepEqual((await references("?state=ended")).toSorted(), sorted("resolved", "closed"))
    assert.deepEqual((await references("?state=any")).toSorted(), Object.values(cases).toSorted())
    assert.deepEqual((await references("?state=new")).toSorted(), sorted("one", "four", "none"))
    assert.deepEqual(await references("?state=in-progress"), [of("two")])
    assert.deepEqual(await references("?state=on-hold"), [of("held")])
    assert.deepEqual(await references("?state=resolved"), [of("resolved")])
    assert.deepEqual(await references("?state=closed"), [of("closed")])
  })

  test("is filtered by priority, kind, owner and words", async () => {
    assert.deepEqual((await references("?priority=2")).toSorted(), sorted("two", "held"))
    assert.deepEqual((await references("?priority=1&state=any")).toSorted(), sorted("one", "resolved", "closed"))
    assert.equal((await references("?kind=incident&state=any")).length, 7)
    assert.deepEqual(await references("?owner=me"), [of("two")])
    assert.deepEqual(await references("?owner=nobody@college.example"), [])
    assert.deepEqual(await references("?q=zebra"), [of("four")])
    assert.deepEqual(await references("?q=quokka%20keyboard"), [of("two")])
    assert.deepEqual(await references(`?q=${of("closed")}&state=any`), [of("closed")])
    assert.deepEqual(await references("?q=wombat"), [])
    const queue = (await sam.list("/cases", caseRow)).length
    assert.ok(queue > 0)
  })

  test("comes in pages that overlap nowhere and leave nothing out", async () => {
    const whole = await references("?state=any")
    for (const limit of [1, 2, 3]) assert.deepEqual(await paged("/cases?state=any", limit), whole)
    assert.deepEqual(await references("?state=any&limit=200"), whole)
  })

  test("gives 50 unless asked, and never more than 200", async () => {
    await Promise.all(Array.from({ length: 47 }, () => sam.open()))
    const answer = await sam.ask("GET", "/cases")
    const { items, next } = listOf(caseRow).parse(answer.body)
    assert.equal(items.length, 50)
    assert.equal(typeof next, "string")
    assert.equal((await references("?limit=200")).length, 52)
  })

  test("what is no filter, page or order is 400, in every list, and takes no time (A47)", async () => {
    const wrong = [
      "limit=201",
      "limit=0",
      "limit=-1",
      "limit=1.5",
      "limit=1e2",
      "limit=",
      "limit=ten",
      "limit=5&limit=6",
    ]
    const marks = [
      "after=",
      "after=1'--",
      "after=%00",
      "after=nonsense",
      `after=${"x".repeat(3000)}`,
      "after=WzFd",
      "after=W251bGwsMV0&after=x",
    ]
    const injected = "id;select pg_sleep(5)--"
    for (const path of ["/cases", "/letters", "/notices"]) {
      for (const query of [...wrong, ...marks, "state=nonsense", "nonsense=1"])
        await sam.refused(400, "GET", `${path}?${query}`)
    }
    for (const query of [
      `sort=${encodeURIComponent(injected)}`,
      "sort=subject",
      "priority=5",
      "priority=1'",
      "state[]=open",
    ]) {
      await sam.refused(400, "GET", `/cases?${query}`)
    }
    for (const q of [
      "':*",
      "a & | !",
      "(((",
      "%",
      "\\",
      injected,
      "(a+)+$".repeat(40),
      '"'.repeat(99),
      "quokka' or 1=1--",
    ]) {
      const asked = performance.now()
      const answer = await sam.ask("GET", `/cases?q=${encodeURIComponent(q)}`)
      assert.equal(answer.status, 200, q)
      assert.ok(performance.now() - asked < 5_000, "nobody slept")
    }
    await sam.refused(400, "GET", `/cases?q=${"x".repeat(10_000)}`)
  })
})

describe("letters and notices", () => {
  test("are listed in pages, in every state unless asked", async () => {
    await sam.list("/letters", letterRow)
    const all = await sam.list("/notices?limit=200", noticeRow)
    assert.ok(all.length > 2)
    const ids: unknown[] = []
    for (let next = ""; ; ) {
      const answer = await sam.ask("GET", `/notices?limit=20${next === "" ? "" : `&after=${encodeURIComponent(next)}`}`)
      const page = listOf(noticeRow).parse(answer.body)
      ids.push(...page.items.map(({ id }) => id))
      if (page.next === null) break
      next = page.next
    }
    assert.deepEqual(
      ids,
      all.map(({ id }) => id),
    )
    for (const state of ["waiting", "sent", "failed"]) {
      const some = await sam.list(`/notices?state=${state}&limit=200`, noticeRow)
      assert.ok(some.every((each) => each.state === state))
    }
    for (const state of ["received", "filed", "held", "ignored"]) {
      assert.deepEqual(await sam.list(`/letters?state=${state}`, letterRow), [])
    }
  })

  test("of a case are its own, and of none that is there is none", async () => {
    const { reference } = await sam.open({ from: { email: "own@force.example" } })
    const own = await sam.list(`/notices?case=${reference}`, noticeRow)
    assert.deepEqual(
      own.map(({ to }) => to),
      ["own@force.example"],
    )
    await sam.refused(404, "GET", "/notices?case=INC-2026-999999")
  })
})

describe("a POST with an Idempotency-Key", () => {
  const key = (name: string) => ({ "idempotency-key": name })

  test("sent twice is done once, and answered alike", async () => {
    const contact = { ...plainContact, subject: "Sent twice" }
    const first = await sam.ask("POST", "/contacts", contact, key("contact-1"))
    const again = await sam.ask("POST", "/contacts", contact, key("contact-1"))
    assert.deepEqual([again.status, again.body], [201, first.body])
    const { reference } = opened.parse(first.body).case
    for (const [noun, body] of Object.entries({
      classification: { priority: 2 },
      assignment: { to: "me" },
      note: { body: "Once." },
      reply: { body: "Once." },
      hold: { for: "customer" },
      resumption: {},
      escalation: { reason: "Once." },
      resolution: { outcome: "fixed", body: "Once." },
      reopening: { reason: "Once." },
    })) {
      const one = await sam.ask("POST", `/cases/${reference}/${noun}`, body, key(noun))
      const other = await sam.ask("POST", `/cases/${reference}/${noun}`, body, key(noun))
      assert.equal(one.status, 200, one.text)
      assert.equal(other.status, 200, other.text)
    }
    const { timeline } = await sam.read(reference)
    const notes = timeline.filter(({ content }) => content?.some(({ text }) => text === "Once."))
    assert.deepEqual(notes.map(({ type }) => type).toSorted(), [
      "escalated",
      "noted",
      "reopened",
      "replied",
      "resolved",
    ])
  })

  test("and another body, or another call, is 422", async () => {
    await sam.ask("POST", "/contacts", plainContact, key("other-1"))
    const answer = await sam.ask("POST", "/contacts", { ...plainContact, body: "Other words." }, key("other-1"))
    assert.equal(answer.status, 422)
    const { reference } = await sam.open()
    assert.equal((await sam.ask("POST", `/cases/${reference}/note`, { body: "x" }, key("other-1"))).status, 422)
    const mine = await colleague(place, "adviser", "Another system")
    const theirs = await mine.ask("POST", "/contacts", { ...plainContact, body: "Theirs." }, key("other-1"))
    assert.equal(theirs.status, 201, "a key is its caller's own")
  })

  test("that was refused may be sent again as it should be", async () => {
    assert.equal((await sam.ask("POST", "/contacts", { ...plainContact, priority: 9 }, key("again"))).status, 400)
    assert.equal((await sam.ask("POST", "/contacts", plainContact, key("again"))).status, 201)
  })

  test("that is no key is 400", async () => {
    for (const wrong of ["", "x".repeat(300), "a b"]) {
      assert.equal((await sam.ask("POST", "/contacts", plainContact, key(wrong))).status, 400, JSON.stringify(wrong))
    }
  })

  test("50 times at once has one effect and 50 same answers (F61)", async () => {
    const contact = { ...plainContact, subject: "Sent by fifty" }
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => sam.ask("POST", "/contacts", contact, key("fifty"))),
    )
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201])
    assert.equal(new Set(answers.map(({ body }) => opened.parse(body).case.reference)).size, 1)
    assert.equal((await references("?q=fifty&state=any")).length, 1)
    const reference = (await references("?q=fifty")).at(0)
    const notes = await Promise.all(
      Array.from({ length: 50 }, () =>
        sam.ask("POST", `/cases/${reference}/note`, { body: "Once." }, key("fifty-notes")),
      ),
    )
    assert.deepEqual([...new Set(notes.map(({ status }) => status))], [200])
    const { timeline } = await sam.read(reference ?? "")
    assert.equal(timeline.filter(({ type }) => type === "noted").length, 1)
  })

  test("is remembered by the next desk", async () => {
    const first = await sam.ask("POST", "/contacts", plainContact, key("restart"))
    await place.movedTo("2026-04-02T16:00+01:00")
    const again = await sam.ask("POST", "/contacts", plainContact, key("restart"))
    assert.equal(again.status, 201)
    assert.equal(opened.parse(again.body).case.reference, opened.parse(first.body).case.reference)
  })
})
