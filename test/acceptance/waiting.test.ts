// What stops a promise for a while and what begins it anew, on a desk that is moved from a Friday evening over a weekend, Easter and a
// clock change. What is done in the evening, when nothing counts, has deadlines that can be worked out by hand.

import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { clockOf, isMissed, misses, until } from "./colleague.ts"
import { story } from "./story.ts"

const { place, sam, opened, reference, answeredBy, end } = await story("2026-03-27T18:00+00:00")
after(end)

describe("on Friday evening", () => {
  before(async () => {
    const named = [
      "waits",
      "supplier",
      "answers",
      "early",
      "resolves",
      "writes",
      "closes",
      "edge",
      "beyond",
      "beyond-letter",
    ]
    for (const name of [...named, "noted"]) await opened(name, { priority: 2, receivedAt: "2026-03-27T16:00Z" })
    await opened("deadline", { priority: 3, receivedAt: "2026-03-27T16:00Z" })
    await opened("late", { priority: 1, receivedAt: "2026-03-27T09:00Z" })
    await until(
      () => sam.read(reference("late")),
      ({ clocks }) => clocks.filter(isMissed).length === 2,
    )
  })

  test("waiting for the customer pauses restore and nothing else", async () => {
    const held = await sam.act(reference("waits"), "hold", { for: "customer" })
    assert.equal(held.state, "on-hold")
    assert.deepEqual(
      held.clocks.map(({ name, state, dueAt }) => [name, state, dueAt]),
      [
        ["respond", "running", "2026-03-30T11:00:00+01:00"],
        ["restore", "paused", null],
        ["first-reply", "running", "2026-03-31T17:00:00+01:00"],
        ["review", "running", "2026-04-07T17:00:00+01:00"],
      ],
    )
  })

  test("waiting for a supplier or a change pauses nothing", async () => {
    for (const reason of ["supplier", "change"]) {
      const found = await sam.act(reference("supplier"), "hold", { for: reason })
      assert.equal(found.state, "on-hold")
      assert.equal(clockOf(found, "restore").state, "running")
      assert.equal(clockOf(found, "restore").dueAt, "2026-03-30T11:00:00+01:00")
      assert.equal((await sam.act(reference("supplier"), "resumption")).state, "in-progress")
    }
  })

  test("a hold may end by itself, or sooner by the customer's answer", async () => {
    for (const [name, end] of [
      ["deadline", "2026-03-31T15:00+01:00"],
      ["answers", "2026-04-01T09:00+01:00"],
      ["early", "2026-04-01T09:00+01:00"],
    ] as const) {
      const found = await sam.act(reference(name), "hold", { for: "customer", until: end })
      assert.equal(clockOf(found, "restore").state, "paused")
      assert.equal(clockOf(found, "restore").dueAt, null)
    }
    await sam.refused(400, "POST", `/cases/${reference("noted")}/hold`, {
      for: "customer",
      until: "2026-03-27T17:00+00:00",
    })
  })

  test("a resolution by a person meets all that was promised", async () => {
    for (const name of ["resolves", "writes", "closes", "edge", "beyond", "beyond-letter", "late"]) {
      const found = await sam.act(reference(name), "resolution", { outcome: "fixed", body: "It works again." })
      assert.equal(found.state, "resolved")
      const at = found.timeline.find(({ type }) => type === "resolved")?.at
      for (const clock of found.clocks) {
        const wasMissed = name === "late" && clock.name !== "first-reply" && clock.name !== "review"
        assert.equal(clock.state, wasMissed ? "missed" : "met", `${name}: ${clock.name}`)
        assert.equal(clock.endedAt, at)
      }
    }
    assert.equal((await sam.act(reference("closes"), "closure")).state, "closed")
  })

  test("a note and a reply restart the review", async () => {
    const noted = await sam.act(reference("noted"), "note", { body: "Asked the second line." })
    const review = clockOf(noted, "review")
    assert.equal(review.dueAt, "2026-04-07T17:00:00+01:00")
    assert.match(review.startedAt, /^2026-03-27T18:0/)
  })
})

