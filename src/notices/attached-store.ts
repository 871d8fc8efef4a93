// The files of a notice, fetched when it is written: few notices have any.

import { type Reads, rows, sql } from "../database/index.ts"
import type { AttachedFile, NoticeFacts } from "./notice.ts"

/** The files that are attached, in their order, without those that have been erased. */
export async function attachedFiles(
  on: Reads,
  caseId: number,
  { files = [] }: Pick<NoticeFacts, "files">,
): Promise<AttachedFile[]> {
  if (files.length === 0) return []
  const found = await rows<{ name: Buffer | null; bytes: Buffer | null }>(
    on,
    sql`select name.bytes as name, file.bytes as bytes
      from unnest(${files.map((each) => each.name)}::int[], ${files.map((each) => each.bytes)}::int[])
        with ordinality as attached (name_id, file_id, place)
      left join content name on name.case_id = ${caseId} and name.content_id = attached.name_id
      left join content file on file.case_id = ${caseId} and file.content_id = attached.file_id
      order by attached.place`,
  )
  return found.flatMap(({ name, bytes }) => (bytes === null ? [] : [{ name: name?.toString("utf8") ?? null, bytes }]))
}
