// Which folder may import which: the rules are in .dependency-cruiser.ts.

import "./using.ts"
import { cruise, type ICruiseResult, type IViolation } from "dependency-cruiser"
import { forbidden, options } from "../../.dependency-cruiser.ts"
import { type Outcome, single, sourceFiles } from "./outcome.ts"

export async function checkImports(): Promise<Outcome> {
  const { output } = await cruise(["src", "test", "bin"], {
    ...options,
    validate: true,
    ruleSet: { forbidden: forbidden },
  })
  if (typeof output === "string") throw new Error(`dependency-cruiser said: ${output}`)
  return single([...unread(output), ...output.summary.violations.map(sentenceOf)])
}

// Beside TypeScript 7 one of dependency-cruiser's parsers reads nothing, and finds no fault in it.
function unread(result: ICruiseResult): string[] {
  const read = new Map(result.modules.map((each) => [each.source, each.dependencies.length]))
  const files = sourceFiles("src", "test", "bin")
  const missing = files.filter((file) => !read.has(file)).map((file) => `${file} was not read by dependency-cruiser`)
  const links = [...read.values()].reduce((sum, each) => sum + each, 0)
  return links < files.length ? [...missing, `only ${links} imports were found in ${files.length} files`] : missing
}

function sentenceOf({ from, to, rule, cycle }: IViolation): string {
  const round = cycle === undefined ? "" : ` (round: ${cycle.map((each) => each.name).join(" -> ")})`
  return `${from} -> ${to}: ${rule.name}${round}`
}
