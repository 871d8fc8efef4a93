// Reading logs as people have them: packed or not, ragged, quoted, cut off, or no logs at all.

import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { gzipSync } from "node:zlib"
import { Invalid, Refused } from "../errors.ts"
import { readLog } from "./log.ts"
import { readMapping } from "./mapping.ts"

const folder = mkdtempSync(join(tmpdir(), "charter-log-"))
after(() => rmSync(folder, { recursive: true }))

const samples = join(import.meta.dirname, "samples")
const mapping = readMapping(readFileSync(join(samples, "old-desk.yaml"), "utf8"), "old-desk.yaml")
const sample = readFileSync(join(samples, "old-desk.csv"))
const [header = ""] = sample.toString("utf8").split("\n")

function written(name: string, bytes: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

function read(bytes: string | Buffer) {
  return readLog(written("log.csv", bytes), mapping)
}

// "a,b" and a line end, by Python's lzma: xz has no packer here.
const xz = Buffer.from("/Td6WFoAAATm1rRGBMArfyEBFgAAAAAAAAAAAAAAAAAAAAAAAAA=", "base64")

test("the rows of a log stand by their case, in the order of the file, with the line that each begins in", async () => {
  const log = await read(sample)
  assert.deepEqual([...log.cases.keys()], ["T-1", "T-2", "T-3", "T-4", "T-5", "T-6"])
  assert.equal(log.rows, 27)
  assert.equal(log.cases.get("T-1")?.[0]?.line, 2)
  // The subject of T-4 has a line end in it.
  assert.deepEqual([log.cases.get("T-4")?.[0]?.line, log.cases.get("T-5")?.[0]?.line], [24, 26])
  assert.ok(log.cases.get("T-4")?.[0]?.values.includes('Dev "the" Lane'))
  assert.deepEqual(log.refused, [
    { line: 19, reason: "it has 10 columns, and the header has 13" },
    { line: 28, reason: "it does not say which case it belongs to" },
  ])
})

test("a packed log is the same log, and so is one with a byte order mark or other line ends", async () => {
  const plain = await read(sample)
  const zipped = await readLog(written("log.csv.gz", gzipSync(sample)), mapping)
  assert.deepEqual(zipped, plain)
  const windows = await read(`\ufeff${sample.toString("utf8").replaceAll("\n", "\r\n")}`)
  assert.deepEqual(windows.cases.get("T-1"), plain.cases.get("T-1"))
  assert.deepEqual(windows.refused, plain.refused)
})

test("what is no log is refused in words, whatever it is", async () => {
  const cases: [string, string | Buffer, RegExp][] = [
    ["empty.csv", "", /is empty\./],
    ["header.csv", `${header}\n`, /^$/],
    ["junk.csv", Buffer.from([0x89, 0x50, 0xff, 0xfe, 0x00, 0x01]), /is not text/],
    ["nul.csv", `${header}\nT-1;\0;x\n`, /NUL bytes/],
    ["latin.csv", Buffer.from(`${header}\nT-1;caf\xe9\n`, "latin1"), /is not text in utf-8/],
    ["book.xlsx", Buffer.from("PK\u0003\u0004rest"), /ZIP archive or a spreadsheet/],
    ["cut.csv.gz", gzipSync(sample).subarray(0, 200), /packed with gzip, and cannot be unpacked/],
    ["damaged.csv.gz", Buffer.concat([gzipSync(sample).subarray(0, 60), Buffer.alloc(200, 7)]), /cannot be unpacked/],
    ["cut.csv.xz", xz.subarray(0, 20), /packed with xz, and cannot be unpacked/],
    [
      "quote.csv",
      `${header}\nT-1;Fresh;"02/03/2026 09:00;a;b\nT-2;c\n`,
      /from line 2 on: a quotation mark is opened and never closed/,
    ],
    ["long.csv", `${header}\nT-1;Fresh;${"x".repeat(2_000_000)}\n`, /from line 2 on: a row is longer than 1024 KB/],
  ]
  for (const [name, bytes, expected] of cases) {
    const path = written(name, bytes)
    if (expected.source === "^$") assert.equal((await readLog(path, mapping)).rows, 0)
    else
      await assert.rejects(
        () => readLog(path, mapping),
        (error) => error instanceof Refused && expected.test(error.message),
        name,
      )
  }
  await assert.rejects(() => readLog(folder, mapping), /is a folder: name the file of the log/)
  await assert.rejects(() => readLog(join(folder, "missing"), mapping), /cannot be read \(ENOENT\)/)
  await assert.rejects(() => readLog("/dev/zero", mapping), /is not a file/)
})

test("a column that the file does not have, or has twice, is named", async () => {
  const changed = header.replace("raised", "opened").replace("weight", "team")
  await assert.rejects(
    () => read(`${changed}\nx\n`),
    (error) => {
      assert.ok(error instanceof Invalid)
      const messages = error.fields.map((each) => each.message).join("\n")
      assert.match(messages, /The mapping names the column "raised", which .* does not have\./)
      assert.match(messages, /"weight", which .* does not have\./)
      assert.match(messages, /"team", which .* has more than once\./)
      assert.match(messages, /Its columns are "ticket, status, opened/)
      return true
    },
  )
})

test("a value that is too long makes its row refused, and no other", async () => {
  const line = "T-1;Fresh;02/03/2026 09:00;02/03/2026 09:05;mail;C;North;-;Ada;a@b.example;TOPIC;-;yes"
  const log = await read(`${header}\n${line.replace("TOPIC", "x".repeat(20_001))}\n${line}\n`)
  assert.deepEqual(log.refused, [{ line: 2, reason: "a value is longer than 20000 characters" }])
  assert.equal(log.cases.get("T-1")?.length, 1)
})
