// One test file in a process of its own, which is ended with all that it started when it does not end by itself.

import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { z } from "zod"
import { root } from "./outcome.ts"
import { outcomes, type Told } from "./reporter.ts"

export type FileOutcome = {
  readonly passed: number
  readonly skipped: number
  readonly failures: number
  readonly faults: readonly string[]
  readonly seconds: number
}

const limitSeconds = 480
const told = z.object({
  name: z.string(),
  outcome: z.enum(outcomes),
  words: z.string().optional(),
})

/** A file that fails to load, executes no test, or does not end, has a fault of its own. */
export async function runTestFile(file: string): Promise<FileOutcome> {
  const started = performance.now()
  const { lines, output, end } = await ran(file)
  const tests = lines.map((line): Told => told.parse(JSON.parse(line)))
  const faults = tests.filter((each) => each.outcome === "failed").map((each) => `${each.name}\n${each.words ?? ""}`)
  const notes = tests.filter((each) => each.outcome === "noted").map((each) => each.words ?? "")
  const own = ownFault(end, tests.length - notes.length, faults.length)
  return {
    passed: tests.filter((each) => each.outcome === "passed").length,
    skipped: tests.filter((each) => each.outcome === "skipped").length,
    failures: faults.length + own.length,
    faults:
      faults.length + own.length === 0
        ? []
        : [...faults, ...own, ...notes, ...(output === "" ? [] : [`It printed:\n${output}`])],
    seconds: (performance.now() - started) / 1000,
  }
}

type End = { readonly code: number | null; readonly hung: boolean }

function ownFault({ code, hung }: End, tests: number, failures: number): string[] {
  if (hung) return [`It did not end in ${limitSeconds} s: something is still open, or waits for ever.`]
  if (code !== 0 && failures === 0) return [`It ended with ${code}.`]
  return tests === 0 ? ["No test was executed."] : []
}

async function ran(file: string): Promise<{ lines: string[]; output: string; end: End }> {
  const folder = mkdtempSync(join(tmpdir(), "charter-told-"))
  try {
    const destination = join(folder, "told")
    const { output, end } = await spawned(file, destination)
    const text = existsSync(destination) ? readFileSync(destination, "utf8") : ""
    // The last line of a process that was killed may be half a line.
    return { lines: text.split("\n").slice(0, -1), output, end }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function spawned(file: string, destination: string): Promise<{ output: string; end: End }> {
  const reporting = [
    `--test-reporter=${join(import.meta.dirname, "reporter.ts")}`,
    `--test-reporter-destination=${destination}`,
  ]
  // Detached, so that it has a group of its own to be ended as a whole.
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...reporting, file], {
    cwd: root,
    // Half of what a small test costs is reading our own sources.
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, "node_modules/.cache/charter-tests") },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk))
  let hung = false
  const timer = setTimeout(() => {
    hung = true
    endGroup(child.pid)
  }, limitSeconds * 1000)
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  child.once("error", reject).once("close", resolve)
  const code = await promise.finally(() => clearTimeout(timer))
  return { output: Buffer.concat(said).toString("utf8").slice(-8000), end: { code, hung } }
}

function endGroup(pid: number | undefined): void {
  if (pid !== undefined) process.kill(-pid, "SIGKILL")
}
