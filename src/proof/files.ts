// The files of the folder outside the database: their names, and writing them whole or not at all.

import {
  closeSync,
  createWriteStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs"
import { open } from "node:fs/promises"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { createGzip } from "node:zlib"

export const keysFile = "keys.json"
export const redactionsFile = "redactions.jsonl"

export function headFile(number: number): string {
  return `head-${padded(number)}.json`
}

export function leavesFile(number: number): string {
  return `leaves-${padded(number)}.ndjson.gz`
}

export function auditFile(number: number): string {
  return `audit-${padded(number)}.ndjson.gz`
}

/** The highest number of a head in a folder; 0 where there is none. A folder that cannot be read stops no head: its export fails, and is told of. */
export function highestHead(folder: string): number {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return 0
  return Math.max(0, ...readdirSync(folder).map((name) => Number(/^head-(\d{9,15})\.json$/.exec(name)?.[1] ?? 0)))
}

/** Throws where another head has this number outside: what was handed out is never written over. */
export function mustNotReplace(folder: string, number: number, text: string): void {
  const path = join(folder, headFile(number))
  if (existsSync(path) && readFileSync(path, "utf8") !== text)
    throw new Error(`${path} holds another head of this number: this database is not the one that it was signed for`)
}

/** Writes a text: synced, then renamed into place, so that a reader finds the old file or the new one. */
export async function writeText(folder: string, name: string, text: string): Promise<void> {
  await written(folder, name, async (draft) => {
    const file = await open(draft, "w", 0o644)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
  })
}

/** Writes lines, compressed, as they come. */
export async function writeLines(folder: string, name: string, lines: AsyncIterable<string>): Promise<void> {
  await written(folder, name, (draft) =>
    pipeline(Readable.from(lines), createGzip(), createWriteStream(draft, { flush: true })),
  )
}

async function written(folder: string, name: string, write: (draft: string) => Promise<void>): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const draft = join(folder, `.${name}.${process.pid}`)
  try {
    await write(draft)
    renameSync(draft, join(folder, name))
    syncFolder(folder)
  } finally {
    if (existsSync(draft)) rmSync(draft)
  }
}

// A rename is durable once its folder is.
function syncFolder(folder: string): void {
  const handle = openSync(folder, "r")
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function padded(number: number): string {
  return String(number).padStart(9, "0")
}
