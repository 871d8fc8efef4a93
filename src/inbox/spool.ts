// Letters that came while no database could be reached: a synced file each, until the desk takes them in.

import { randomUUID } from "node:crypto"
import { mkdir, open, readdir, readFile, rename, stat, unlink } from "node:fs/promises"
import { join } from "node:path"
import { fail } from "../failpoint.ts"
import { type EpochMilliseconds, realNow } from "../time/index.ts"
import type { NewLetter } from "./keep-store.ts"

/** Synced under its final name when this resolves; the name says when the letter was received. */
export async function spoolLetter(varDir: string, raw: Uint8Array, receivedAt: EpochMilliseconds): Promise<string> {
  const folder = spoolIn(varDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const name = `${String(receivedAt).padStart(15, "0")}-${randomUUID()}`
  const draft = join(folder, `${name}.draft`)
  try {
    await writeSynced(draft, raw)
    await fail("spool.before_rename")
    await rename(draft, join(folder, `${name}.eml`))
  } catch (error) {
    await unlink(draft).catch(() => undefined)
    throw error
  }
  await syncFolder(folder)
  await syncFolder(varDir)
  await fail("spool.after_rename")
  return join(folder, `${name}.eml`)
}

async function writeSynced(path: string, raw: Uint8Array): Promise<void> {
  const file = await open(path, "wx", 0o600)
  try {
    await file.writeFile(raw)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(folder: string): Promise<void> {
  const opened = await open(folder, "r")
  try {
    await opened.sync()
  } finally {
    await opened.close()
  }
}

type Keep = (letter: NewLetter) => Promise<unknown>

/**
 * Takes in what lies in the spool, oldest first, each kept before its file goes. A crash between the two brings a letter twice,
 * which is recognised as a repeat when it is read. Gives how many were taken in. A file that cannot be read does not stop the
 * others; it throws in the end, and at once where a letter cannot be kept.
 */
export async function drainSpool(varDir: string, keep: Keep): Promise<number> {
  const folder = spoolIn(varDir)
  const names = (await namesIn(folder)).filter((name) => receivedAtIn(name) !== null).sort()
  const unreadable: unknown[] = []
  for (const name of names) {
    const path = join(folder, name)
    const raw = await readFile(path).catch((error: unknown) => void unreadable.push(error))
    if (raw === undefined) continue
    await keep({ raw, envelope: { from: null, to: [] }, source: "spool", receivedAt: receivedAtIn(name) ?? 0 })
    await fail("spool.after_keeping")
    await unlink(path)
  }
  if (unreadable.length > 0)
    throw new Error(`${unreadable.length} files in the spool cannot be read`, { cause: unreadable[0] })
  return names.length
}

const draftMilliseconds = 3_600_000

/** Removes what a process that was killed left half written: nobody was told that it was kept. */
export async function removeDrafts(varDir: string): Promise<void> {
  const folder = spoolIn(varDir)
  for (const name of (await namesIn(folder)).filter((each) => each.endsWith(".draft"))) {
    const path = join(folder, name)
    // One that was finished meanwhile is a draft no more.
    const draft = await stat(path).catch(() => undefined)
    if (draft !== undefined && realNow() - draft.mtimeMs > draftMilliseconds) await unlink(path)
  }
}

export type SpoolDrain = { readonly stop: () => Promise<void> }

/** Drains now and each second; what fails is told to `onError` and tried again. */
export function startSpoolDrain(varDir: string, keep: Keep, onError: (error: unknown) => void): SpoolDrain {
  let round: Promise<unknown> | null = null
  const drain = (): void => {
    round ??= drainSpool(varDir, keep)
      .catch(onError)
      .finally(() => {
        round = null
      })
  }
  removeDrafts(varDir).catch(onError)
  drain()
  const timer = setInterval(drain, 1000)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await round
    },
  }
}

function spoolIn(varDir: string): string {
  return join(varDir, "spool")
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return []
    throw error
  }
}

function receivedAtIn(name: string): EpochMilliseconds | null {
  const found = /^(\d{15})-[0-9a-f-]{36}\.eml$/.exec(name)
  return found?.[1] === undefined ? null : Number(found[1])
}
