// The verbs that need no desk: working time, settings and the linter, and what each says to what it cannot use.

import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { after, test } from "node:test"
import { desk } from "./desk.ts"
import { charterFile, shell } from "./shell.ts"

const place = await desk()
after(() => place.end())
const { told, ends, file } = shell(place)

const calendar = ["--calendar", "contact-centre"]
const due = (from: string, amount: string) => ["due", ...calendar, "--from", from, "--for", amount]

test("due and elapsed answer from the shipped charter and holidays, and create nothing", async () => {
  const before = readdirSync(place.varDir)
  assert.deepEqual(await told(due("2026-03-27T16:30", "1h")), {
    due: "2026-03-30T08:30:00+01:00",
    certificate: {
      calendar: "contact-centre",
      counted: [
        ["2026-03-27T16:30:00+00:00", "2026-03-27T17:00:00+00:00"],
        ["2026-03-30T08:00:00+01:00", "2026-03-30T08:30:00+01:00"],
      ],
      paused: [],
      holidays: [],
    },
  })
  const elapsed = ["elapsed", ...calendar, "--from", "2026-03-26T16:30", "--to", "2026-03-30T18:00"]
  assert.deepEqual(await told(elapsed), { elapsed: "PT18H30M" })
  assert.deepEqual(await told(["elapsed", ...calendar, "--from", "2026-03-28", "--to", "2026-03-28"].map(atMidnight)), {
    elapsed: "PT0S",
  })
  assert.deepEqual(readdirSync(place.varDir), before)
})

test("a deadline past the holidays that are known says that it assumes", async () => {
  assert.equal(Object(await told(due("2029-05-01T09:00", "2wd"))).assumed, true)
  assert.equal(Object.hasOwn(Object(await told(due("2026-05-01T09:00", "2wd"))), "assumed"), false)
  assert.equal(Object(await told(due("2010-12-01T09:00", "2wd"))).assumed, true)
})

test("late holidays count from the moment at which they were known", async () => {
  const knownAt = async (at: string) => Object(await told([...due("2022-09-05T10:00", "10wd"), "--known-at", at])).due
  assert.equal(await knownAt("2022-09-08T12:00"), "2022-09-19T17:00:00+01:00")
  assert.equal(await knownAt("2022-09-09T00:00"), "2022-09-20T17:00:00+01:00")
})

test("lines in, lines out, in order, with pauses; a bad line gives its error and exit 1", async () => {
  const lines = [
    { calendar: "contact-centre", from: "2026-03-27T16:30", for: "1h" },
    {
      calendar: "contact-centre",
      from: "2026-03-27T16:30",
      for: "4h",
      pauses: [["2026-03-30T08:00", "2026-03-30T09:00"]],
    },
    { calendar: "freedom-of-information", from: "2026-05-01T12:00Z", for: "20wd" },
    { calendar: "contact-centre", from: "2022-09-05T10:00", for: "10wd", knownAt: "2022-09-08T12:00" },
  ]
  const input = lines.map((line) => JSON.stringify(line)).join("\n")
  const { out } = await ends(0, ["due", "--stdin"], `${input}\n`)
  assert.deepEqual(out.trim().split("\n"), [
    '{"due":"2026-03-30T08:30:00+01:00"}',
    '{"due":"2026-03-30T12:30:00+01:00"}',
    '{"due":"2026-06-03T00:00:00+01:00"}',
    '{"due":"2022-09-19T17:00:00+01:00"}',
  ])
  const bad = ['{"calendar":"contact-centre","from":"x","for":"1h"}', "{", JSON.stringify(lines[0])].join("\n")
  const answers = (await ends(1, ["due", "--stdin"], bad)).out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
  assert.deepEqual(
    answers.map((each) => Object.keys(each)),
    [["error"], ["error"], ["due"]],
  )
  const elapsed = { calendar: "contact-centre", from: "2026-03-27T16:00", to: "2026-03-30T09:00" }
  const paused = { ...elapsed, pauses: [["2026-03-27T16:30", "2026-03-30T08:30"]] }
  const both = await ends(0, ["elapsed", "--stdin"], `${JSON.stringify(elapsed)}\n${JSON.stringify(paused)}\n`)
  assert.equal(both.out, '{"elapsed":"PT2H"}\n{"elapsed":"PT1H"}\n')
})

