// Where notices went: to tell a report about one of ours from a claim.

import { type Reads, rows, sql } from "../database/index.ts"
import type { NoticeNamed } from "./addresses.ts"

/** The address that each notice went to, in the same order; null where there is no such notice or the address has been erased. */
export async function recipientsOf(on: Reads, named: readonly NoticeNamed[]): Promise<(string | null)[]> {
  const found = await rows<{ recipient: Buffer | null }>(
    on,
    sql`select content.bytes as recipient
    from unnest(${named.map((each) => each.caseId)}::bigint[], ${named.map((each) => each.noticeId)}::int[])
      with ordinality as named (case_id, notice_id, place)
    left join notices using (case_id, notice_id)
    left join content on content.case_id = notices.case_id and content.content_id = notices.recipient_content_id
    order by named.place`,
  )
  return found.map((each) => each.recipient?.toString("utf8") ?? null)
}
