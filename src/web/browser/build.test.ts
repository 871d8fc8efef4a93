import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"

const built = join(import.meta.dirname, "../assets/built")
const fresh = mkdtempSync(join(tmpdir(), "charter-browser-"))
after(() => rmSync(fresh, { recursive: true }))

test("what browsers get is what the sources give: `npm run build:browser` was not forgotten", () => {
  execFileSync(process.execPath, [join(import.meta.dirname, "build.ts"), fresh])
  assert.deepEqual(readdirSync(built).toSorted(), readdirSync(fresh).toSorted())
  for (const name of readdirSync(fresh)) {
    assert(readFileSync(join(built, name)).equals(readFileSync(join(fresh, name))), `${name} is out of date`)
  }
})

test("the style sheet fetches our own typeface and nothing else, and has neither the typeface nor the crest that are not ours to use", () => {
  const css = readFileSync(join(built, "charter.css"), "utf8")
  assert.doesNotMatch(css, /GDS Transport|govuk-crest|@import/)
  for (const [, address] of css.matchAll(/url\((.{0,40})/g))
    assert.match(address ?? "", /^["']?(data:|#|\/assets\/named\/atkinson-)/)
})
