// Counts what node:test reports, and keeps the words of every failure.

import { relative } from "node:path"
import type { TestsStream } from "node:test"
import { inspect } from "node:util"
import { type Outcome, root } from "./outcome.ts"

type Fault = { readonly file: string; readonly text: string }

/** Listens to a run to its end. Groups are not counted, only what they hold. */
export async function listen(stream: TestsStream, files: number): Promise<Outcome> {
  const faults: Fault[] = []
  const said = new Map<string, string>()
  const executed = new Map<string, number>()
  let passed = 0
  let skipped = 0
  stream.on("test:pass", (event) => {
    if (event.details.type === "suite") return
    executed.set(fileOf(event), (executed.get(fileOf(event)) ?? 0) + 1)
    if (event.skip === undefined && event.todo === undefined) passed += 1
    else skipped += 1
  })
  stream.on("test:fail", (event) => {
    executed.set(fileOf(event), (executed.get(fileOf(event)) ?? 0) + 1)
    if (!isBecauseOfOthers(event.details.error))
      faults.push({ file: fileOf(event), text: `${event.name}\n${wordsOf(event.details.error)}` })
  })
  for (const kind of ["test:stdout", "test:stderr"] as const) {
    stream.on(kind, (event) => said.set(fileOf(event), `${said.get(fileOf(event)) ?? ""}${event.message}`.slice(-4000)))
  }
  stream.on("test:summary", (event) => {
    if (event.file !== undefined) process.stdout.write(".")
    if (event.file !== undefined && event.counts.tests === 0)
      faults.push({ file: relative(root, event.file), text: "No test was executed." })
  })
  for await (const _ of stream);
  if (executed.size < files)
    faults.push({ file: "", text: `${files} files hold tests, and ${executed.size} of them executed any.` })
  return {
    passed,
    failed: faults.length,
    report: reportOf(faults, said),
    note: skipped > 0 ? `, ${skipped} skipped` : "",
  }
}

function reportOf(faults: readonly Fault[], said: ReadonlyMap<string, string>): string {
  const files = [...new Set(faults.map((each) => each.file))]
  return files
    .map((file) => {
      const texts = faults.filter((each) => each.file === file).map((each) => each.text)
      const output = said.get(file)
      return [`\n${file}`, ...texts, ...(output ? [`It printed:\n${output}`] : [])].join("\n\n")
    })
    .join("\n")
}

// A group fails because a test in it failed; that one has been counted.
function isBecauseOfOthers(error: unknown): boolean {
  return error instanceof Error && "failureType" in error && error.failureType === "subtestsFailed"
}

function wordsOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  return inspect(cause, { depth: 6, colors: false })
}

function fileOf(event: { file?: string | undefined }): string {
  return event.file === undefined ? "" : relative(root, event.file)
}
