// A log brought in on a real database: counted to the last row, resumed after a stop, beside a sweep that finds nothing to announce.

import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { dueCases, settleDueCase, verifyCases } from "../cases/index.ts"
import { row, rows, sql } from "../database/index.ts"
import { Invalid, Refused } from "../errors.ts"
import { replyToCustomer } from "../incidents/index.ts"
import { type ImportRequest, importLog, importReport, readMapping } from "./index.ts"

let desk: TestDesk
const folder = mkdtempSync(join(tmpdir(), "charter-import-"))
before(async () => {
  desk = await testDesk()
})
after(async () => {
  await desk.close()
  rmSync(folder, { recursive: true })
})

const samples = join(import.meta.dirname, "samples")
const mappingText = readFileSync(join(samples, "old-desk.yaml"), "utf8")
const friday = "2026-03-27T12:00"

function request(path: string, at: string, changed: Partial<ImportRequest> = {}): ImportRequest {
  return {
    path,
    mapping: readMapping(mappingText, "old-desk.yaml"),
    mappingText,
    charter: 1,
    secretKey: Buffer.alloc(32, 3),
    now: () => instant(at),
    ...changed,
  }
}

async function differences(at: string): Promise<unknown[]> {
  const found: unknown[] = []
  await verifyCases(desk.db, await desk.rules(), instant(at), (each) => found.push(each))
  return found
}

async function caseOf(subject: string) {
  const found = await row<{ reference: string }>(desk.db, sql`select reference from cases where subject = ${subject}`)
  return { reference: found?.reference ?? "" }
}

async function sweep(at: string): Promise<number> {
  const due = await dueCases(desk.db, instant(at), 1000)
  for (const caseId of due) await settleDueCase(desk.db, caseId, await desk.rules(), instant(at))
  return due.length
}

async function count(statement: ReturnType<typeof sql>): Promise<number> {
  return (await row<{ count: number }>(desk.db, statement))?.count ?? 0
}

const countEvents = (type: string) => count(sql`select count(*) as count from events where type = ${type}`)

test("a log becomes cases with its own times, each row counted once, and those that do not fit named with line and reason", async () => {
  const imported = await importLog(desk.db, request(join(samples, "old-desk.csv"), friday))
  const { rows: read, used, nothingNew, refused, cases } = imported
  assert.deepEqual({ read, used, nothingNew, cases }, { read: 27, used: 17, nothingNew: 1, cases: 5 })
  assert.deepEqual(
    refused.map(({ line, reason }) => `${line}: ${reason}`),
    [
      '15: status is "Lost", which the mapping does not know',
      '16: changed is no time that the mapping\'s pattern gives: "31/02/2026 12:00"',
      '17: it was updated ("03/03/2026 10:00") before it was opened ("03/03/2026 11:00")',
      '18: weight is "E", which the mapping does not know',
      "19: it has 10 columns, and the header has 13",
      '21: it is earlier than the row before it of the same case (line 20): "2026-03-03T14:30:00Z"',
      '23: changed lies in the future: "03/03/2027 16:00"',
      "28: it does not say which case it belongs to",
      '29: status is "Gone", which the mapping does not know',
    ],
  )
  assert.deepEqual(await differences(friday), [])
})

test("a timeline of another system reads like one of ours, and every promise is judged at its own time", async () => {
  const answer = await desk.answer(await caseOf("Cannot print a certificate"), friday)
  const told = answer.timeline.map(({ at, by, type }) => [at.slice(0, 16), by, type])
  const there = "Someone in the former system"
  assert.deepEqual(told, [
    ["2026-03-02T09:00", "The customer", "opened"],
    ["2026-03-02T09:05", "Charter", "clock-met"],
    ["2026-03-02T09:05", there, "assigned"],
    ["2026-03-02T09:20", "Charter", "clock-met"],
    ["2026-03-02T09:20", there, "assigned"],
    ["2026-03-02T10:00", "Charter", "clock-met"],
    ["2026-03-02T10:00", there, "responded"],
    ["2026-03-02T10:00", "Charter", "clock-met"],
    ["2026-03-02T10:00", "Charter", "clock-met"],
    ["2026-03-02T10:00", there, "held"],
    ["2026-03-03T10:00", "Charter", "clock-met"],
    ["2026-03-03T10:00", there, "resumed"],
    ["2026-03-03T11:00", "Charter", "clock-met"],
    ["2026-03-03T11:00", there, "resolved"],
    ["2026-03-03T11:00", "Charter", "clock-met"],
    ["2026-03-10T11:00", there, "closed"],
    ["2026-03-27T12:00", "Charter", "import-ended"],
  ])
  assert.equal(answer.timeline[0]?.sentence, "Reported by email in the former system, with priority 3.")
  assert.equal(answer.timeline[4]?.sentence, `${there} assigned the case to another owner there.`)
  assert.deepEqual(
    answer.timeline[4]?.content?.map((each) => each.text),
    ["R. Oak"],
  )
  assert.equal(answer.state, "closed")
  const restore = answer.clocks.find((each) => each.name === "restore")
  assert.deepEqual(
    [restore?.state, restore?.dueAt, restore?.certificate.paused],
    ["met", "2026-03-03T17:00:00+00:00", [["2026-03-02T10:00:00+00:00", "2026-03-03T10:00:00+00:00"]]],
  )
})

