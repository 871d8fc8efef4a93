// PostgreSQL's client programs as the operator has them, for a database that is the operator's own.

import { type ChildProcessByStdio, spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Readable, Writable } from "node:stream"
import { text } from "node:stream/consumers"
import { Refused } from "../errors.ts"

/** A database and the programs for it; `tools` is their folder, and undefined looks along PATH. */
export type OwnDatabase = { readonly url: string; readonly tools: string | undefined }

export type RunningTool = {
  readonly output: Readable
  readonly input: Writable
  /** Resolves when the program has ended well. Throws Refused with its own words where it did not, or where it is not there. */
  readonly ended: Promise<void>
}

/** Runs a program on a database. The password goes by a file that only we can read: others see the words of a command. */
export function runTool({ url, tools }: OwnDatabase, name: string, words: readonly string[]): RunningTool {
  const folder = mkdtempSync(join(tmpdir(), "charter-pass-"))
  const child = spawn(tools === undefined ? name : join(tools, name), [...words, `--dbname=${addressIn(folder, url)}`])
  const ended = endOf(child, name).finally(() => rmSync(folder, { recursive: true, force: true }))
  // Whoever reads its output hears of a failure only then.
  ended.catch(() => undefined)
  child.stdin.on("error", () => undefined)
  return { output: child.stdout, input: child.stdin, ended }
}

function endOf(child: ChildProcessByStdio<Writable, Readable, Readable>, name: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const complaint = text(child.stderr).catch(() => "")
  child.once("error", (error) => reject(absent(error, name)))
  child.once("close", async (code) => {
    if (code === 0) resolve()
    else reject(new Refused(`${name} did not finish: ${(await complaint).trim().slice(0, 2000)}`))
  })
  return promise
}

function addressIn(folder: string, url: string): string {
  const address = new URL(url)
  const password = decodeURIComponent(address.password).replaceAll(/[\\:]/g, "\\$&")
  const file = join(folder, "password")
  writeFileSync(file, `*:*:*:*:${password}\n`, { mode: 0o600 })
  address.password = ""
  address.searchParams.set("passfile", file)
  return address.href
}

function absent(error: Error, name: string): Error {
  if (!("code" in error) || error.code !== "ENOENT") return error
  return new Refused(
    `The database is your own, so PostgreSQL's own programs copy it, and ${name} is not here: install the client programs of your PostgreSQL, or name their folder in POSTGRES_TOOLS.`,
  )
}
