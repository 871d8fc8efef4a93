// All tests, two files at once for each processor (much of a test is waiting), on one PostgreSQL for the whole run.

import { globSync } from "node:fs"
import { availableParallelism } from "node:os"
import { withCluster } from "./cluster.ts"
import { type Outcome, root } from "./outcome.ts"
import { scratchFolder } from "./scratch.ts"
import { type FileOutcome, runTestFile } from "./test-file.ts"

/** Runs the tests under `paths`, or all of them. */
export async function checkTests(paths: readonly string[]): Promise<Outcome> {
  const files = testFiles(paths)
  if (files.length === 0) return { passed: 0, failed: 0, report: "" }
  // Before anything asks for a temporary folder, here or in what is started from here. Whoever named one keeps it.
  process.env["TMPDIR"] ??= scratchFolder()
  const outcomes = await withCluster(() => runAll(files))
  return summed(outcomes)
}

function testFiles(paths: readonly string[]): string[] {
  const all = globSync("{src,test,bin}/**/*.test.ts", { cwd: root }).sort()
  return all.filter((file) => paths.length === 0 || paths.some((path) => isUnder(file, path.replace(/\/$/, ""))))
}

function isUnder(file: string, path: string): boolean {
  return file === path || file.startsWith(`${path}/`)
}

type Ran = FileOutcome & { readonly file: string }

// Journeys and the like at the end of the alphabet take longest: they begin first.
async function runAll(files: readonly string[]): Promise<Ran[]> {
  const waiting = files.toReversed()
  const outcomes: Ran[] = []
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const outcome = await runTestFile(file)
      process.stdout.write(outcome.faults.length === 0 ? "." : "F")
      outcomes.push({ ...outcome, file })
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() * 2 }, worker))
  return outcomes.toSorted((a, b) => (a.file < b.file ? -1 : 1))
}

function summed(outcomes: readonly Ran[]): Outcome {
  const failing = outcomes.filter((each) => each.faults.length > 0)
  const skipped = outcomes.reduce((sum, each) => sum + each.skipped, 0)
  const slowest = outcomes.toSorted((a, b) => b.seconds - a.seconds).slice(0, 3)
  return {
    passed: outcomes.reduce((sum, each) => sum + each.passed, 0),
    failed: failing.reduce((sum, each) => sum + each.failures, 0),
    report: failing.map(({ file, faults }) => ["", file, ...faults].join("\n\n")).join("\n"),
    note: `${skipped > 0 ? `, ${skipped} skipped` : ""}; slowest ${slowest.map((each) => `${each.file} ${each.seconds.toFixed(0)} s`).join(", ")}`,
  }
}
