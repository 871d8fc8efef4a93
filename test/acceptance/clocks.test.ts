// When a promise starts, what meets it, and what its priority does to it, on a Friday afternoon.

import assert from "node:assert/strict"
import { after, describe, test } from "node:test"
import { clockOf, isMissed, misses, until } from "./colleague.ts"
import { addressOf, story } from "./story.ts"

const { post, sam, opened, reference, end } = await story("2026-03-27T16:45+00:00")
after(end)

describe("on Friday 27 March at 16:45, winter time", () => {
  test("an hour from 16:30 ends on Monday at 08:30, summer time", async () => {
    const found = await sam.open({ priority: 1, receivedAt: "2026-03-27T16:30:00.000Z" })
    const restore = clockOf(found, "restore")
    assert.equal(restore.state, "running")
    assert.equal(restore.startedAt, "2026-03-27T16:30:00+00:00")
    assert.equal(restore.dueAt, "2026-03-30T08:30:00+01:00")
    assert.deepEqual(restore.certificate.counted, [
      ["2026-03-27T16:30:00+00:00", "2026-03-27T17:00:00+00:00"],
      ["2026-03-30T08:00:00+01:00", "2026-03-30T08:30:00+01:00"],
    ])
    assert.equal(clockOf(found, "respond").dueAt, "2026-03-30T08:30:00+01:00")
    assert.equal(clockOf(found, "first-reply").dueAt, "2026-03-31T17:00:00+01:00")
    assert.equal(clockOf(found, "review").dueAt, "2026-04-07T17:00:00+01:00")
  })

  test("eight hours from 09:00 end at 17:00 the same day", async () => {
    const found = await opened("nine", { priority: 3, receivedAt: "2026-03-27T09:00Z" })
    assert.equal(clockOf(found, "restore").dueAt, "2026-03-27T17:00:00+00:00")
  })

  test("a contact at 18:00 starts to count at 08:00", async () => {
    const restore = clockOf(await sam.open({ priority: 3, receivedAt: "2026-03-26T18:00:00+00:00" }), "restore")
    assert.equal(restore.startedAt, "2026-03-26T18:00:00+00:00")
    assert.deepEqual(restore.certificate.counted[0]?.[0], "2026-03-27T08:00:00+00:00")
  })

  test("logged after its time has passed, a promise is due at the moment of its first priority, and missed", async () => {
    const found = await opened("late", { priority: 1, receivedAt: "2026-03-27T09:00:00+00:00" })
    const dueAt = found.clocks
      .filter(({ name }) => name === "respond" || name === "restore")
      .map((clock) => clock.dueAt)
    assert.match(dueAt[0] ?? "", /^2026-03-27T16:4/)
    const missed = await until(
      () => sam.read(found.reference),
      ({ clocks }) => clocks.filter(isMissed).length === 2,
    )
    assert.deepEqual(
      missed.clocks.filter(isMissed).map((clock) => clock.dueAt),
      dueAt,
    )
  })

  test("a call that was answered has its response at the moment of the call", async () => {
    const found = await sam.open({ channel: "phone", priority: 2, receivedAt: "2026-03-27T16:30:00+00:00" })
    for (const name of ["respond", "first-reply"] as const) {
      const { state, endedAt } = clockOf(found, name)
      assert.deepEqual({ state, endedAt }, { state: "met", endedAt: "2026-03-27T16:30:00+00:00" })
    }
    assert.equal(clockOf(found, "restore").dueAt, "2026-03-30T11:30:00+01:00")
  })

  test("without receivedAt the promise starts with the call of the interface", async () => {
    const found = await sam.open({ priority: 1 })
    assert.match(clockOf(found, "restore").startedAt, /^2026-03-27T16:4\d:/)
    assert.equal(clockOf(found, "restore").startedAt, found.openedAt)
  })

  test("nothing is received in the future, and a local time is London's", async () => {
    await sam.refused(400, "POST", "/contacts", {
      channel: "letter",
      from: { name: "Sam" },
      subject: "Tomorrow",
      body: "Tomorrow",
      receivedAt: "2026-03-28T09:00:00+00:00",
    })
    const found = await sam.open({ receivedAt: "2026-03-27T09:00:00.1239" })
    assert.equal(found.openedAt, "2026-03-27T09:00:00.123+00:00")
  })

  test("until a case has a priority it has no respond or restore", async () => {
    const found = await opened("unclassified", { receivedAt: "2026-03-27T09:00Z" })
    assert.deepEqual(found.clocks.map(({ name }) => name).toSorted(), ["first-reply", "review"])
    assert.equal(found.priority, null)
  })

  test("a first priority counts from the receipt, and a reply that came before it counts", async () => {
    const replied = await sam.act(reference("unclassified"), "reply", { body: "We are looking." })
    const repliedAt = clockOf(replied, "first-reply").endedAt
    const classified = await sam.act(reference("unclassified"), "classification", { priority: 1 })
    const respond = clockOf(classified, "respond")
    assert.deepEqual({ state: respond.state, endedAt: respond.endedAt }, { state: "met", endedAt: repliedAt })
    assert.equal(respond.startedAt, "2026-03-27T09:00:00+00:00")
    const changedAt = classified.timeline.findLast(({ by }) => by !== "Charter")?.at
    assert.equal(respond.dueAt, changedAt, "an hour from 09:00 is past, so it is due at the change")
    assert.equal(clockOf(classified, "restore").dueAt, changedAt)
    const missed = await until(
      () => sam.read(reference("unclassified")),
      (found) => clockOf(found, "restore").state === "missed",
    )
    assert.equal(clockOf(missed, "restore").dueAt, changedAt)
  })

  test("a reply by a person meets the response; a note, an assignment and an automatic mail do not", async () => {
    const found = await opened("reply", { priority: 3, receivedAt: "2026-03-27T16:00Z" })
    await sam.act(found.reference, "note", { body: "Known fault?" })
    await sam.act(found.reference, "assignment", { to: "me" })
    await post.sentTo(addressOf("reply"), found.reference)
    const noted = await sam.read(found.reference)
    for (const name of ["respond", "first-reply"] as const) assert.equal(clockOf(noted, name).state, "running")
    const replied = await sam.act(found.reference, "reply", { body: "We are looking." })
    const at = replied.timeline.find(({ type }) => type === "replied")?.at
    for (const name of ["respond", "first-reply"] as const) {
      assert.equal(clockOf(replied, name).state, "met")
      assert.equal(clockOf(replied, name).endedAt, at)
    }
    assert.equal(clockOf(replied, "respond").dueAt, "2026-03-30T15:00:00+01:00")
    assert.equal(clockOf(replied, "restore").state, "running")
  })

  test("a higher priority keeps the start and shortens the promise; a lower one lengthens it", async () => {
    const higher = await opened("higher", { priority: 3, receivedAt: "2026-03-27T16:00Z" })
    assert.equal(clockOf(higher, "restore").dueAt, "2026-03-30T15:00:00+01:00")
    const raised = clockOf(await sam.act(higher.reference, "classification", { priority: 2 }), "restore")
    assert.equal(raised.dueAt, "2026-03-30T11:00:00+01:00")
    assert.equal(raised.startedAt, "2026-03-27T16:00:00+00:00")
    const lower = await opened("lower", { priority: 1, receivedAt: "2026-03-27T16:30Z" })
    const lowered = await sam.act(lower.reference, "classification", { priority: 3 })
    assert.equal(clockOf(lowered, "restore").dueAt, "2026-03-30T15:30:00+01:00")
    assert.equal(clockOf(lowered, "respond").dueAt, "2026-03-30T15:30:00+01:00")
  })

  test("a promise missed stays missed under a lower priority", async () => {
    const { dueAt } = clockOf(await sam.read(reference("late")), "restore")
    const lowered = clockOf(await sam.act(reference("late"), "classification", { priority: 4 }), "restore")
    assert.deepEqual({ state: lowered.state, dueAt: lowered.dueAt }, { state: "missed", dueAt })
  })

  test("a miss is on the timeline, once", async () => {
    const seen = await until(
      () => sam.read(reference("late")),
      (found) => misses(found.timeline) >= 2,
    )
    assert.equal(misses(seen.timeline), 2, "respond and restore")
  })
})
