// All tests, in parallel, on one PostgreSQL for the whole run.

import { globSync } from "node:fs"
import { availableParallelism } from "node:os"
import { run } from "node:test"
import { withCluster } from "./cluster.ts"
import { type Outcome, root } from "./outcome.ts"
import { listen } from "./test-events.ts"

/** Runs the tests under `paths`, or all of them. A file that ran no test counts as a failure. */
export async function checkTests(paths: readonly string[]): Promise<Outcome> {
  const files = testFiles(paths)
  if (files.length === 0) return { passed: 0, failed: 0, report: "" }
  return withCluster(() => runFiles(files))
}

function testFiles(paths: readonly string[]): string[] {
  const all = globSync("{src,test,bin}/**/*.test.ts", { cwd: root }).sort()
  return all.filter(
    (file) =>
      paths.length === 0 || paths.some((path) => file === path || file.startsWith(`${path.replace(/\/$/, "")}/`)),
  )
}

async function runFiles(files: readonly string[]): Promise<Outcome> {
  const stream = run({
    files: files.map((file) => `${root}/${file}`),
    concurrency: availableParallelism(),
    timeout: 600_000,
  })
  return listen(stream, files.length)
}
