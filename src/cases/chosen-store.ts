// Cases by their numbers, as far as somebody may see them: for what is done to several.

import { type Reads, rows, sql } from "../database/index.ts"
import { type Actor, visibleTo } from "../people/index.ts"
import { type CaseRow, caseColumns } from "./store.ts"

/** The rows of some cases that an actor may see, by number. */
export async function findCases(on: Reads, actor: Actor, caseIds: readonly number[]): Promise<Map<number, CaseRow>> {
  const found = await rows<CaseRow>(
    on,
    sql`select ${caseColumns}, true as claimed from cases where case_id = any(${caseIds}::bigint[]) and ${visibleTo(actor)}`,
  )
  return new Map(found.map((each) => [each.caseId, each]))
}

export type TextPlace = { readonly caseId: number; readonly contentId: number }

/** Some texts of several cases, by case; a case whose text was erased is left out. */
export async function textsAt(on: Reads, places: readonly TextPlace[]): Promise<Map<number, string>> {
  const found = await rows<{ caseId: number; text: string }>(
    on,
    sql`select case_id as "caseId", convert_from(bytes, 'UTF8') as text from content
    join unnest(${places.map((each) => each.caseId)}::bigint[], ${places.map((each) => each.contentId)}::int[]) as place (case_id, content_id)
      using (case_id, content_id)
    where bytes is not null`,
  )
  return new Map(found.map((each) => [each.caseId, each.text]))
}
