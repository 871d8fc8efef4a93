// A recorded outcome is a fact: only a correction that the rules demand and a key has signed makes it count as another.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import pg from "pg"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { addNote, classifyIncident, resolveIncident } from "../incidents/index.ts"
import { system } from "../people/index.ts"
import { headKeyFrom, keyIdOf } from "../proof/index.ts"
import { correctOutcome, settleDueCase, verifyCases } from "./index.ts"

const key = headKeyFrom(Buffer.from("a7".repeat(32), "hex"))
const because = { authority: "Contact centre manager", reason: "The bank holiday was missing from the list" }

let desk: TestDesk
let owner: pg.Client
before(async () => {
  desk = await testDesk()
  owner = new pg.Client({ connectionString: desk.ownerUrl })
  await owner.connect()
})
after(async () => {
  await owner.end()
  await desk.close()
})

async function differences(): Promise<string[]> {
  const found: string[] = []
  await verifyCases(desk.db, await desk.rules(), instant("2026-06-01T09:00"), ({ reference, what }) =>
    found.push(`${reference}: ${what}`),
  )
  return found
}

async function correct(found: { reference: string }, event: number, at = "2026-05-01T09:00") {
  return await correctOutcome(desk.db, await desk.ask(system, found, at), { event, ...because }, key)
}

// As if we had always known of a holiday on that day: the rules of now give another deadline than those of then.
async function asIfAlwaysKnown(date: string, work: () => Promise<void>): Promise<void> {
  await owner.query(
    `insert into holidays (division, date, title, known_from) values ('england-and-wales', '${date}', 'Forgotten', '-infinity')`,
  )
  await owner.query("update holiday_revision set revision = revision + 1")
  try {
    await work()
  } finally {
    await owner.query(`delete from holidays where title = 'Forgotten'`)
    await owner.query("update holiday_revision set revision = revision + 1")
  }
}

async function missedCase() {
  const engineer = await desk.actor("engineer")
  const opened = await desk.open("2026-03-27T16:30", { priority: 1 })
  await settleDueCase(desk.db, opened.caseId, await desk.rules(), instant("2026-03-30T09:00"))
  await resolveIncident(desk.db, await desk.ask(engineer, opened, "2026-03-30T10:00"), {
    outcome: "fixed",
    body: "It works.",
  })
  const { timeline } = await desk.answer(opened, "2026-03-30T11:00")
  const missed = timeline.find((each) => each.type === "clock-missed" && each.sentence.startsWith("The restoration"))
  return { opened, event: missed?.seq ?? 0 }
}

async function restoreOf(found: { reference: string }) {
  const { clocks } = await desk.answer(found, "2026-05-01T09:00")
  return clocks.find((each) => each.name === "restore")
}

test("an outcome that its derivation agrees with is not corrected, and neither is an event that is no outcome", async () => {
  const { opened, event } = await missedCase()
  await assert.rejects(() => correct(opened, event), /nothing to correct/)
  await assert.rejects(() => correct(opened, 1), /not the outcome of a clock/)
  await assert.rejects(() => correct(opened, 99), /not the outcome of a clock/)
  assert.deepEqual(await differences(), [])
})

test("only an administrator corrects", async () => {
  const { opened, event } = await missedCase()
  const ask = await desk.ask(await desk.actor("team-leader"), opened, "2026-05-01T09:00")
  await assert.rejects(() => correctOutcome(desk.db, ask, { event, ...because }, key), /permission/)
})

