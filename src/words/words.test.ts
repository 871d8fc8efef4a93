// The message files: English is the English of the rest of the desk, and another language counts only when it is whole.

import assert from "node:assert/strict"
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import fc from "fast-check"
import { dateInWords, deadlineInWords, nearDayInWords, timeInWords } from "../time/index.ts"
import { languages, openLanguages } from "./index.ts"

const folder = mkdtempSync(join(tmpdir(), "charter-words-"))
after(() => rmSync(folder, { recursive: true }))

const first = Temporal.Instant.from("2020-01-01T00:00Z").epochMilliseconds
const last = Temporal.Instant.from("2030-01-01T00:00Z").epochMilliseconds

test("instants read the same in the message files and on the pages of staff", () => {
  const { dates } = languages.base
  const moments = fc.integer({ min: first, max: last }).map((at) => at - (at % 60_000))
  fc.assert(
    fc.property(moments, moments, (at, now) => {
      assert.equal(dates.time(at), timeInWords(at))
      assert.equal(dates.date(at), dateInWords(at))
      assert.equal(dates.deadline(at), deadlineInWords(at))
      assert.equal(dates.nearDay(at, now), nearDayInWords(at, now))
    }),
    { numRuns: 300 },
  )
  const midnight = Temporal.Instant.from("2026-03-27T00:00Z").epochMilliseconds
  assert.equal(dates.deadline(midnight), deadlineInWords(midnight))
})

test("a span of a day names the day once", () => {
  const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds
  const { dates } = languages.base
  const night = [at("2026-03-27T22:00Z"), at("2026-03-28T00:30Z")] as const
  assert.equal(dates.span(at("2026-03-27T09:00Z"), at("2026-03-27T12:00Z")), "9am to midday on Friday 27 March 2026")
  assert.equal(dates.span(...night), "10pm on Friday 27 March 2026 to 12:30am on Saturday 28 March 2026")
})

test("a language that is whole is offered, and one that lacks a message or a place is not", () => {
  cpSync(join(import.meta.dirname, "en"), join(folder, "en"), { recursive: true })
  cpSync(join(import.meta.dirname, "en"), join(folder, "cy"), { recursive: true })
  assert.deepEqual(
    openLanguages(folder).offered.map((each) => each.code),
    ["en", "cy"],
  )
  writeFileSync(join(folder, "cy", "status.yaml"), "title: Statws\n")
  assert.deepEqual(
    openLanguages(folder).offered.map((each) => each.code),
    ["en"],
  )
  cpSync(join(import.meta.dirname, "en", "status.yaml"), join(folder, "cy", "status.yaml"))
  const time = "date: rhywbryd\n"
  writeFileSync(join(folder, "cy", "time.yaml"), time)
  assert.equal(openLanguages(folder).of("cy").code, "en")
})

test("a message that is not there, or is not given what it needs, is a fault and no gap on a page", () => {
  const { say } = languages.base
  assert.throws(() => say("report.nothing"), /no message report\.nothing/)
  assert.throws(() => say("follow.title"), /follow\.title needs reference/)
  assert.equal(say("follow.title", { reference: "INC-2026-000001" }), "Your report INC-2026-000001")
})

test("without English nothing starts", () => {
  const empty = join(folder, "none")
  mkdirSync(empty)
  assert.throws(() => openLanguages(empty), /no messages in English/)
})
