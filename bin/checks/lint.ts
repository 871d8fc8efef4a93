// Lint and format.

import { type Outcome, program, single, sourceFiles } from "./outcome.ts"

export async function checkLint(): Promise<Outcome> {
  const { code, output } = await program(
    "biome",
    "check",
    "--error-on-warnings",
    "--max-diagnostics=100",
    "--colors=off",
    ".",
  )
  const read = Number(/Checked (\d+) files/.exec(output)?.[1] ?? 0)
  const expected = sourceFiles("src", "test", "bin").length
  return single([
    ...(code === 0 ? [] : [output]),
    ...(read < expected ? [`biome read ${read} files, and there are ${expected}`] : []),
  ])
}
