import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import { basename, join } from "node:path"
import { test } from "node:test"
import { layers } from "../../.dependency-cruiser.ts"
import { found, root, sources } from "./code.ts"

const limitLines = 300

test(`no file is longer than ${limitLines} lines`, () => {
  const files = [...sources("src", "test", "bin"), ...found(["src/**/*.njk"])]
  const long = files
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > limitLines)
  assert.deepEqual(long, [])
})

test("every file says first what it is for", () => {
  const silent = sources("src").filter(
    ({ path, text }) => !/\.test\.ts$|\/index\.ts$/.test(path) && !/^(\/\/|\/\*\*?) ?\S/.test(text),
  )
  assert.deepEqual(
    silent.map(({ path }) => path),
    [],
  )
})

test("every folder of src has its place among the layers", () => {
  const folders = readdirSync(join(root, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const stray = folders.map(({ name }) => name).filter((name) => !layers.flat().includes(name))
  assert.deepEqual(stray, [])
})

test("every verb of the command line is listed", async () => {
  const { verbs } = await import("../../src/cli/verbs.ts")
  const files = sources("src/cli").filter(({ code }) => /export\s+(async\s+)?(function|const)\s+register\b/.test(code))
  assert.deepEqual(Object.keys(verbs).toSorted(), files.map(({ path }) => basename(path, ".ts")).toSorted())
})
