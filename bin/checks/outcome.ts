// What a check tells, and what several of them need.

import { spawn } from "node:child_process"
import { globSync } from "node:fs"
import { join } from "node:path"

export type Outcome = {
  readonly passed: number
  readonly failed: number
  readonly report: string
  readonly note?: string
}

/** Runs one kind of check; `paths` limits it where it can be limited. */
export type Runner = (paths: readonly string[]) => Promise<Outcome>

export const root = join(import.meta.dirname, "../..")

/** The TypeScript files of the project, from its root. */
export function sourceFiles(...folders: string[]): string[] {
  return folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root })).sort()
}

/** A single check as an outcome. */
export function single(faults: readonly string[]): Outcome {
  return { passed: faults.length === 0 ? 1 : 0, failed: faults.length === 0 ? 0 : 1, report: faults.join("\n") }
}

export type Ran = { readonly code: number | null; readonly output: string }

/** Runs a program of node_modules; gives its exit code and all that it said. */
export function program(name: string, ...words: string[]): Promise<Ran> {
  const { promise, resolve, reject } = Promise.withResolvers<Ran>()
  const child = spawn(join(root, "node_modules/.bin", name), words, { cwd: root, stdio: ["ignore", "pipe", "pipe"] })
  let output = ""
  const hear = (chunk: Buffer) => {
    output += chunk.toString("utf8")
  }
  child.stdout.on("data", hear)
  child.stderr.on("data", hear)
  child.once("error", reject)
  child.once("close", (code) => resolve({ code, output }))
  return promise
}
