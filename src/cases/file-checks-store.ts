// Files on cases that have not been checked for viruses yet. While a row is there nobody opens the file.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export async function insertFileChecks(
  tx: Tx,
  caseId: number,
  contents: readonly number[],
  at: EpochMilliseconds,
): Promise<void> {
  if (contents.length === 0) return
  await run(
    tx,
    sql`insert into file_checks (case_id, content_id, look_at)
      select ${caseId}, content, ${instant(at)} from unnest(${contents}::int[]) as content on conflict do nothing`,
  )
}

/** The same for every file of a case, where only the case knows their numbers. */
export async function checkFilesOf(tx: Tx, caseId: number, at: EpochMilliseconds): Promise<void> {
  await run(
    tx,
    sql`insert into file_checks (case_id, content_id, look_at)
      select case_id, content_id, ${instant(at)} from content where case_id = ${caseId} and kind = 'file' on conflict do nothing`,
  )
}

export type FileToCheck = {
  readonly caseId: number
  readonly contentId: number
  readonly attempts: number
  /** Bytes; null where the file has been erased meanwhile. */
  readonly size: number | null
}

const pieceBytes = 1024 * 1024

/** The bytes of a content, piece by piece: nobody holds it as a whole. */
export async function* contentPieces(
  on: Reads,
  { caseId, contentId }: Pick<FileToCheck, "caseId" | "contentId">,
): AsyncGenerator<Buffer> {
  for (let from = 1; ; from += pieceBytes) {
    const found = await row<{ piece: Buffer | null }>(
      on,
      sql`select substring(bytes from ${from}::int for ${pieceBytes}::int) as piece from content
        where case_id = ${caseId} and content_id = ${contentId}`,
    )
    if (found?.piece == null || found.piece.length === 0) return
    yield found.piece
  }
}

/** Hands over files that are due to be checked, and puts off the next look, so that two workers do not check one file. */
export async function claimFileChecks(
  on: Reads,
  at: EpochMilliseconds,
  until: EpochMilliseconds,
  limit: number,
): Promise<FileToCheck[]> {
  return await rows<FileToCheck>(
    on,
    sql`with due as (
        select case_id, content_id from file_checks where look_at <= ${instant(at)} order by look_at limit ${limit} for update skip locked
      ), claimed as (
        update file_checks c set look_at = ${instant(until)}, attempts = attempts + 1 from due
        where c.case_id = due.case_id and c.content_id = due.content_id returning c.case_id, c.content_id, c.attempts
      )
      select claimed.case_id as "caseId", claimed.content_id as "contentId", attempts, length(bytes) as size
      from claimed left join content using (case_id, content_id)`,
  )
}

export async function postponeFileCheck(
  on: Reads,
  { caseId, contentId }: Pick<FileToCheck, "caseId" | "contentId">,
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    on,
    sql`update file_checks set look_at = ${instant(at)} where case_id = ${caseId} and content_id = ${contentId}`,
  )
}

/** Ends the wait of a file. False where it waits no more. */
export async function endFileCheck(
  on: Reads,
  { caseId, contentId }: Pick<FileToCheck, "caseId" | "contentId">,
): Promise<boolean> {
  return (await run(on, sql`delete from file_checks where case_id = ${caseId} and content_id = ${contentId}`)) === 1
}

/** Without a scanner nothing is checked, and nothing waits for it. */
export async function endFileChecks(on: Reads): Promise<number> {
  return await run(on, sql`delete from file_checks`)
}

/** The files of a case that wait to be checked. */
export async function uncheckedFiles(on: Reads, caseId: number): Promise<number[]> {
  const found = await rows<{ content: number }>(
    on,
    sql`select content_id as content from file_checks where case_id = ${caseId}`,
  )
  return found.map((each) => each.content)
}

export async function isUnchecked(on: Reads, caseId: number, contentId: number): Promise<boolean> {
  const found = await row(on, sql`select from file_checks where case_id = ${caseId} and content_id = ${contentId}`)
  return found !== undefined
}