test("a correction that the rules demand is what counts from then on, said in a sentence, and verified", async () => {
  const { opened, event } = await missedCase()
  await asIfAlwaysKnown("2026-03-30", async () => {
    const difference = `${opened.reference}: the recorded outcome of restore (event ${event}) differs from its derivation`
    assert.ok((await differences()).includes(difference))
    await correct(opened, event)
    const restore = await restoreOf(opened)
    assert.deepEqual([restore?.state, restore?.dueAt], ["met", "2026-03-31T08:30:00+01:00"])
    assert.ok(!(await differences()).includes(difference))
    const { timeline } = await desk.answer(opened, "2026-05-01T10:00")
    assert.match(
      timeline.at(-1)?.sentence ?? "",
      /^Charter corrected, with a signature, .*restore: it was kept and due/,
    )
    assert.deepEqual(
      timeline.at(-1)?.content?.map((each) => each.text),
      [because.authority, because.reason],
    )
    await assert.rejects(() => correct(opened, event), /nothing to correct/)
  })
  // Without that holiday the correction is the one that differs, and a second one takes it back.
  assert.ok(
    (await differences()).some((each) => each.startsWith(`${opened.reference}: the recorded outcome of restore`)),
  )
  await correct(opened, event, "2026-05-02T09:00")
  assert.equal((await restoreOf(opened))?.state, "missed")
  assert.deepEqual(
    (await differences()).filter((each) => each.startsWith(opened.reference) && each.includes("restore")),
    [],
  )
})

test("an outcome that by the rules of now has not come yet waits for it", async () => {
  const opened = await desk.open("2026-03-27T16:30", { priority: 1 })
  await settleDueCase(desk.db, opened.caseId, await desk.rules(), instant("2026-03-30T09:00"))
  const { timeline } = await desk.answer(opened, "2026-03-30T11:00")
  const event = timeline.find((each) => each.sentence.startsWith("The restoration was not"))?.seq ?? 0
  await asIfAlwaysKnown("2026-03-30", async () => {
    await assert.rejects(() => correct(opened, event, "2026-03-30T15:00"), /not been judged yet/)
    await correct(opened, event, "2026-03-31T09:00")
    const restore = await restoreOf(opened)
    assert.deepEqual([restore?.state, restore?.dueAt], ["missed", "2026-03-31T08:30:00+01:00"])
  })
})

test("a run of the review that has ended is corrected without touching the present one", async () => {
  const adviser = await desk.actor("adviser")
  const opened = await desk.open("2026-03-23T09:00")
  await classifyIncident(desk.db, await desk.ask(adviser, opened, "2026-03-23T09:05"), { priority: 4 })
  await settleDueCase(desk.db, opened.caseId, await desk.rules(), instant("2026-03-31T09:00"))
  await addNote(desk.db, await desk.ask(adviser, opened, "2026-03-31T09:30"), "Still looking.")
  const { timeline } = await desk.answer(opened, "2026-03-31T10:00")
  const event = timeline.find((each) => each.sentence.startsWith("The review was not"))?.seq ?? 0
  await asIfAlwaysKnown("2026-03-30", async () => {
    await correct(opened, event, "2026-03-31T11:00")
    const { clocks, timeline } = await desk.answer(opened, "2026-03-31T12:00")
    assert.equal(clocks.find((each) => each.name === "review")?.state, "running")
    assert.match(timeline.at(-1)?.sentence ?? "", /review: it was kept/)
  })
})

test("a correction that was forged is named, and counts for nothing in the verification", async () => {
  const { opened, event } = await missedCase()
  await asIfAlwaysKnown("2026-03-30", async () => {
    await correct(opened, event)
    const forged = [
      `update head_keys set public_key = decode(repeat('11', 32), 'hex')`,
      `update head_keys set key_id = repeat('0', 32)`,
    ]
    for (const statement of forged) {
      await owner.query(statement)
      const found = await differences()
      assert.ok(
        found.some((each) => each.startsWith(`${opened.reference}: the correction in event`)),
        found.join("\n"),
      )
      assert.ok(found.some((each) => each.includes(`of restore (event ${event}) differs`)))
      await owner.query(
        `update head_keys set public_key = decode('${key.publicKey.toString("hex")}', 'hex'), key_id = '${keyIdOf(key.publicKey)}'`,
      )
    }
  })
})
