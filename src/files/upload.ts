// A file is uploaded: kept under an unguessable number of its own, until it is sent with something.

import { randomBytes } from "node:crypto"
import { type Db, type Reads, type Tx, transaction } from "../database/index.ts"
import { Invalid, Refused } from "../errors.ts"
import type { Actor } from "../people/actor.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { cleanFileName } from "./file-name.ts"
import { fileLimits } from "./limits.ts"
import {
  deleteUploads,
  insertPiece,
  insertUpload,
  lockUploader,
  markWhole,
  selectUploads,
  takeUploads,
  type Upload,
  type UploadedFile,
} from "./store.ts"

export type GivenFile = { readonly name: string; readonly size: number; readonly pieces: () => AsyncIterable<Buffer> }

/**
 * Keeps a file for somebody to send, a piece at a time; gives its number. What stops in the middle is never whole, and so nowhere.
 * Throws Refused where they have too much unsent already.
 */
export async function keepUpload(db: Db, actor: Actor, file: GivenFile, at: EpochMilliseconds): Promise<string> {
  const id = randomBytes(16).toString("base64url")
  const name = cleanFileName(file.name, "file")
  if (!(await admitted(db, { id, personId: personOf(actor), name, size: file.size }, at)))
    throw new Refused("You have uploaded many files that you have not sent. Send or remove some of them first.")
  let number = 0
  for await (const bytes of file.pieces()) await insertPiece(db, { id, number: number++, bytes })
  if (await markWhole(db, id)) return id
  throw new Refused("The file did not come whole. Attach it again.")
}

// Counted and admitted under one lock: of many at once no more pass than there is room for. A file that is still coming counts whole.
async function admitted(
  db: Db,
  file: { readonly id: string; readonly personId: number; readonly name: string; readonly size: number },
  at: EpochMilliseconds,
): Promise<boolean> {
  return await transaction(db, async (tx) => {
    await lockUploader(tx, file.personId)
    return await insertUpload(tx, file, at)
  })
}

/** Somebody's own uploads, in the order of `ids`; what is not theirs, or gone, is left out. */
export async function uploadsOf(on: Reads, actor: Actor, ids: readonly string[]): Promise<Upload[]> {
  return await selectUploads(on, personOf(actor), ids)
}

/** Throws Invalid where uploads may not be sent together, or one of them is not there. */
export function mustBeSendable(ids: readonly string[], uploads: readonly Upload[]): void {
  const fault = faultOf(ids, uploads)
  if (fault !== undefined) throw new Invalid([{ field: "files", message: fault }])
}

/** Takes uploads out, inside the transaction that sends them. Throws Invalid where one of them has gone meanwhile. */
export async function uploadsTaken(tx: Tx, personId: number, ids: readonly string[]): Promise<UploadedFile[]> {
  const taken = await takeUploads(tx, personId, ids)
  mustBeSendable(ids, taken)
  return taken
}

/** Takes infected uploads out, to be put away. */
export async function uploadsForQuarantine(tx: Tx, actor: Actor, ids: readonly string[]): Promise<UploadedFile[]> {
  return await takeUploads(tx, personOf(actor), ids)
}

/** Throws uploads away; what is not the person's own stays. */
export async function dropUploads(on: Reads, actor: Actor, ids: readonly string[]): Promise<void> {
  await deleteUploads(on, personOf(actor), ids)
}

function faultOf(ids: readonly string[], uploads: readonly Upload[]): string | undefined {
  const infected = uploads.find((each) => each.state === "infected")
  if (infected !== undefined) return `“${infected.name}” holds a virus (${infected.threat}) and cannot be sent`
  if (uploads.length < ids.length) return "A file is not here any more: attach it again"
  if (uploads.length > fileLimits.count) return `Attach ${fileLimits.count} files or fewer`
  const bytes = uploads.reduce((sum, each) => sum + each.size, 0)
  return bytes > fileLimits.altogetherBytes
    ? `The files must be ${fileLimits.altogetherBytes / 1024 / 1024} MB or smaller together`
    : undefined
}

function personOf({ personId }: Actor): number {
  if (personId === null) throw new Refused("The desk itself uploads nothing.")
  return personId
}
