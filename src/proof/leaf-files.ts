// The leaves beside an exported head: those of the last whole file, with what each file since has changed.

import { createReadStream, existsSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { createGunzip } from "node:zlib"
import { Invalid } from "../errors.ts"
import type { CaseHead } from "./case-tree.ts"
import { auditFile, leavesFile } from "./files.ts"

/** The leaves of a head, each case once. Throws Invalid where a file is missing, cut short or edited into something else. */
export async function* readLeaves(folder: string, number: number): AsyncGenerator<CaseHead> {
  const changed = new Map<number, CaseHead>()
  let file = number
  for (let after = await leavesAfter(folder, file); after !== null; after = await leavesAfter(folder, file)) {
    for await (const each of leavesIn(folder, file)) if (!changed.has(each.caseId)) changed.set(each.caseId, each)
    file = after
  }
  for await (const each of leavesIn(folder, file)) {
    yield changed.get(each.caseId) ?? each
    changed.delete(each.caseId)
  }
  yield* changed.values()
}

/** The audit's leaves that heads up to one covered, in their order; undefined where not all files are here. */
export async function readAuditLeaves(folder: string, upTo: number): Promise<ExportedRow[] | undefined> {
  const names = Array.from({ length: upTo }, (_, index) => auditFile(index + 1))
  if (names.some((name) => !existsSync(join(folder, name)))) return undefined
  const found: ExportedRow[] = []
  for (const name of names) for await (const line of linesIn(folder, name)) found.push(auditLine(line, name))
  return found
}

export type ExportedRow = { readonly auditId: number; readonly hash: string }

async function leavesAfter(folder: string, number: number): Promise<number | null> {
  for await (const line of linesIn(folder, leavesFile(number))) {
    const [, of, after] = /^\{"head":(\d+),"after":(\d+|null)\}$/.exec(line) ?? []
    if (after === "null" && Number(of) === number) return null
    // Heads lead backwards: a file that leads elsewhere would be read for ever.
    if (Number(of) === number && Number(after) < number && Number(after) > 0) return Number(after)
    break
  }
  throw wrong(leavesFile(number), "does not begin as an export does")
}

async function* leavesIn(folder: string, number: number): AsyncGenerator<CaseHead> {
  let isFirst = true
  for await (const line of linesIn(folder, leavesFile(number))) {
    if (!isFirst) yield leafIn(line, leavesFile(number))
    isFirst = false
  }
}

function leafIn(line: string, name: string): CaseHead {
  const [, caseId, head = "", seq] = /^\{"case":(\d{1,15}),"head":"([0-9a-f]{64})","seq":(\d{1,9})\}$/.exec(line) ?? []
  if (caseId === undefined || Number(caseId) < 1) throw wrong(name, "holds a line that is no leaf: it has been edited")
  return { caseId: Number(caseId), seq: Number(seq), hash: Buffer.from(head, "hex") }
}

function auditLine(line: string, name: string): ExportedRow {
  const [, id, hash] = /^\{"id":(\d{1,15}),"hash":"([0-9a-f]{64})"\}$/.exec(line) ?? []
  if (id === undefined || hash === undefined) throw wrong(name, "holds a line that is no row: it has been edited")
  return { auditId: Number(id), hash }
}

async function* linesIn(folder: string, name: string): AsyncGenerator<string> {
  const path = join(folder, name)
  if (!existsSync(path)) throw wrong(name, "is missing")
  const file = createReadStream(path)
  const unpacked = file.pipe(createGunzip())
  const failed = Promise.withResolvers<never>()
  // The pipe does not hand an error of the file on.
  file.once("error", (error) => unpacked.destroy(error))
  unpacked.once("error", failed.reject)
  failed.promise.catch(() => {})
  try {
    yield* createInterface({ input: unpacked, crlfDelay: Number.POSITIVE_INFINITY })
    // A stream that broke ends its lines too.
    if (unpacked.errored !== null) await failed.promise
  } catch (cause) {
    throw wrong(name, "cannot be unpacked: it has been cut short or edited", cause)
  } finally {
    file.destroy()
  }
}

function wrong(name: string, what: string, cause?: unknown): Invalid {
  return Object.assign(new Invalid([{ field: "head", message: `${name} ${what}.` }]), { cause })
}