test("a promise of restoration that a reopening withdrew is judged again, and a miss stands where it fell due", async () => {
  const { timeline } = await desk.answer(await caseOf("Nobody can sign in"), friday)
  const restore = timeline.flatMap(({ at, type, sentence }) =>
    sentence.includes("restoration") ? [[at.slice(0, 19), type]] : [],
  )
  // Priority 1 from 10:00: an hour, and one millisecond.
  assert.deepEqual(restore, [["2026-03-02T11:00:00", "clock-missed"]])
  assert.ok(timeline.every((each) => each.type !== "escalated" && each.type !== "clock-warned"))
})

test("what fell due before the end of the import is announced never, what falls due after it as ever", async () => {
  const before = await countEvents("clock-missed")
  assert.equal(await countEvents("escalated"), 0)
  assert.equal(await count(sql`select count(*) as count from notices`), 0)
  await sweep("2026-03-30T08:30")
  assert.equal(await countEvents("clock-missed"), before)
  // T-4 was opened on the Friday at 10:00, two hours before the import: restoration within 8 hours is due on the Monday at 09:00.
  await sweep("2026-03-30T09:01")
  const answer = await desk.answer(await caseOf("Video stops; and starts again"), "2026-03-30T09:01")
  const after = answer.timeline.filter((each) => each.type === "escalated" || each.type === "clock-missed")
  assert.deepEqual(
    after.map((each) => each.type),
    ["clock-missed", "escalated", "clock-missed", "escalated"],
  )
  assert.ok(after.every((each) => !each.sentence.includes("before the case came")))
  // Its warnings came after the import, too; nothing else was ever warned of.
  const warnings = answer.timeline.filter((each) => each.type === "clock-warned")
  assert.equal(await countEvents("clock-warned"), warnings.length)
  assert.deepEqual(await differences("2026-03-30T09:01"), [])
})

test("the same log again makes nothing, and tells the same", async () => {
  const again = await importLog(desk.db, request(join(samples, "old-desk.csv"), "2026-03-30T10:00"))
  assert.deepEqual([again.import, again.made, again.cases, again.used, again.refused.length], [1, 0, 5, 17, 9])
})

test("the report counts promises by priority, shows the longest misses with their certificates, and where the other system judged otherwise", async () => {
  const report = await importReport(desk.db, 1, instant(friday))
  assert.deepEqual(
    report.kept.filter((each) => each.clock === "restore"),
    [
      { clock: "restore", priority: 1, kept: 0, missed: 1 },
      { clock: "restore", priority: 2, kept: 0, missed: 1 },
      { clock: "restore", priority: 3, kept: 1, missed: 0 },
      { clock: "restore", priority: 4, kept: 0, missed: 1 },
    ],
  )
  const [longest] = report.longestMisses
  assert.equal(longest?.reference, (await caseOf("A spelling mistake")).reference)
  assert.deepEqual(longest?.certificate.counted[0], ["2026-03-03T11:00:00+00:00", "2026-03-03T17:00:00+00:00"])
  const { verdicts } = report
  assert.deepEqual([verdicts?.bothKept, verdicts?.bothMissed, verdicts?.keptThereMissedHere], [1, 1, 2])
})

