// Lists of the API: pages by an opaque mark, filters, and the order by what is due next.

import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { z } from "zod"
import { isWithin } from "../support/machine.ts"
import { caseRow, letterRow, listOf, noticeRow } from "./answers.ts"
import { colleague } from "./colleague.ts"
import { desk } from "./desk.ts"

const charter = z.object({ queues: z.object({ teams: z.array(z.object({ id: z.string() })).min(2) }) })

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
  })

  test("is filtered by queue: each case is in the one of its team, and goes with it", async () => {
    const { queues } = charter.parse((await sam.ask("GET", "/charter")).body)
    const ids = queues.teams.map(({ id }) => id)
    const all = (await Promise.all(ids.map((id) => references(`?state=any&limit=200&queue=${id}`)))).flat()
    assert.deepEqual(all.toSorted(), (await references("?state=any&limit=200")).toSorted())
    for (const id of ids) {
      await sam.act(of("none"), "assignment", { to: id })
      assert.ok((await references(`?queue=${id}`)).includes(of("none")), id)
    }
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

  test("a mark that somebody made up is 400 or a page, and never a fault", async () => {
    const made = [
      "[8640000000000000,1]",
      "[-8640000000000000,1]",
      "[1e999,1]",
      "[null,1]",
      "[]",
      "{}",
      "999999999999999.1.1",
    ]
    for (const path of ["/cases", "/letters", "/notices"]) {
      for (const mark of made.flatMap((text) => [text, Buffer.from(text).toString("base64url")])) {
        const { status } = await sam.ask("GET", `${path}?after=${encodeURIComponent(mark)}`)
        assert.ok(status === 400 || status === 200, `${path} ${mark}: ${status}`)
      }
    }
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
      assert.ok(isWithin(performance.now() - asked, 5_000), "nobody slept")
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
