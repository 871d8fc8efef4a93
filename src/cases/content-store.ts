// Every statement on the words of a case: kept, fetched, erased, searched.

import { type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { NewContent } from "../timeline/index.ts"

/** Large content (files, letters) goes in by itself, so that the statements above stay small. */
export async function insertContent(tx: Tx, caseId: number, content: NewContent): Promise<void> {
  const { contentId, kind, personId, originContentId, salt, bytes } = content
  await run(
    tx,
    sql`insert into content (case_id, content_id, kind, person_id, origin_content_id, salt, bytes)
    values (${caseId}, ${contentId}, ${kind}, ${personId}, ${originContentId}, ${salt}, ${bytes})`,
  )
}

export type ContentRow = {
  readonly contentId: number
  readonly kind: string
  readonly originContentId: number | null
  readonly salt: Buffer | null
  readonly bytes: Buffer | null
}

export async function contentOf(on: Reads, caseId: number, contentId: number): Promise<ContentRow | undefined> {
  return await row(
    on,
    sql`select ${contentColumns} from content where case_id = ${caseId} and content_id = ${contentId}`,
  )
}

/** The contents of a case that still have their words, and what each was made from. */
export async function contentTree(tx: Tx, caseId: number): Promise<Omit<ContentRow, "salt" | "bytes">[]> {
  return await rows(
    tx,
    sql`select content_id as "contentId", kind, origin_content_id as "originContentId" from content
    where case_id = ${caseId} and bytes is not null`,
  )
}

/** Deletes the bytes and the salts of some contents, and what was made from them for showing. */
export async function eraseRows(tx: Tx, caseId: number, erasure: Erasure): Promise<void> {
  await run(
    tx,
    sql`update content set bytes = null, salt = null where case_id = ${caseId} and content_id = any(${erasure.contents}::int[])`,
  )
  if (erasure.subject) await run(tx, sql`update cases set subject = null where case_id = ${caseId}`)
  if (erasure.mails) await run(tx, sql`delete from caught_mail where case_id = ${caseId}`)
  // A Message-ID can hold a name.
  await run(
    tx,
    sql`update letters set message_id = null
    where case_id = ${caseId} and letter_content_id = any(${erasure.contents}::int[])`,
  )
}

/** What a redaction erases: contents, the copy of the subject in lists, the caught copies of mails. */
export type Erasure = { readonly contents: readonly number[]; readonly subject: boolean; readonly mails: boolean }

/** The kinds of content that a case is found by. */
export const wordKinds = ["subject", "body", "quoted", "note", "name", "email"]

/** What search looks through of a content: of an address its parts, too. The same as `searchedText`, in SQL. */
export const searchedColumn = sql`convert_from(bytes, 'UTF8') ||
  case kind when 'email' then ' ' || replace(convert_from(bytes, 'UTF8'), '@', ' ') || ' ' || regexp_replace(convert_from(bytes, 'UTF8'), '[@._+-]+', ' ', 'g') else '' end`

export function searchedText({ kind, bytes }: { readonly kind: string; readonly bytes: Buffer }): string {
  const text = bytes.toString("utf8").slice(0, wordsPerContent)
  return kind === "email" ? `${text} ${text.replaceAll("@", " ")} ${text.replace(/[@._+-]+/g, " ")}` : text
}

/** Makes what search looks through of some cases again, from the words that they have. */
export async function rebuildWords(tx: Tx, caseIds: readonly number[]): Promise<void> {
  await run(
    tx,
    sql`update case_words set words = coalesce((
      select to_tsvector('english', left(string_agg(left(${searchedColumn}, ${wordsPerContent}), ' ' order by content_id), ${wordsPerCase}))
      from content where content.case_id = case_words.case_id and kind = any(${wordKinds}::text[]) and bytes is not null), ''::tsvector)
    where case_id = any(${caseIds}::bigint[])`,
  )
}

/** How much of one text, in characters, search looks through; a tsvector holds 1 MB at most. */
export const wordsPerContent = 20_000
const wordsPerCase = 200_000

const contentColumns = sql`content_id as "contentId", kind, origin_content_id as "originContentId", salt, bytes`
