import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"

const root = join(import.meta.dirname, "../..")
const folder = mkdtempSync(join(tmpdir(), "charter-check-"))
after(() => rmSync(folder, { recursive: true }))
const shipped = readFileSync(join(root, "charters/college-learn.yaml"), "utf8")

type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

function charter(words: readonly string[], variables: Record<string, string> = {}): Promise<Ended> {
  const env = { PATH: process.env["PATH"], VAR_DIR: join(folder, "var"), NODE_ENV: "test", ...variables }
  const child = spawn(process.execPath, [join(root, "src/cli/main.ts"), ...words], { cwd: root, env })
  const texts = { out: "", err: "" }
  child.stdout.on("data", (text) => {
    texts.out += text
  })
  child.stderr.on("data", (text) => {
    texts.err += text
  })
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...texts })))
}

function written(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const november = { NOW: "2026-11-21T12:00Z" }

test("the shipped charter has warnings only: one line each with place, clause and reason, and exit 0", async () => {
  const { code, out } = await charter(["check", "charters/college-learn.yaml"], november)
  const lines = out.trim().split("\n")
  assert.equal(code, 0)
  assert(lines.length >= 5)
  for (const each of lines)
    assert.match(each, /^charters\/college-learn\.yaml:\d+:\d+: warning: [a-z0-9_-]+: .+ \[[a-z-]+\]$/)
  const line = shipped.split("\n").findIndex((each) => each.includes("{ 1: 1h, 2: 4h, 3: 8h, 4: 8h }")) + 1
  assert(
    out.includes(`:${line}:7: warning: respond-by-priority: priorities 3 and 4 have the same target, 8h [same-target]`),
  )
  assert.match(out, /Easter Monday/)
})

test("a charter that contradicts itself fails with exit 1, and its place", async () => {
  const file = written("lost.yaml", shipped.replace("step: lead-engineer }", "step: wizard }"))
  const { code, out } = await charter(["check", file], november)
  assert.equal(code, 1)
  assert.match(
    out,
    /^\S+lost\.yaml:\d+:43: error: restore-by-priority: escalates to the step wizard, .* \[unknown-step\]\n$/,
  )
})

test("a file that is no charter fails with exit 1, one line a mistake", async () => {
  const file = written(
    "broken.yaml",
    shipped.replace("always: 2wd", "always: 2 days").replace("percent: 98", "percent: 980"),
  )
  const { code, out } = await charter(["check", file], november)
  assert.equal(code, 1)
  assert.deepEqual(
    out.split("\n").map((each) => each.replace(/^\S+?: /, "")),
    [
      'error: clocks.2.target.always: expected an amount of time such as 30m, 4h, 2wd or 3mo: a whole number, at least 1, of minutes, hours, working days or months; found "2 days" [schema]',
      "error: availability.aim.percent: expected at most 100; found 980 [schema]",
      "",
    ],
  )
})

test("with --json it is one object, whatever was found", async () => {
  const fine = JSON.parse((await charter(["check", "charters/college-learn.yaml", "--json"], november)).out)
  assert.equal(fine.file, "charters/college-learn.yaml")
  assert.deepEqual(Object.keys(fine.findings[0]).toSorted(), ["clause", "column", "level", "line", "reason", "rule"])
  const { code, out } = await charter(["check", "nowhere.yaml", "--json"], november)
  assert.equal(code, 1)
  assert.match(JSON.parse(out).findings[0].reason, /nowhere\.yaml: .* cannot be read \(ENOENT\)/)
})

test("a lint goes on without the database", async () => {
  const { code, out } = await charter(["check", "charters/college-learn.yaml"], {
    ...november,
    DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
  })
  assert.equal(code, 0)
  assert.match(out, /same-target/)
})

test("without a file it is a mistake of usage", async () => {
  assert.equal((await charter(["check"])).code, 2)
})