test("a stop half way is resumed where it was: nothing twice, nothing announced meanwhile, and a verb in between behaves", async () => {
  const path = join(folder, "many.csv")
  writeFileSync(path, manyTickets(402))
  const stop = new Error("stopped")
  const stopped = request(path, "2026-04-01T12:00", {
    tell: (step, done) => {
      if (step === "bringing-in" && done >= 400) throw stop
    },
  })
  await assert.rejects(() => importLog(desk.db, stopped), stop)
  const begun = await count(sql`select count(*) as count from imported_cases where import_id = 2`)
  assert.ok(begun > 0 && begun < 402, `${begun}`)
  const [before, cases] = [await countEvents("clock-missed"), await count(sql`select count(*) as count from cases`)]
  const due = await rows<{ caseId: number }>(
    desk.db,
    sql`select case_id as "caseId" from cases join imported_cases using (case_id) where import_id = 2 and next_at < 'infinity'`,
  )
  assert.deepEqual(due, [])
  const waiting = await row<{ reference: string }>(
    desk.db,
    sql`select reference from cases join imported_cases using (case_id) where import_id = 2 and is_open order by case_id limit 1`,
  )
  const adviser = await desk.actor("adviser")
  await replyToCustomer(desk.db, await desk.ask(adviser, { reference: waiting?.reference ?? "" }, "2026-04-02T09:00"), {
    body: "We have it.",
  })
  const noted = await desk.answer({ reference: waiting?.reference ?? "" }, "2026-04-02T09:00")
  assert.ok(noted.timeline.every((each) => each.type !== "escalated"))
  assert.deepEqual(await differences("2026-04-02T09:00"), [])
  const imported = await importLog(desk.db, request(path, "2026-04-02T12:00"))
  assert.deepEqual([imported.import, imported.cases, imported.made], [2, 402, 402 - begun])
  assert.equal(await count(sql`select count(*) as count from cases`), cases + 402 - begun)
  assert.equal(await countEvents("escalated"), 2)
  assert.ok((await countEvents("clock-missed")) > before)
  assert.deepEqual(await differences("2026-04-02T12:00"), [])
})

test("two runs of one import at once share the work, and make nothing twice", async () => {
  const path = join(folder, "shared.csv")
  writeFileSync(path, manyTickets(210, "S"))
  const runs = await Promise.all([1, 2].map(() => importLog(desk.db, request(path, "2026-04-02T12:00"))))
  assert.deepEqual(
    runs.map((each) => each.cases),
    [210, 210],
  )
  assert.equal((runs[0]?.made ?? 0) + (runs[1]?.made ?? 0), 210)
  assert.deepEqual(await differences("2026-04-02T12:00"), [])
})

test("another mapping or version of the same file is another import, and says so", async () => {
  const other = mappingText.replace("Ordered: on-hold-for-supplier", "Ordered: on-hold-for-change")
  const path = join(samples, "old-desk.csv")
  const imported = await importLog(
    desk.db,
    request(path, "2026-04-02T12:00", { mapping: readMapping(other, "other.yaml"), mappingText: other }),
  )
  assert.deepEqual([imported.made, imported.others], [5, [1]])
})

test("what cannot be brought in is refused before anything is written", async () => {
  const imports = await count(sql`select count(*) as count from imports`)
  const path = join(samples, "old-desk.csv")
  await assert.rejects(
    () => importLog(desk.db, request(path, friday, { charter: 9 })),
    /no version 9 of the charter: there is 1/,
  )
  const narrow = mappingText.replace("owner: agent", "owner: colour")
  await assert.rejects(
    () => importLog(desk.db, request(path, friday, { mapping: readMapping(narrow, "narrow.yaml") })),
    (error) => error instanceof Invalid && /"colour"/.test(error.fields[0]?.message ?? ""),
  )
  writeFileSync(join(folder, "bare.csv"), `${readFileSync(path, "utf8").split("\n")[0]}\n`)
  await assert.rejects(() => importLog(desk.db, request(join(folder, "bare.csv"), friday)), Refused)
  assert.equal(await count(sql`select count(*) as count from imports`), imports)
})

// Each third is open, each third resolved late, each third resolved in time.
function manyTickets(howMany: number, letter = "M"): string {
  const [header = ""] = readFileSync(join(samples, "old-desk.csv"), "utf8").split("\n")
  const lines = Array.from({ length: howMany }, (_, index) => {
    const key = `${letter}-${index}`
    const row = (status: string, at: string) =>
      `${key};${status};30/03/2026 09:00;${at};form;C;North;-;Caller ${index};-;Topic ${index};X1;yes`
    const end = [[], [row("Done", "31/03/2026 16:00")], [row("Done", "30/03/2026 10:00")]][index % 3] ?? []
    return [row("Fresh", "30/03/2026 09:00"), ...end].join("\n")
  })
  return `${header}\n${lines.join("\n")}\n`
}
