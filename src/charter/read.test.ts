import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import fc from "fast-check"
import { processorTime } from "../../test/support/machine.ts"
import { Invalid } from "../errors.ts"
import { readCharter, readCharterText } from "./read.ts"

const shipped = readFileSync(join(import.meta.dirname, "../../charters/college-learn.yaml"), "utf8")
const minimal = readFileSync(join(import.meta.dirname, "testing/minimal.yaml"), "utf8")
const folder = mkdtempSync(join(tmpdir(), "charter-read-"))
after(() => rmSync(folder, { recursive: true }))

function messagesOf(text: string): string[] {
  try {
    readCharter(text, "desk.yaml")
    return []
  } catch (error) {
    assert(error instanceof Invalid, `not Invalid, but ${error instanceof Error ? error.stack : error}`)
    return error.fields.map((each) => each.message)
  }
}

/** The minimal charter with the words between two marks replaced, and the place where they begin. */
function spoiled(marked: string, replacement: string): { text: string; place: string } {
  const [before = "", old = "", behind = ""] = marked.split("|")
  const at = minimal.indexOf(before + old + behind)
  assert(at >= 0 && minimal.indexOf(before + old + behind, at + 1) === -1, `"${marked}" stands once in the charter`)
  const start = at + before.length
  const lines = minimal.slice(0, start).split("\n")
  const text = minimal.slice(0, start) + replacement + minimal.slice(start + old.length)
  return { text, place: `desk.yaml:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}: ` }
}

const amount =
  "an amount of time such as 30m, 4h, 2wd or 3mo: a whole number, at least 1, of minutes, hours, working days or months"
const mistakes: [what: string, marked: string, replacement: string, told: string][] = [
  ["no amount", "target: { always: |2wd| }", "2w", `clocks.2.target.always: expected ${amount}; found "2w"`],
  ["no time at all", "within: |10wd|", "0wd", `reopening.within: expected ${amount}; found "0wd"`],
  [
    "half an hour, as a fraction",
    "1: |1h|, 2: 4h",
    "0.5h",
    `clocks.0.target.by-priority.1: expected ${amount}; found "0.5h"`,
  ],
  [
    "an unknown force",
    "force: |aim|, words: Most",
    "maybe",
    'floor.kpis.0.force: expected one of will, expected, endeavour, aim, where-possible, indicative; found "maybe"',
  ],
  [
    "an id with a capital",
    "{ id: |kpi|,",
    "KPI",
    'floor.kpis.0.id: expected an id: lower-case letters and digits in words joined by hyphens, such as first-reply; found "KPI"',
  ],
  ["a level that there is not", "level: |2|", "5", "priorities.1.level: expected 1, 2, 3 or 4; found 5"],
  [
    "a zone that there is not",
    "zone: |Europe/London|",
    "Europe/Camelot",
    'calendars.desk.zone: expected a time zone such as Europe/London; found "Europe/Camelot"',
  ],
  [
    "an offset for a zone",
    "zone: |Europe/London|",
    '"+01:00"',
    'calendars.desk.zone: expected a time zone such as Europe/London; found "+01:00"',
  ],
  [
    "an opening that is none",
    "saturday: [|08:00 to 17:00|]",
    "8 to 5",
    'calendars.desk.hours.saturday.0: expected an opening such as 08:00 to 17:00; found "8 to 5"',
  ],
  [
    "a day that there is not",
    "      |sunday|:",
    "someday",
    'calendars.desk.hours.someday: expected one of monday, tuesday, wednesday, thursday, friday, saturday, sunday; found the key "someday"',
  ],
  [
    "a key that there is not",
    "name: Anyone, ||wants: An answer.",
    "wishes: None, ",
    'customers.0.wishes: expected one of id, name, wants; found the key "wishes"',
  ],
  [
    "a list where words belong",
    "summary: |What the desk promises.|",
    "[a, b]",
    "document.summary: expected a sentence or more; found a list",
  ],
  [
    "words where a list belongs",
    "categories: |[{ id: data, name: Data }]|",
    "data",
    'changes.categories: expected a list; found "data"',
  ],
  [
    "too few entries",
    "kinds:\n  |- { id: incident, name: Incident, prefix: INC, what: Something is wrong. }|",
    "[]",
    "kinds: expected at least one entry; found a list",
  ],
  ["a number for words", "name: |The thing|", "12", "service.name: expected a line of text; found 12"],
  [
    "control characters",
    "title: |A charter|",
    '"A\\x1b[31m charter"',
    'document.title: expected a line of text without control characters; found "A\\u001b[31m charter"',
  ],
  [
    "letters that turn text round",
    "title: |A charter|",
    "A \u202echarter",
    'document.title: expected a line of text without control characters; found "A \\u{202e}charter"',
  ],
  [
    "a target of two shapes",
    "target: |{ always: 2wd }|",
    "2wd",
    'clocks.2.target: expected either always with an amount, such as 2wd, or by-priority with one for each, such as 1: 1h; found "2wd"',
  ],
  [
    "hours and days at once",
    "desk:\n    |title: Desk|\n    zone",
    "title: Desk\n    days: [monday]",
    "calendars.desk: expected either hours or days, and not both; found a group",
  ],
  [
    "a key twice",
    "percent: 90\n    |over|:",
    "percent: 91\n    over",
    'availability.aim.percent: expected each key once: "percent" stands above already',
  ],
]

