// Two logs that nobody on this project wrote, a part of each: every row is accounted for, and what was made of them can be verified and
// proved. The whole of the larger one: `npm run bench:import`.

import assert from "node:assert/strict"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { type TestDesk, testDesk } from "../../test/support/desk.ts"
import { verifyCases } from "../cases/index.ts"
import { realNow } from "../time/index.ts"
import { importLog, readMapping } from "./index.ts"
import { unpacked } from "./unpack.ts"

const root = join(import.meta.dirname, "../..")
const data = join(root, "../shared/data/itsm")
const folder = mkdtempSync(join(tmpdir(), "charter-logs-"))
const logs = [
  { name: "uci_incident_event_log.csv.xz", map: "servicenow", lines: 2000, refused: 7 },
  { name: "helpdesk_italian.csv.gz", map: "italian-helpdesk", lines: 1000, refused: 0 },
]

let desk: TestDesk
before(async () => {
  desk = await testDesk()
})
after(async () => {
  await desk.close()
  rmSync(folder, { recursive: true })
})

for (const { name, map, lines, refused } of logs) {
  const path = join(data, name)
  const skip = existsSync(path) ? false : `${path} is not here`
  test(`the first ${lines} rows of ${name} are accounted for`, { skip }, async () => {
    const part = join(folder, `${map}.csv`)
    writeFileSync(part, await firstLines(path, lines + 1))
    const mapPath = join(root, "mappings", `${map}.yaml`)
    const mappingText = readFileSync(mapPath, "utf8")
    const imported = await importLog(desk.db, {
      path: part,
      mapping: readMapping(mappingText, mapPath),
      mappingText,
      charter: 1,
      secretKey: Buffer.alloc(32, 3),
      now: realNow,
    })
    assert.equal(imported.rows, lines)
    assert.equal(imported.used + imported.nothingNew + imported.refused.length, lines)
    assert.equal(imported.refused.length, refused)
    const differences: unknown[] = []
    const rules = await desk.rules()
    await verifyCases(desk.db, rules, realNow(), (each) => differences.push(each))
    assert.deepEqual(differences, [])
  })
}

async function firstLines(path: string, count: number): Promise<string> {
  let text = ""
  for await (const piece of unpacked(path)) {
    text += Buffer.from(piece).toString("utf8")
    const found = text.split("\n")
    if (found.length > count) return `${found.slice(0, count).join("\n")}\n`
  }
  return text
}
