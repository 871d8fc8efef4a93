// The statements behind a timeline: no more of each row than it shows, because a long case has hundreds.

import { type Reads, rows, sql } from "../database/index.ts"

/** The bodies of the whole history, in order: what they say stands in columns as well, which nobody need decode. */
export async function eventBodiesOf(on: Reads, caseId: number): Promise<string[]> {
  const found = await rows<{ body: string }>(on, sql`select body from events where case_id = ${caseId} order by seq`)
  return found.map((each) => each.body)
}

export type TextRow = { readonly contentId: number; readonly kind: string; readonly bytes: Buffer | null }

/** The words of a case: everything but files and letters, which are fetched one by one. */
export async function textsOf(on: Reads, caseId: number): Promise<TextRow[]> {
  return await rows<TextRow>(
    on,
    sql`select content_id as "contentId", kind, bytes from content
      where case_id = ${caseId} and kind not in ('file', 'letter', 'notice') order by content_id`,
  )
}
