// Takes finished log from where the server put it aside into the archive. While the archive takes nothing, log is kept here, compressed and
// encrypted, up to a limit: the database's own disk must not fill because another one has.

import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs"
import { open } from "node:fs/promises"
import { join } from "node:path"
import { type Archive, archive, archivedFiles, isArchived } from "./archive.ts"
import { syncFolder } from "./folder.ts"

export type Shipping = {
  /** Where the server puts finished log aside. */
  readonly from: string
  /** Where it goes; undefined where nobody wants it any more: then it is thrown away. */
  readonly to: Archive | undefined
  readonly limitBytes: number
}

export type Shipped = {
  /** The last file that got there in this round. */
  readonly file: string | undefined
  /** Why the archive takes nothing. */
  readonly failure: unknown
  /** How many files were given up for want of room. */
  readonly dropped: number
}

/** One round. Throws only where even putting aside fails. */
export async function shipLog({ from, to, limitBytes }: Shipping): Promise<Shipped> {
  const names = namesIn(from).filter(isArchived)
  if (to === undefined) return thrownAway(from, names)
  const aside: Archive = { folder: join(from, "aside"), key: to.key }
  let file: string | undefined
  let failure: unknown
  try {
    file = await sendAside(aside, to)
    for (const name of names) {
      await archive(to, name, join(from, name))
      rmSync(join(from, name))
      file = name
    }
  } catch (error) {
    failure = error
    for (const name of namesIn(from).filter(isArchived)) await putAside(aside, from, name)
  }
  return { file, failure, dropped: failure === undefined ? 0 : dropOldest(aside.folder, limitBytes) }
}

function thrownAway(from: string, names: readonly string[]): Shipped {
  for (const name of [...names, "aside"]) rmSync(join(from, name), { recursive: true, force: true })
  return { file: undefined, failure: undefined, dropped: 0 }
}

async function putAside(aside: Archive, from: string, name: string): Promise<void> {
  await archive(aside, name, join(from, name))
  rmSync(join(from, name))
}

// What was put aside is in its last form already: it is copied as it is.
async function sendAside(aside: Archive, to: Archive): Promise<string | undefined> {
  let last: string | undefined
  for (const file of archivedFiles(aside.folder)) {
    mkdirSync(to.folder, { recursive: true, mode: 0o700 })
    const target = join(to.folder, file)
    if (!existsSync(target)) await copySynced(join(aside.folder, file), target)
    rmSync(join(aside.folder, file))
    last = file.replace(/\.zst(\.sealed)?$/, "")
  }
  return last
}

async function copySynced(from: string, target: string): Promise<void> {
  const draft = `${target}.draft-${process.pid}`
  try {
    copyFileSync(from, draft)
    const file = await open(draft, "r+")
    await file.sync().finally(() => file.close())
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
  syncFolder(join(target, ".."))
}

function dropOldest(folder: string, limitBytes: number): number {
  const files = archivedFiles(folder).map((name) => ({ name, size: statSync(join(folder, name)).size }))
  let total = files.reduce((sum, { size }) => sum + size, 0)
  let dropped = 0
  for (const { name, size } of files) {
    if (total <= limitBytes) break
    rmSync(join(folder, name))
    total -= size
    dropped += 1
  }
  return dropped
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : []
}
