// The types of the whole project.

import { type Outcome, program, root, single, sourceFiles } from "./outcome.ts"

export async function checkTypes(): Promise<Outcome> {
  const { code, output } = await program("tsc", "-p", ".", "--listFiles")
  const lines = output.split("\n")
  const read = new Set(lines)
  // A compiler that reads nothing finds nothing.
  const unread = sourceFiles("src", "test", "bin").filter((file) => !isApart(file) && !read.has(`${root}/${file}`))
  const faults = lines.filter((line) => line !== "" && !line.startsWith("/"))
  return single([
    ...(code === 0 ? [] : [...faults, `tsc ended with ${code}`]),
    ...unread.map((file) => `${file} was not read by the compiler`),
  ])
}

// What runs in a browser has types of its own.
function isApart(file: string): boolean {
  return file.startsWith("src/web/browser/code/")
}
