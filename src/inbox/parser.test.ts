import assert from "node:assert/strict"
import { after, test } from "node:test"
import { isWithin, watchedLoop } from "../../test/support/machine.ts"
import { isQuarantined, type ParsedLetter } from "./letter.ts"
import { letterParser, ParserEnded, ReaderMissing } from "./parser.ts"
import { letterOf } from "./sample-letter.ts"

const envelope = { from: null, to: [] }
const parser = letterParser()
after(() => parser.close())

function sample(name: string): URL {
  return new URL(`./samples/${name}.ts`, import.meta.url)
}

async function read(raw: Buffer): Promise<ParsedLetter> {
  const letter = await parser.parseLetter(raw, envelope)
  assert.ok(!isQuarantined(letter))
  return letter
}

test("F42: a reader that hangs is ended in time, while the loop runs on", async () => {
  const loop = watchedLoop()
  const hanging = letterParser({ program: sample("hangs"), limitMilliseconds: 1000 })
  const started = performance.now()
  await assert.rejects(hanging.parseLetter(letterOf(), envelope), new ParserEnded("took longer than 1000 ms to read"))
  assert.ok(isWithin(performance.now() - started, 2000))
  await hanging.close()
  const stoodStill = loop.longest()
  assert.ok(isWithin(stoodStill, 200), `the loop stood still for ${stoodStill} ms`)
})

test("F42: a reader that takes too much memory is ended, and the process lives", async () => {
  const swelling = letterParser({ program: sample("swells"), limitMegabytes: 32 })
  await assert.rejects(
    swelling.parseLetter(letterOf(), envelope),
    new ParserEnded("needs more memory to read than it may have"),
  )
  await swelling.close()
})

test("F42: after a reader has fallen the next letter gets a new one", async () => {
  const falling = letterParser({ program: sample("falls") })
  await assert.rejects(falling.parseLetter(letterOf(), envelope), new ParserEnded("could not be read: fell"))
  await assert.rejects(falling.parseLetter(Buffer.alloc(0), envelope), new ParserEnded("ended the reader"))
  await assert.rejects(falling.parseLetter(letterOf(), envelope), new ParserEnded("could not be read: fell"))
  await falling.close()
})

test("F44: a reader that never starts spends no letter: it is tried again ever more seldom, and told of", async () => {
  const told: unknown[] = []
  const stillborn = letterParser({ program: sample("stillborn"), onStart: (fault) => told.push(fault) })
  await assert.rejects(stillborn.ready(), ReaderMissing)
  for (let times = 0; times < 20; times++)
    await assert.rejects(stillborn.parseLetter(letterOf(), envelope), ReaderMissing)
  assert.deepEqual(told, ["could not be read: no such module"])
  await stillborn.close()
})

test("letters asked for at once are each answered with their own", async () => {
  const subjects = Array.from({ length: 20 }, (_, index) => `letter ${index}`)
  const letters = await Promise.all(subjects.map((subject) => read(letterOf({ Subject: subject }))))
  assert.deepEqual(
    letters.map((letter) => letter.subject),
    subjects,
  )
})

test("the bytes that were given stay with the giver", async () => {
  const raw = letterOf()
  await read(raw)
  assert.ok(raw.toString().startsWith("From: Pat"))
})

const html = { "Content-Type": "text/html" }
const mixed = { "Content-Type": "multipart/mixed; boundary=b" }
const bombs: [id: string, what: string, raw: () => Buffer][] = [
  ["A26", "a megabyte of addresses", () => letterOf({}, "http://a.b/".repeat(90_000))],
  ["A26", "a megabyte of addresses in HTML", () => letterOf(html, "http://a.b/".repeat(90_000))],
  ["A26", "a megabyte of introductions to quotations", () => letterOf({}, "On Mon 2014 wrote a@b\n".repeat(50_000))],
  ["A26", "200,000 short lines", () => letterOf({}, "x\n".repeat(200_000))],
  [
    "A26",
    "format=flowed that never ends",
    () => letterOf({ "Content-Type": "text/plain; format=flowed" }, "a \n".repeat(300_000)),
  ],
  [
    "A27",
    "8,000 recipients",
    () => letterOf({ To: Array.from({ length: 8000 }, (_, index) => `u${index}@x.example`).join(",\r\n ") }),
  ],
  ["A28", "200,000 parts", () => letterOf(mixed, "--b\r\n\r\nx\r\n".repeat(200_000))],
  [
    "A28",
    "delimiters that are nearly right",
    () =>
      letterOf(
        { "Content-Type": `multipart/mixed; boundary=${"b".repeat(60)}` },
        `--${"b".repeat(59)}\r\n`.repeat(100_000),
      ),
  ],
  [
    "A28",
    "20,000 parameters",
    () =>
      letterOf({
        "Content-Type": `text/plain; ${Array.from({ length: 20_000 }, (_, index) => `a*${index}=x`).join(";")}`,
      }),
  ],
  ["A31", "200,000 nested elements", () => letterOf(html, "<div>".repeat(200_000))],
  ["A31", "two million opening brackets", () => letterOf(html, "<".repeat(1_900_000))],
  ["A31", "600,000 unfinished tags", () => letterOf(html, "<a ".repeat(600_000))],
  ["A31", "elements closed in no order", () => letterOf(html, "<p></b>".repeat(99_000))],
  ["A31", "nested discarded elements", () => letterOf(html, "<iframe><noscript><template>".repeat(60_000))],
  ["A31", "two million ampersands", () => letterOf(html, "&".repeat(1_900_000))],
  ["A31", "300,000 attributes", () => letterOf(html, `<p ${"a=b ".repeat(300_000)}>x`)],
  ["A29", "18,000 encoded words in the subject", () => letterOf({ Subject: "=?utf-8?Q?a?= ".repeat(18_000) })],
]

test("no letter made to exhaust the reader takes five seconds, stands in the loop's way or ends the reader", async (t) => {
  for (const [id, what, raw] of bombs) {
    await t.test(`${id}: ${what}`, async () => {
      const letter = raw()
      const loop = watchedLoop()
      const started = performance.now()
      await parser.parseLetter(letter, envelope)
      const stoodStill = loop.longest()
      assert.ok(isWithin(performance.now() - started, 5000))
      assert.ok(isWithin(stoodStill, 200), `the loop stood still for ${stoodStill} ms`)
    })
  }
})

test("a letter of 50 MB is read", async () => {
  const line = `${"QUJD".repeat(19)}\r\n`
  const raw = letterOf(
    { "Content-Type": "application/zip", "Content-Transfer-Encoding": "base64" },
    line.repeat(670_000),
  )
  const letter = await read(raw)
  assert.equal(letter.attachments[0]?.size, 670_000 * 57)
})