test("what cannot be counted is refused", async () => {
  const plain = { calendar: "contact-centre", from: "2026-03-27T16:30" }
  const lines = [
    ...["0m", "1.5h", "-1h", "1d", "", "1h30m", "99999wd", 4].map((amount) => ({ ...plain, for: amount })),
    ...["yesterday", "2026-02-30T10:00", "", "2026-03-27"].map((from) => ({ ...plain, from, for: "1h" })),
    { ...plain, for: "1h", pauses: [["2026-03-30T09:00", "2026-03-30T09:00"]] },
    { ...plain, for: "1h", nonsense: true },
    { ...plain, calendar: "none", for: "1h" },
    { ...plain, to: "2026-03-27T16:31" },
  ]
  const { out } = await ends(1, ["due", "--stdin"], lines.map((line) => JSON.stringify(line)).join("\n"))
  const answers = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
  assert.equal(answers.length, lines.length)
  for (const [index, answer] of answers.entries()) {
    assert.deepEqual(Object.keys(answer), ["error"], JSON.stringify(lines[index]))
  }
  await Promise.all([
    ends(1, due("2026-03-27T16:30", "0m")),
    ends(1, due("yesterday", "1h")),
    ends(1, ["due", "--calendar", "none", "--from", "2026-03-27T16:30", "--for", "1h"]),
    ends(1, ["elapsed", ...calendar, "--from", "2026-03-27T16:30", "--to", "2026-03-27T16:29"]),
  ])
})

test("what is no use of a verb is exit 2", async () => {
  const wrong = [[], ["nonsense"], ["due"], ["due", "--nonsense"], ["check"], ["publish", "x"], ["token", "add"]]
  await Promise.all([...wrong.map((words) => ends(2, words)), ends(0, ["--help"])])
})

test("settings are printed with their sentence, type and default, and secrets are not", async () => {
  const key = randomBytes(32).toString("base64")
  const secrets = {
    SECRET_KEY: key,
    DATABASE_URL: "postgres://desk:hunter2@127.0.0.1:1/desk",
    SMTP_OUT_URL: "smtp://desk:hunter3@127.0.0.1:1",
  }
  for (const words of [["config"], ["config", "--json"]]) {
    const { out, err } = await ends(0, words, "", secrets)
    for (const secret of [key, "hunter2", "hunter3"]) assert.doesNotMatch(`${out}${err}`, new RegExp(escaped(secret)))
    for (const name of settings) assert.match(out, new RegExp(`\\b${name}\\b`), name)
  }
})

test("a default or short key, or a moved clock outside of trials, is refused (A60)", async () => {
  const wrong: Record<string, string>[] = [
    { SECRET_KEY: "short" },
    { SECRET_KEY: Buffer.alloc(32).toString("base64") },
    { SECRET_KEY: Buffer.alloc(31, 7).toString("base64") },
    { NODE_ENV: "production", NOW: "2026-03-27T09:00+00:00" },
    { PORT: "http" },
    { ROLE: "boss" },
    { DEMO: "perhaps" },
    { NOW: "soon" },
    { DATABASE_URL: "file:///x" },
  ]
  await Promise.all(wrong.map((one) => ends(1, ["start"], "", one)))
})

test("a charter is linted: errors are exit 1, warnings are not", async () => {
  const { out } = await ends(0, ["check", charterFile])
  assert.match(out, /warning: .*(P3|priorities 3 and 4)/)
  assert.match(out, /Good Friday|Easter/)
  const broken = file(
    "broken.yaml",
    readFileSync(charterFile, "utf8").replace("by-priority: { 1: 1h", "by-priority: { 1: soon"),
  )
  assert.match((await ends(1, ["check", broken])).out, /broken\.yaml:\d+:\d+: error/)
  await ends(1, ["check", join(place.varDir, "none.yaml")])
  assert.ok(Array.isArray(Object(await told(["check", charterFile])).findings))
})

const settings =
  `PORT HOST PUBLIC_URL FILES_URL METRICS_PORT CHARTER_FILE VAR_DIR SECRET_KEY DATABASE_URL MIGRATE_DATABASE_URL
  SMTP_IN_PORT SMTP_OUT_URL IMAP_URL DEMO ROLE NOW MAIL_ADDRESS`.split(/\s+/)

function atMidnight(word: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(word) ? `${word}T00:00` : word
}

function escaped(text: string): string {
  return text.replace(/[+/=]/g, "\\$&")
}