for (const [what, marked, replacement, told] of mistakes) {
  test(`${what} is told with file, line, column and what was expected`, () => {
    const { text, place } = spoiled(marked, replacement)
    assert.deepEqual(messagesOf(text), [place + told])
  })
}

test("a missing key is told where its group stands, and every other mistake is told with it", () => {
  const { text } = spoiled("title: |A charter|\n  version: 1", "")
  const messages = messagesOf(text.replace("prefix: INC", "prefix: Inc").replace(", phone: 01632 960001", ""))
  assert.deepEqual(messages, [
    "desk.yaml:3:10: document.title: expected a line of text; found nothing",
    "desk.yaml:9:3: document.contact.phone: expected a line of text; found nothing",
    'desk.yaml:34:45: kinds.0.prefix: expected two to five capital letters, such as INC; found "Inc"',
  ])
})

test("what is no YAML, no group or nothing at all is told with its place", () => {
  assert.match(messagesOf("a: [1, 2")[0] ?? "", /^desk\.yaml:1:\d+: expected YAML: /)
  assert.match(messagesOf("a: 1\n---\nb: 2")[0] ?? "", /^desk\.yaml:2:1: expected YAML: .*multiple documents/)
  for (const text of ["", "just words", "[1]", "null", "# nothing"]) {
    assert.match(messagesOf(text)[0] ?? "", /^desk\.yaml:1:1: expected a group with document, service, /, text)
  }
})

test("aliases, merges and anchors that multiply are refused, however they are nested", () => {
  const bomb = Array.from({ length: 30 }, (_, n) => `a${n}: &a${n} [${`*a${Math.max(0, n - 1)},`.repeat(9)}]`).join(
    "\n",
  )
  assert.match(messagesOf(bomb)[0] ?? "", /aliases \(\*\) are not used|Unresolved alias/)
  assert.match(messagesOf("a: &a {b: 1}\nc:\n  <<: *a").join(), /^desk\.yaml:3:7: c\.<<: expected the words themselves/)
})

test("a tag is refused where its value stands", () => {
  const { text } = spoiled("words: |It is there.|", "!!binary aGVsbG8=")
  assert.match(
    messagesOf(text).join(),
    /^desk\.yaml:\d+:21: availability\.aim\.words: expected a plain value: tags \(!\) are not used/,
  )
})

test("`__proto__` is a key like any other, and as unknown", () => {
  const told = messagesOf(`${minimal}__proto__: { title: Mine }\nconstructor: 1\n`)
  assert.equal(told.length, 2)
  assert.match(told[0] ?? "", /: __proto__: expected one of .*; found the key "__proto__"$/)
  assert.equal(Reflect.get({}, "title"), undefined)
})

const hostile: [what: string, text: string][] = [
  ["deep lists", "[".repeat(250_000)],
  ["deep groups", "{a: ".repeat(60_000)],
  ["lists in lists", "- ".repeat(120_000)],
  ["questions", "? ".repeat(120_000)],
  ["deep indentation", Array.from({ length: 700 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("")],
  ["many keys", Array.from({ length: 30_000 }, (_, n) => `k${n}:\n`).join("")],
  ["the same key", "a:\n".repeat(80_000)],
  ["quotes", '"'.repeat(250_000)],
  ["documents", "---\n".repeat(60_000)],
  ["long words", `document: { title: ${"x".repeat(250_000)} }`],
  ["ten megabytes", "a".repeat(10_000_000)],
  ["half of a pair", "a: \ud800"],
  ["a control character", "a: \u0007"],
]
for (const [what, text] of hostile) {
  test(`a file of ${what} is refused within seconds, in few words`, () => {
    const spent = processorTime()
    const messages = messagesOf(text)
    assert(messages.length > 0 && messages.length <= 50)
    assert(messages.every((each) => each.length < 1000))
    assert(spent() < 5000)
  })
}

test("whatever is done to the text, it is a charter or Invalid", () => {
  const pieces = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom(
      "\n",
      "  ",
      "- ",
      ": ",
      "{",
      "}",
      "[",
      "]",
      "&a ",
      "*a",
      "!!set ",
      "|",
      ">",
      "'",
      '"',
      "#",
      "---\n",
      "? ",
      "%YAML 1.1\n",
      "<<: ",
      "1e999",
      "0x",
      "~",
      "__proto__: ",
    ),
  )
  const cut = fc.record({ at: fc.nat(shipped.length), length: fc.nat(200), piece: pieces })
  fc.assert(
    fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), (cuts) => {
      const text = cuts.reduce(
        (all, { at, length, piece }) => all.slice(0, at) + piece + all.slice(at + length),
        shipped,
      )
      messagesOf(text)
    }),
    { numRuns: 150 },
  )
})

test("a file that is not there, is no text, or never ends is refused in words", async () => {
  const path = (name: string, bytes: Uint8Array | string) => {
    writeFileSync(join(folder, name), bytes)
    return join(folder, name)
  }
  await assert.rejects(readCharterText(join(folder, "nowhere.yaml")), { message: /cannot be read \(ENOENT\)/ })
  await assert.rejects(readCharterText(folder), Invalid)
  await assert.rejects(readCharterText("/dev/zero"), { message: /at most 256 KB/ })
  await assert.rejects(readCharterText(path("latin.yaml", Uint8Array.of(0x61, 0xe9))), { message: /text in UTF-8/ })
  assert.equal(await readCharterText(path("small.yaml", "a: 1\n")), "a: 1\n")
})