describe("on Monday evening", () => {
  before(() => place.movedTo("2026-03-30T18:00+01:00"))

  test("what was waited for the customer is taken out of the promise", async () => {
    const resumed = await sam.act(reference("waits"), "resumption")
    assert.equal(resumed.state, "in-progress")
    const restore = clockOf(resumed, "restore")
    assert.equal(restore.state, "running")
    assert.equal(restore.dueAt, "2026-03-31T11:00:00+01:00")
    assert.deepEqual(restore.certificate.counted, [
      ["2026-03-27T16:00:00+00:00", "2026-03-27T17:00:00+00:00"],
      ["2026-03-31T08:00:00+01:00", "2026-03-31T11:00:00+01:00"],
    ])
    assert.equal(restore.certificate.paused.length, 1)
    assert.equal(clockOf(resumed, "respond").state, "missed", "nothing pauses a response")
    assert.equal(clockOf(resumed, "respond").dueAt, "2026-03-30T11:00:00+01:00")
  })

  test("the customer's answer ends the waiting, and is no review", async () => {
    await answeredBy("answers")
    const found = await until(
      () => sam.read(reference("answers")),
      ({ state }) => state !== "on-hold",
    )
    assert.equal(found.state, "in-progress")
    assert.equal(clockOf(found, "restore").dueAt, "2026-03-31T11:00:00+01:00")
    assert.equal(clockOf(found, "review").dueAt, "2026-04-07T17:00:00+01:00")
  })

  test("a resumption ends the waiting before its day", async () => {
    const found = await sam.act(reference("early"), "resumption")
    assert.equal(clockOf(found, "restore").dueAt, "2026-03-31T11:00:00+01:00")
    const changed = clockOf(await sam.act(reference("early"), "classification", { priority: 3 }), "restore")
    assert.equal(changed.dueAt, "2026-03-31T15:00:00+01:00", "a change of priority keeps the start and the pauses")
  })

  test("reopened by the verb, restore goes on where it stopped and the review begins anew", async () => {
    const found = await sam.act(reference("resolves"), "reopening", { reason: "It fails again." })
    assert.equal(found.state, "in-progress")
    const restore = clockOf(found, "restore")
    assert.deepEqual(
      { state: restore.state, dueAt: restore.dueAt },
      { state: "running", dueAt: "2026-03-31T11:00:00+01:00" },
    )
    assert.equal(restore.endedAt, undefined)
    assert.equal(restore.certificate.paused.length, 1)
    assert.equal(clockOf(found, "respond").state, "met")
    assert.equal(clockOf(found, "review").state, "running")
    assert.equal(clockOf(found, "review").dueAt, "2026-04-08T17:00:00+01:00")
  })

  test("the customer's letter reopens a resolved and a closed case", async () => {
    for (const name of ["writes", "closes"]) {
      await answeredBy(name)
      const found = await until(
        () => sam.read(reference(name)),
        ({ state }) => state === "in-progress",
      )
      assert.equal(clockOf(found, "restore").state, "running")
      assert.equal(clockOf(found, "restore").dueAt, "2026-03-31T11:00:00+01:00")
      assert.equal(clockOf(found, "review").dueAt, "2026-04-08T17:00:00+01:00")
    }
  })

  test("a promise missed stays missed when its case is reopened", async () => {
    const { dueAt } = clockOf(await sam.read(reference("late")), "restore")
    const restore = clockOf(await sam.act(reference("late"), "reopening", { reason: "It fails again." }), "restore")
    assert.deepEqual([restore.state, restore.dueAt, restore.endedAt], ["missed", dueAt, undefined])
  })

  test("a note restarts the review from its day", async () => {
    const found = await sam.act(reference("noted"), "note", { body: "Still looking." })
    assert.equal(clockOf(found, "review").dueAt, "2026-04-08T17:00:00+01:00")
  })
})

describe("on Tuesday evening", () => {
  before(() => place.movedTo("2026-03-31T18:00+01:00"))

  test("a hold ended at its day by itself, which is no review", async () => {
    const found = await until(
      () => sam.read(reference("deadline")),
      ({ state }) => state === "in-progress",
    )
    const restore = clockOf(found, "restore")
    assert.equal(restore.state, "running")
    assert.equal(restore.dueAt, "2026-04-01T13:00:00+01:00")
    assert.equal(restore.certificate.paused[0]?.[1], "2026-03-31T15:00:00+01:00")
    assert.equal(clockOf(found, "review").dueAt, "2026-04-07T17:00:00+01:00")
  })

  test("a missed promise goes on to its stop and stays missed", async () => {
    const running = clockOf(await sam.read(reference("waits")), "restore")
    assert.deepEqual({ state: running.state, endedAt: running.endedAt }, { state: "missed", endedAt: undefined })
    const found = await sam.act(reference("waits"), "resolution", {
      outcome: "workaround",
      body: "Use the other page.",
    })
    const restore = clockOf(found, "restore")
    assert.equal(restore.state, "missed")
    assert.match(restore.endedAt ?? "", /^2026-03-31T18:0/)
    assert.equal(restore.dueAt, "2026-03-31T11:00:00+01:00")
  })
})

describe("after Easter, on Wednesday evening", () => {
  before(() => place.movedTo("2026-04-08T18:00+01:00"))

  test("each run of the review is missed by itself, and the case shows the latest", async () => {
    const missed = await until(
      () => sam.read(reference("deadline")),
      (found) => clockOf(found, "review").state === "missed",
    )
    assert.equal(clockOf(missed, "review").dueAt, "2026-04-07T17:00:00+01:00")
    const before = misses(missed.timeline)
    const replied = await sam.act(reference("deadline"), "reply", { body: "We are still looking." })
    assert.equal(clockOf(replied, "review").state, "running")
    assert.equal(clockOf(replied, "review").dueAt, "2026-04-15T17:00:00+01:00")
    assert.equal(misses(replied.timeline), before)
  })
})

describe("ten working days after Friday 27 March", () => {
  test("at 16:58 on the last day a case is reopened", async () => {
    await place.movedTo("2026-04-14T16:58+01:00")
    const found = await sam.act(reference("edge"), "reopening", { reason: "It fails again." })
    assert.equal(found.reference, reference("edge"))
    assert.equal(found.state, "in-progress")
  })

  test("after 17:00 a new, linked case opens instead, and the verb answers with it", async () => {
    await place.movedTo("2026-04-14T17:00:01+01:00")
    const found = await sam.act(reference("beyond"), "reopening", { reason: "It fails again." })
    assert.notEqual(found.reference, reference("beyond"))
    assert.equal(found.state, "new")
    const old = await sam.read(reference("beyond"))
    assert.equal(old.state, "resolved")
    assert.equal(clockOf(old, "restore").state, "met")
    const words = (timeline: typeof old.timeline) => timeline.map(({ sentence }) => sentence).join("\n")
    assert.match(words(old.timeline), new RegExp(found.reference))
    assert.match(words(found.timeline), new RegExp(old.reference))
  })

  test("a letter that late opens a new, linked case too", async () => {
    await answeredBy("beyond-letter")
    const old = await until(
      () => sam.read(reference("beyond-letter")),
      ({ timeline }) => timeline.some(({ sentence }) => /INC-2026-\d{6}/.test(sentence)),
    )
    assert.equal(old.state, "resolved")
  })
})
