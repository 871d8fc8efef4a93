import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { defaultCharterText, instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { settleDueCase } from "../cases/index.ts"
import { resolveIncident } from "../incidents/index.ts"

const root = join(import.meta.dirname, "../..")
const folder = mkdtempSync(join(tmpdir(), "charter-what-if-"))
let desk: TestDesk
let reference = ""
before(async () => {
  desk = await testDesk()
  const opened = await desk.open("2026-03-23T09:00", { priority: 4 })
  reference = opened.reference
  await settleDueCase(desk.db, opened.caseId, await desk.rules(), instant("2026-03-23T18:00"))
  const ask = await desk.ask(await desk.actor("adviser"), opened, "2026-03-24T10:00")
  await resolveIncident(desk.db, ask, { outcome: "fixed", body: "It works." })
})
after(async () => {
  await desk.close()
  rmSync(folder, { recursive: true })
})

type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

function whatIf(...words: string[]): Promise<Ended> {
  const variables = {
    DATABASE_URL: desk.url,
    VAR_DIR: join(folder, "var"),
    NODE_ENV: "test",
    NOW: "2026-03-27T09:00Z",
  }
  const env = { PATH: process.env["PATH"], ...variables }
  const child = spawn(process.execPath, [join(root, "src/cli/main.ts"), "what-if", ...words], { cwd: root, env })
  const texts = { out: "", err: "" }
  child.stdout.on("data", (text) => {
    texts.out += text
  })
  child.stderr.on("data", (text) => {
    texts.err += text
  })
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...texts })))
}

function fileOf(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test("tables and sentences say what would have come out differently, and why; as JSON, all of it is one object", async () => {
  const file = fileOf("longer.yaml", defaultCharterText.replaceAll("3: 8h, 4: 8h", "3: 8h, 4: 16h"))
  const [words, data] = await Promise.all([whatIf("--charter", file), whatIf("--charter", file, "--json")])
  assert.deepEqual([words.code, words.err, data.code, data.err], [0, "", 0, ""])
  assert.match(
    words.out,
    /^1 case \(\d events\) judged again under .*longer\.yaml\. Nothing has been changed\.\nThe record is proved/,
  )
  assert.match(words.out, /Restoration +Priority 4 +0 -> 1 +1 -> 0 +0 -> 0/)
  const line = `${reference} Restoration (Priority 4): missed, due Monday 23 March 2026 at 5pm -> kept, due Tuesday 24 March 2026 at 4pm. The target is 16 hours of working time instead of 8 hours of working time.`
  assert.ok(words.out.includes(line), words.out)
  const { changes, baseline, cases } = JSON.parse(data.out)
  assert.deepEqual([cases, baseline.counted], [1, { differences: 0, corrected: 0 }])
  const restore = changes.find((each: { clock: string }) => each.clock === "restore")
  assert.deepEqual(restore.proposed, {
    verdict: "kept",
    dueAt: "2026-03-24T16:00:00+00:00",
    priority: 4,
    target: "16h",
  })
})

test("a charter that contradicts itself is refused with the findings of charter check, and so is a file that is none", async () => {
  const file = fileOf("broken.yaml", defaultCharterText.replace("calendar: contact-centre", "calendar: nowhere"))
  const [broken, none] = await Promise.all([
    whatIf("--charter", file),
    whatIf("--charter", join(folder, "none.yaml"), "--json"),
  ])
  assert.equal(broken.code, 1)
  assert.match(broken.out, /^\S+broken\.yaml:\d+:\d+: error: contact: .*nowhere.* \[unknown-calendar\]\n$/)
  assert.equal(none.code, 1)
  assert.match(JSON.parse(none.out).findings[0].reason, /ENOENT/)
})

test("a question that names nothing to judge by is a slip; one about no kind or no time is refused", async () => {
  const charter = join(root, "charters/college-learn.yaml")
  const [empty, kind, period] = await Promise.all([
    whatIf(),
    whatIf("--charter", charter, "--kind", "moon"),
    whatIf("--charter", charter, "--from", "2026-03-02T00:00", "--to", "2026-03-01T00:00"),
  ])
  assert.deepEqual([empty.code, kind.code, period.code], [2, 1, 1])
  assert.match(empty.err, /--charter, --holidays or both/)
  assert.match(kind.err, /no kind of case called "moon": there is incident, /)
  assert.match(period.err, /"to" must be after "from"/)
})
