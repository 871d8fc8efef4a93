// The versions in the database, read into a book, and a cheap way to see that there is a new one.

import type { Db, Reads } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type CharterBook, type CharterVersion, charterBook } from "./book.ts"
import { readCharter } from "./read.ts"
import { latestNumber, type VersionRow, versionRows } from "./store.ts"

/** Every published version, oldest first; empty before the first. */
export async function charterVersions(on: Reads): Promise<CharterVersion[]> {
  return (await versionRows(on)).map(versionFrom)
}

/** A number that grows with each publication: a process whose book has another one reads it again. 0 before the first version. */
export async function charterRevision(on: Reads): Promise<number> {
  return latestNumber(on)
}

/** All versions as a book. Throws where none has been published: the desk publishes one before anything else. */
export async function readCharterBook(on: Reads): Promise<CharterBook> {
  return charterBook(await charterVersions(on))
}

/** The version in force at an instant. */
export async function charterInForce(on: Reads, at: EpochMilliseconds): Promise<CharterVersion> {
  return (await readCharterBook(on)).versionAt(at)
}

// One book a database, read again when there is a version that it does not have.
const books = new WeakMap<Db, CharterBook>()

/** The book of all published versions, kept in memory and as new as the database; undefined before the first. */
export async function publishedBook(db: Db): Promise<CharterBook | undefined> {
  const revision = await charterRevision(db)
  if (revision === 0) return undefined
  const known = books.get(db)
  if (known?.versions.length === revision) return known
  const book = await readCharterBook(db)
  books.set(db, book)
  return book
}

// A version never changes, so its text is parsed once a process.
const parsed = new Map<string, CharterVersion>()
const parsedLimit = 50

function versionFrom(found: VersionRow): CharterVersion {
  const key = `${found.number} ${found.inForceFrom} ${found.publishedAt} ${found.sha256}`
  const known = parsed.get(key)
  if (known !== undefined) return known
  const version = { ...found, charter: readCharter(found.text, `version ${found.number} of the charter`) }
  if (parsed.size >= parsedLimit) parsed.clear()
  parsed.set(key, version)
  return version
}
