import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { test } from "node:test"
import { z } from "zod"
import { found, root } from "./code.ts"

const pages = found(["docs/decisions/*.md"]).filter(({ path }) => basename(path) !== "README.md")
const list = readFileSync(join(root, "docs/decisions/README.md"), "utf8")

test("every decision is listed, and every listed decision is there", () => {
  const listed = [...list.matchAll(/\]\(([^)]+\.md)\)/g)].map((match) => match[1])
  assert.deepEqual(listed.toSorted(), pages.map(({ path }) => basename(path)).toSorted())
})

test("a decision says why, what else was considered, and what would change our mind", () => {
  for (const { path, text } of pages) {
    for (const heading of ["## Why", "## Considered", "## What would change our mind"])
      assert.ok(text.includes(heading), `${path} lacks "${heading}"`)
  }
})

test("every dependency has a decision", () => {
  const shape = z.object({
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  })
  const { dependencies, devDependencies } = shape.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")))
  const names = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith("@types/"))
  const undecided = names.filter((name) => !pages.some(({ text }) => text.includes(`\`${name}\``)))
  assert.deepEqual(undecided, [])
})
