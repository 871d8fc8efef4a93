// When each promise starts, stops, stands still and falls due, on a desk that is moved from a Friday over a weekend, Easter and a
// clock change. What is done in the evening, when nothing counts, has deadlines that can be worked out by hand.

import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { clockOf, colleague, until } from "./colleague.ts"
import { desk } from "./desk.ts"
import { relay, sent, written } from "./letters.ts"

const post = await relay()
const place = await desk("2026-03-27T16:45+00:00", { SMTP_OUT_URL: post.url })
after(async () => {
  await place.end()
  await post.close()
})
const sam = await colleague(place)
const named = new Map<string, string>()

/** Opens a case that later moments ask for by its name; its customer has an address of that name. */
async function opened(name: string, contact: Readonly<Record<string, unknown>>) {
  const from = { name: "Sam Carter", email: `${name}@force.example` }
  const found = await sam.open({ from, ...contact })
  named.set(name, found.reference)
  return found
}

function reference(name: string): string {
  return named.get(name) ?? assert.fail(`no case was opened as ${name}`)
}

/** The customer answers the acknowledgement of their case. */
async function answeredByCustomer(name: string) {
  const address = `${name}@force.example`
  const { letter } = await post.sentTo(address, reference(name))
  const to = letter.replyTo?.[0]?.address ?? assert.fail("an acknowledgement without an address to reply to")
  const said = await sent(
    place.addresses().smtp,
    written({ from: address, to, subject: "Re: it", body: "It still fails." }),
  )
  assert.equal(said.code, 250, said.text)
}

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
    await post.sentTo("reply@force.example", found.reference)
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

function isMissed({ state }: { readonly state: string }): boolean {
  return state === "missed"
}

function misses(timeline: readonly { readonly type: string }[]): number {
  return timeline.filter(({ type }) => /missed/.test(type)).length
}

describe("on Friday evening", () => {
  before(async () => {
    const names = [
      "waits",
      "supplier",
      "deadline",
      "answers",
      "early",
      "resolves",
      "writes",
      "closes",
      "edge",
      "beyond",
      "beyond-letter",
    ]
    for (const name of names)
      await opened(name, { priority: name === "deadline" ? 3 : 2, receivedAt: "2026-03-27T16:00Z" })
    await place.movedTo("2026-03-27T18:00+00:00")
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
    await sam.refused(400, "POST", `/cases/${reference("higher")}/hold`, {
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
    const noted = await sam.act(reference("higher"), "note", { body: "Asked the second line." })
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
    await answeredByCustomer("answers")
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
      await answeredByCustomer(name)
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
    const found = await sam.act(reference("lower"), "note", { body: "Still looking." })
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
    await answeredByCustomer("beyond-letter")
    const old = await until(
      () => sam.read(reference("beyond-letter")),
      ({ timeline }) => timeline.some(({ sentence }) => /INC-2026-\d{6}/.test(sentence)),
    )
    assert.equal(old.state, "resolved")
  })
})
