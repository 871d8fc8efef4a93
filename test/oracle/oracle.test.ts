import assert from "node:assert/strict"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { caseMaker } from "./cases.ts"
import { askLines, type Surroundings, surroundings } from "./command.ts"
import { type Example, examples } from "./examples.ts"
import { calendarIsHere, readHolidays, vectorsFile } from "./holidays.ts"
import { judgedLines, judgedOptions } from "./judgement.ts"
import { oracleOf } from "./oracle.ts"
import { anySeed } from "./random.ts"

const varDir = mkdtempSync(join(tmpdir(), "charter-oracle-"))
const skip = calendarIsHere() ? false : "the holidays that the oracle reads are not here"
after(() => rmSync(varDir, { recursive: true, force: true }))

test("the oracle says what was worked out by hand", { skip }, () => {
  const oracle = oracleOf(readHolidays(), Temporal.Now.instant().epochMilliseconds)
  for (const { sentence, verb, question, answer } of examples)
    assert.deepEqual(oracle[verb](question), answer, sentence)
})

for (const verb of ["due", "elapsed"] as const)
  test(`${verb} says what was worked out by hand`, async () => {
    await agrees(
      verb,
      examples.filter((example) => example.verb === verb),
      1,
    )
  })

async function agrees(verb: string, asked: Example[], exit: number): Promise<void> {
  const lines = asked.map(({ question }) => JSON.stringify(question))
  const said = await askLines(verb, lines, varDir, {})
  assert.equal(said.lines.length, asked.length, said.complaint)
  for (const [at, { sentence, answer }] of asked.entries()) assertSame(said.lines[at] ?? "", answer, sentence)
  assert.equal(said.exit, exit)
}

function assertSame(line: string, answer: Example["answer"], sentence: string): void {
  if (answer === "error") assert.match(line, /^\{"error":"[^"]+/, sentence)
  else assert.deepEqual(JSON.parse(line), answer, sentence)
}

test("requests for information fall due as a brute force over the same holidays found", { skip }, async () => {
  const vectors = informationVectors()
  assert.equal(vectors.length, 14)
  const oracle = oracleOf(readHolidays(), Temporal.Now.instant().epochMilliseconds)
  for (const { sentence, question, answer } of vectors) assert.deepEqual(oracle.due(question), answer, sentence)
  await agrees("due", vectors, 0)
})

/** The statutory reading: a bank holiday in any part of the UK is no working day, and the day of receipt is day 0. */
function informationVectors(): Example[] {
  const rows = readFileSync(vectorsFile, "utf8")
    .split("\n")
    .map((line) => line.split(","))
  const counted = rows.filter(([, rule, , , , expected]) => rule === "business_days_after" && expected)
  return counted.map(([start, , days, , , expected]) => ({
    sentence: `${days} working days from ${start}`,
    verb: "due",
    question: { calendar: "freedom-of-information", from: `${start}T12:00`, for: `${days}wd` },
    answer: { due: midnightAfter(expected ?? "") },
  }))
}

function midnightAfter(date: string): string {
  const midnight = Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime("Europe/London")
  return midnight.toString({ timeZoneName: "never" })
}

for (const [seed, note] of [
  [2012, "always the same"],
  [anySeed(), "new each time"],
] as const)
  test(`thousands of questions are answered as the oracle answers them, seed ${seed}, ${note}`, { skip }, async () => {
    for (const [turn, around] of surroundings.entries()) await compareSome(seed, turn * 1000, around)
  })

async function compareSome(seed: number, first: number, around: Surroundings): Promise<void> {
  const holidays = readHolidays()
  const make = caseMaker(seed, holidays)
  const cases = Array.from({ length: 1000 }, (_, at) => make(first + at))
  const tally = await judgedLines({ holidays, varDir, around }, cases)
  assert.deepEqual(tally.differences, [])
  assert.equal(tally.cases, cases.length)
}

test("a question put by options is answered like a line", { skip }, async () => {
  const holidays = readHolidays()
  const make = caseMaker(2012, holidays)
  const cases = Array.from({ length: 12 }, (_, at) => make(at))
  const tally = await judgedOptions({ holidays, varDir, around: {} }, cases)
  assert.deepEqual(tally.differences, [])
  assert.ok(tally.cases > 0)
})

test("asking creates nothing", () => {
  assert.deepEqual(readdirSync(varDir), [])
})
