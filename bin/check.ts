// Runs every check, or those that are named, and ends with one line: how many passed and how many failed.

import { checkImports } from "./checks/imports.ts"
import { checkLint } from "./checks/lint.ts"
import { type Outcome, type Runner, root } from "./checks/outcome.ts"
import { checkTests } from "./checks/tests.ts"
import { checkTypes } from "./checks/types.ts"

const runners: Readonly<Record<string, Runner>> = {
  types: checkTypes,
  lint: checkLint,
  imports: checkImports,
  tests: checkTests,
}

process.chdir(root)
process.env["NODE_ENV"] = "test"
process.exitCode = await main(process.argv.slice(2))

/** Words that name a runner choose it; every other word is a path that limits the tests. */
async function main(words: readonly string[]): Promise<number> {
  const named = words.map((word) => (word === "unit" ? "tests" : word)).filter((word) => word in runners)
  const paths = words.filter((word) => word !== "unit" && !(word in runners))
  const chosen = Object.entries(runners).filter(([name]) =>
    named.length > 0 ? named.includes(name) : paths.length === 0 || name === "tests",
  )
  const outcomes: Outcome[] = []
  for (const [name, run] of chosen) outcomes.push(await told(name, run, paths))
  return summed(outcomes)
}

async function told(name: string, run: Runner, paths: readonly string[]): Promise<Outcome> {
  const started = performance.now()
  process.stdout.write(`${name.padEnd(8)}`)
  const outcome = await ran(run, paths)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  process.stdout.write(` ${outcome.passed} passed, ${outcome.failed} failed${outcome.note ?? ""} (${seconds} s)\n`)
  if (outcome.failed > 0) process.stdout.write(`${outcome.report}\n`)
  return outcome
}

// A check that broke, or that looked at nothing, has not shown anything.
async function ran(run: Runner, paths: readonly string[]): Promise<Outcome> {
  try {
    const outcome = await run(paths)
    if (outcome.passed + outcome.failed > 0) return outcome
    return { passed: 0, failed: 1, report: "Nothing was executed." }
  } catch (error) {
    return { passed: 0, failed: 1, report: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function summed(outcomes: readonly Outcome[]): number {
  const passed = outcomes.reduce((sum, each) => sum + each.passed, 0)
  const failed = outcomes.reduce((sum, each) => sum + each.failed, 0)
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  return failed === 0 && passed > 0 ? 0 : 1
}
