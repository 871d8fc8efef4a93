// `due`, `elapsed` and `holidays import` as a stranger runs them: a process, its output and its exit code.

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { after, test } from "node:test"
import { testDatabase } from "../../test/support/database.ts"
import { showPresence, transaction } from "../database/index.ts"
import { instantFrom, noteDeskClock } from "../time/index.ts"

const directory = mkdtempSync(join(tmpdir(), "charter-time-"))
const { db, ownerUrl, close } = await testDatabase()
after(async () => {
  rmSync(directory, { recursive: true, force: true })
  await close()
})

const program = join(import.meta.dirname, "../../bin/charter")
const emptyVar = join(directory, "var")

function started(words: readonly string[], environment: Record<string, string> = {}) {
  const { PATH, HOME } = process.env
  return spawn(program, words, { env: { PATH, HOME, NODE_ENV: "test", VAR_DIR: emptyVar, ...environment } })
}

async function ran(words: readonly string[], { input = "", ...environment }: Record<string, string> = {}) {
  const child = started(words, environment)
  child.stdin.on("error", () => undefined)
  child.stdin.end(input)
  const [output, complaint, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")])
  return {
    output,
    complaint,
    exit,
    lines: output
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  }
}

const said = async (words: readonly string[], environment?: Record<string, string>) =>
  (({ output, complaint, exit }) => ({ output, complaint, exit }))(await quietly(words, environment))

async function quietly(words: readonly string[], environment: Record<string, string> = {}) {
  const child = started(words, environment)
  child.stdin.end()
  const [output, complaint, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")])
  return { output, complaint, exit }
}

const friday = ["--calendar", "contact-centre", "--from", "2026-04-02T16:30+01:00"]

test("due explains itself: the deadline, what was counted, the pauses, the holidays passed over", async () => {
  const pause = ["--pause", "2026-04-07T09:00/2026-04-07T10:00"]
  const { output, exit } = await said(["due", ...friday, "--for", "4h", ...pause])
  assert.equal(exit, 0)
  for (const part of [
    "Due Tuesday 7 April 2026 at 12:30 (2026-04-07T12:30:00+01:00)",
    "4 hours of working time",
    "Thu 2 Apr 2026 16:30 to 17:00  (30 minutes)",
    "Tue 7 Apr 2026 10:00 to 12:30  (2 hours 30 minutes)",
    "Tue 7 Apr 2026 09:00 to 10:00  (1 hour)",
    "Fri 3 Apr 2026  Good Friday",
  ])
    assert.ok(output.includes(part), `${part}\nis not in\n${output}`)
})

test("a midnight is called the end of the day before", async () => {
  const { output } = await said([
    "due",
    "--calendar",
    "freedom-of-information",
    "--from",
    "2026-06-12T12:00",
    "--for",
    "2wd",
  ])
  assert.match(output, /^Due by the end of Wednesday 17 June 2026 \(2026-06-18T00:00:00\+01:00\)/)
})

test("--json gives the deadline with its certificate", async () => {
  const { lines, exit } = await ran(["due", ...friday, "--for", "1h", "--json"])
  assert.equal(exit, 0)
  assert.deepEqual(lines, [
    {
      due: "2026-04-07T08:30:00+01:00",
      certificate: {
        calendar: "contact-centre",
        counted: [
          ["2026-04-02T16:30:00+01:00", "2026-04-02T17:00:00+01:00"],
          ["2026-04-07T08:00:00+01:00", "2026-04-07T08:30:00+01:00"],
        ],
        paused: [],
        holidays: [
          { date: "2026-04-03", title: "Good Friday", divisions: ["england-and-wales"] },
          { date: "2026-04-06", title: "Easter Monday", divisions: ["england-and-wales"] },
        ],
      },
    },
  ])
})

test("elapsed is told in hours and smaller, never days", async () => {
  const span = ["elapsed", "--calendar", "contact-centre", "--from", "2026-03-23T08:00Z", "--to", "2026-03-25T15:30Z"]
  for (const words of [span, [...span, "--json"]]) assert.deepEqual((await ran(words)).lines, [{ elapsed: "PT25H30M" }])
})

test("a question that has no answer is refused in words; one that is not whole is a fault of usage", async () => {
  const bad = [
    ["due", ...friday, "--for", "0m"],
    ["due", ...friday, "--for", "1200mo"],
    ["due", ...friday, "--for", "1h", "--pause", "yesterday"],
    ["due", "--calendar", "__proto__", "--from", "2026-04-02T16:30", "--for", "1h"],
    ["elapsed", "--calendar", "contact-centre", "--from", "2026-04-02T16:30", "--to", "2026-04-02T16:29:59.999"],
  ]
  for (const words of bad) {
    const { output, complaint, exit } = await said(words)
    assert.deepEqual([output, exit], ["", 1], words.join(" "))
    assert.doesNotMatch(complaint, /fault in Charter/)
  }
  for (const words of [
    ["due"],
    ["due", ...friday],
    ["due", "--stdin", ...friday],
    ["elapsed", ...friday],
    ["due", "--bogus"],
  ])
    assert.equal((await said(words)).exit, 2, words.join(" "))
})

test("the first two questions create nothing", () => {
  assert.throws(() => readdirSync(emptyVar), { code: "ENOENT" })
})

const line = (more: object) => JSON.stringify({ calendar: "contact-centre", from: "2026-03-27T16:30Z", ...more })

test("a batch answers every line in its place, the bad ones too, and then exits with 1", async () => {
  const pauses = [["2026-03-27T16:30", "2026-03-27T16:45"]]
  const rows: [string, object | "error"][] = [
    [line({ for: "1h" }), { due: "2026-03-30T08:30:00+01:00" }],
    [line({ for: "1h", pauses }), { due: "2026-03-30T08:45:00+01:00" }],
    ["", "error"],
    ["not json", "error"],
    ["[]", "error"],
    ["null", "error"],
    [line({ for: "1h", knownat: "2026-01-01T00:00Z" }), "error"],
    [line({ for: 4 }), "error"],
    [line({ for: "1h", pauses: [["2026-03-27T16:30"]] }), "error"],
    [line({ for: "1h", pauses: [["2026-03-27T16:30", "2026-03-27T16:30"]] }), "error"],
    [line({ for: "1h", from: "x".repeat(2_000_000) }), "error"],
    ['{"__proto__": {"calendar": "contact-centre"}}', "error"],
    [line({ for: "1h", from: "2028-12-29T16:30Z" }), { due: "2029-01-01T08:30:00+00:00", assumed: true }],
    [`${line({ for: "30m" })}\r`, { due: "2026-03-27T17:00:00+00:00" }],
    [line({ for: "2wd" }), { due: "2026-03-31T17:00:00+01:00" }],
  ]
  const { lines, exit } = await ran(["due", "--stdin"], { input: rows.map(([asked]) => asked).join("\n") })
  assert.equal(exit, 1)
  assert.equal(lines.length, rows.length)
  for (const [index, [asked, expected]] of rows.entries()) {
    if (expected !== "error") assert.deepEqual(lines[index], expected)
    else
      assert.deepEqual(
        [Object.keys(lines[index]), typeof lines[index].error],
        [["error"], "string"],
        asked.slice(0, 80),
      )
  }
})

test("a good batch exits with 0, and an empty one too", async () => {
  const span = { calendar: "contact-centre", from: "2026-03-23T08:00Z", to: "2026-03-25T15:30Z" }
  const input = `${JSON.stringify(span)}\n${JSON.stringify({ ...span, pauses: [["2026-03-23T07:00Z", "2026-03-23T09:00Z"]] })}\n`
  const { lines, exit } = await ran(["elapsed", "--stdin"], { input })
  assert.deepEqual([lines, exit], [[{ elapsed: "PT25H30M" }, { elapsed: "PT24H30M" }], 0])
  assert.deepEqual((await ran(["elapsed", "--stdin"])).exit, 0)
})

test("a batch answers as it reads: the first answer is there before the last question", async () => {
  const child = started(["due", "--stdin"])
  const answers: string[] = []
  child.stdout.setEncoding("utf8").on("data", (part: string) => answers.push(part))
  const half = line({ for: "2wd" })
  child.stdin.write(`${line({ for: "1h" })}\n${half.slice(0, 20)}`)
  await once(child.stdout, "data")
  assert.equal(answers.join(""), '{"due":"2026-03-30T08:30:00+01:00"}\n')
  child.stdin.write(`${half.slice(20)}\n`)
  await once(child.stdout, "data")
  assert.equal(answers.join("").split("\n").length, 3)
  child.stdin.end()
  assert.deepEqual(await once(child, "close"), [0, null])
})

test("a reader that goes away early ends a batch quietly", async () => {
  const child = started(["due", "--stdin"])
  child.stdin.on("error", () => undefined)
  const complaint = text(child.stderr)
  child.stdin.write(`${line({ for: "1h" })}\n`.repeat(2000))
  await once(child.stdout, "data")
  child.stdout.destroy()
  child.stdin.end(`${line({ for: "1h" })}\n`.repeat(20_000))
  await once(child, "close")
  assert.equal(await complaint, "")
})

const list = (...dates: string[]) =>
  JSON.stringify({
    "england-and-wales": {
      division: "england-and-wales",
      events: dates.map((date) => ({ title: "A late day", date, notes: "", bunting: true })),
    },
  })

test("an imported holiday is known from its import, and withdrawn again while it is still to come", async () => {
  const at = (instant: string) => ({ DATABASE_URL: ownerUrl, NOW: instant })
  const file = join(directory, "late.json")
  const question = ["due", "--calendar", "contact-centre", "--from", "2029-03-08T10:00", "--for", "1wd", "--json"]
  const dueAt = async (instant: string) => (await ran(question, at(instant))).lines[0].due
  writeFileSync(file, list("2029-03-09", "2029-12-25"))
  assert.equal(await dueAt("2029-02-01T12:00Z"), "2029-03-09T17:00:00+00:00")
  const first = await said(["holidays", "import", file], at("2029-02-01T12:00Z"))
  assert.deepEqual(
    [first.exit, first.output.split("\n")[0]],
    [0, "Known from now: 2029-03-09 A late day (england-and-wales)"],
  )
  assert.equal(await dueAt("2029-02-01T11:59Z"), "2029-03-09T17:00:00+00:00")
  assert.equal(await dueAt("2029-02-01T12:00Z"), "2029-03-12T17:00:00+00:00")
  assert.match((await said(["holidays", "import", file], at("2029-02-02T12:00Z"))).output, /^Nothing new/)
  writeFileSync(file, list("2029-12-25"))
  const { lines } = await ran(["holidays", "import", file, "--json"], at("2029-02-03T12:00Z"))
  assert.deepEqual(lines, [
    { added: [], withdrawn: [{ division: "england-and-wales", date: "2029-03-09", title: "A late day" }] },
  ])
  assert.equal(await dueAt("2029-03-08T12:00Z"), "2029-03-09T17:00:00+00:00")
})

test("a verb beside a desk takes the desk's clock, and where the desk has stopped, NOW if that is set", async () => {
  const [deskAt, realAt] = ["2022-09-05T12:00Z", "2026-01-01T00:00Z"].map((at) => instantFrom(at, "UTC"))
  assert.ok(deskAt !== undefined && realAt !== undefined)
  const funeral = ["due", "--calendar", "contact-centre", "--from", "2022-09-16T12:00", "--for", "8h", "--json"]
  const dueNow = async (environment = {}) =>
    (await ran(funeral, { DATABASE_URL: ownerUrl, ...environment })).lines[0].due
  const desk = await showPresence({ url: ownerUrl, role: "all" })
  await transaction(db, desk.join)
  // It stands still here, years behind the machine's.
  await transaction(db, (tx) => noteDeskClock(tx, { deskAt, realAt, rate: 0 }))
  assert.equal(await dueNow({ NOW: "2022-09-12T12:00Z" }), "2022-09-19T11:00:00+01:00")
  await desk.leave()
  assert.equal(await dueNow(), "2022-09-19T11:00:00+01:00")
  assert.equal(await dueNow({ NOW: "2022-09-12T12:00Z" }), "2022-09-20T11:00:00+01:00")
  await transaction(db, (tx) => noteDeskClock(tx, undefined))
  assert.equal(await dueNow(), "2022-09-20T11:00:00+01:00")
})

test("a list is taken from an address, and refused where it is no list, too large, or not there", async () => {
  const server = createServer((request, response) => {
    if (request.url === "/good") response.end(list("2030-12-25"))
    else if (request.url === "/endless") endless(response)
    else if (request.url === "/html") response.end("<html></html>")
    else response.writeHead(404).end()
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  const base = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`
  const environment = { DATABASE_URL: ownerUrl, NOW: "2029-03-01T12:00Z" }
  const good = await said(["holidays", "import", `${base}/good`], environment)
  assert.deepEqual([good.exit, good.output], [0, "Known from now: 2030-12-25 A late day (england-and-wales)\n"])
  const bad = [
    `${base}/endless`,
    `${base}/html`,
    `${base}/gone`,
    "http://127.0.0.1:1/",
    "ftp://127.0.0.1/x",
    "http://",
    directory,
    "/dev/zero",
    join(directory, "none.json"),
  ]
  for (const source of bad) {
    const { complaint, exit } = await said(["holidays", "import", source], environment)
    assert.equal(exit, 1, source)
    assert.doesNotMatch(complaint, /fault in Charter/, source)
  }
  server.closeAllConnections()
  server.close()
})

function endless(response: {
  write: (text: string) => boolean
  destroyed: boolean
  once: (event: "drain", on: () => void) => void
}) {
  while (!response.destroyed && response.write(" ".repeat(65_536)));
  if (!response.destroyed) response.once("drain", () => endless(response))
}
