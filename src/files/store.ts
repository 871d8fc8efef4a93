// Every statement on files that somebody has uploaded and not yet sent.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { unsentLimits } from "./limits.ts"

export type UploadState = "waiting" | "clean" | "unchecked" | "infected"

export type Upload = {
  readonly id: string
  readonly name: string
  readonly size: number
  readonly state: UploadState
  /** What the scanner calls what it found. */
  readonly threat: string | null
}

export type UploadedFile = Upload & { readonly bytes: Buffer }

const columns = sql`upload_id as id, name, size, state, threat`

/** Lets one upload of somebody be admitted at a time: what they have not sent is counted under this lock, until its transaction ends. */
export async function lockUploader(tx: Tx, personId: number): Promise<void> {
  await run(tx, sql`select from people where person_id = ${personId} for no key update`)
}

/** Makes room for a file, whose pieces follow, under the lock of its uploader. False where the person has too much that they have not sent. */
export async function insertUpload(
  tx: Tx,
  file: { readonly id: string; readonly personId: number; readonly name: string; readonly size: number },
  at: EpochMilliseconds,
): Promise<boolean> {
  const { id, personId, name, size } = file
  const kept = await run(
    tx,
    sql`insert into uploads (upload_id, person_id, name, size, is_whole, look_at, uploaded_at)
      select ${id}, ${personId}, ${name}, ${size}, false, ${instant(at)}, ${instant(at)}
      from (select count(*) as files, coalesce(sum(size), 0) as bytes from uploads where person_id = ${personId}) unsent
      where files < ${unsentLimits.count} and unsent.bytes + ${size}::int <= ${unsentLimits.bytes}`,
  )
  return kept === 1
}

export async function insertPiece(
  on: Reads,
  { id, number, bytes }: { readonly id: string; readonly number: number; readonly bytes: Buffer },
): Promise<void> {
  await run(on, sql`insert into upload_pieces (upload_id, piece_no, bytes) values (${id}, ${number}, ${bytes})`)
}

/** From now on the file is there. False where its pieces are not as long as it. */
export async function markWhole(on: Reads, id: string): Promise<boolean> {
  const marked = await run(
    on,
    sql`update uploads set is_whole = true where upload_id = ${id} and size = (
      select coalesce(sum(length(bytes)), 0) from upload_pieces where upload_id = ${id})`,
  )
  return marked === 1
}

/** A piece of a file; undefined after its last. */
export async function selectPiece(on: Reads, id: string, number: number): Promise<Buffer | undefined> {
  const found = await row<{ bytes: Buffer }>(
    on,
    sql`select bytes from upload_pieces where upload_id = ${id} and piece_no = ${number}
      union all select bytes from uploads where upload_id = ${id} and bytes is not null and ${number}::int = 0 limit 1`,
  )
  return found?.bytes
}

/** Somebody's own uploads among some ids, in the order of the ids. */
export async function selectUploads(on: Reads, personId: number, ids: readonly string[]): Promise<Upload[]> {
  if (ids.length === 0) return []
  const found = await rows<Upload>(
    on,
    sql`select ${columns} from uploads where person_id = ${personId} and upload_id = any(${ids}::text[]) and is_whole`,
  )
  return inOrder(ids, found)
}

/** Takes uploads away to send them: each is taken once. */
export async function takeUploads(tx: Tx, personId: number, ids: readonly string[]): Promise<UploadedFile[]> {
  if (ids.length === 0) return []
  const taken = await rows<UploadedFile>(
    tx,
    sql`delete from uploads where person_id = ${personId} and upload_id = any(${ids}::text[]) and is_whole
      returning ${columns}, coalesce(bytes, (select string_agg(p.bytes, ''::bytea order by piece_no) from upload_pieces p
        where p.upload_id = uploads.upload_id), ''::bytea) as bytes`,
  )
  return inOrder(ids, taken)
}

export async function deleteUploads(on: Reads, personId: number, ids: readonly string[]): Promise<void> {
  await run(on, sql`delete from uploads where person_id = ${personId} and upload_id = any(${ids}::text[])`)
}

/** Hands over uploads that are due to be checked, and puts off the next look, so that two workers do not check one file. */
export async function claimUnchecked(
  on: Reads,
  at: EpochMilliseconds,
  until: EpochMilliseconds,
  limit: number,
): Promise<(Upload & { readonly attempts: number })[]> {
  return await rows(
    on,
    sql`update uploads set look_at = ${instant(until)}, attempts = attempts + 1
      where upload_id in (select upload_id from uploads where state = 'waiting' and is_whole and look_at <= ${instant(at)}
        order by look_at limit ${limit} for update skip locked)
      returning ${columns}, attempts`,
  )
}

export async function markChecked(on: Reads, id: string, state: UploadState, threat: string | null): Promise<void> {
  await run(
    on,
    sql`update uploads set state = ${state}, threat = ${threat} where upload_id = ${id} and state = 'waiting'`,
  )
}

/** Without a scanner nothing is checked, and nothing waits for it. */
export async function releaseUnchecked(on: Reads): Promise<number> {
  return await run(on, sql`update uploads set state = 'unchecked' where state = 'waiting'`)
}

export async function lookAgainAt(on: Reads, id: string, at: EpochMilliseconds): Promise<void> {
  await run(on, sql`update uploads set look_at = ${instant(at)} where upload_id = ${id} and state = 'waiting'`)
}

function inOrder<File extends { readonly id: string }>(ids: readonly string[], found: readonly File[]): File[] {
  return ids.flatMap((id) => found.find((each) => each.id === id) ?? [])
}
