// The statements behind excerpts: the words of some cases, as far as they have not been erased.

import { type Reads, rows, sql } from "../database/index.ts"
import { wordKinds } from "./content-store.ts"
import { numberKinds } from "./word-store.ts"

/** Marks that stand around a word that was found. They are in no alphabet, and are taken out of the texts themselves first. */
export const [markFrom, markTo] = ["\uE000", "\uE001"] as const

const options = `StartSel=${markFrom}, StopSel=${markTo}, MaxFragments=2, MaxWords=16, MinWords=6, FragmentDelimiter=" … "`

export type MarkedText = { readonly caseId: number; readonly marked: string }

/** For each case the places of its texts in which the words of a query stand, with marks around them. The subject is shown anyway. */
export async function markedTexts(on: Reads, caseIds: readonly number[], query: string): Promise<MarkedText[]> {
  return await rows<MarkedText>(
    on,
    sql`select case_id as "caseId", ts_headline('english', said, ${query}::tsquery, ${options}) as marked
    from (select case_id, left(string_agg(translate(left(convert_from(bytes, 'UTF8'), ${perText}), ${markFrom + markTo}, ''), ' … '
        order by content_id), ${perCase}) as said
      from content where case_id = any(${caseIds}::bigint[]) and kind = any(${shownKinds}::text[]) and bytes is not null
      group by case_id) as texts`,
  )
}

export type NumberedText = { readonly caseId: number; readonly text: string }

/** The texts of some cases in which numbers may stand. */
export async function textsWithNumbers(on: Reads, caseIds: readonly number[]): Promise<NumberedText[]> {
  return await rows<NumberedText>(
    on,
    sql`select case_id as "caseId", left(convert_from(bytes, 'UTF8'), ${perText}) as text from content
    where case_id = any(${caseIds}::bigint[]) and kind = any(${numberKinds}::text[]) and bytes is not null order by case_id, content_id`,
  )
}

const shownKinds = wordKinds.filter((kind) => kind !== "subject")
// A page has fifty cases: what is read of each keeps the page quick.
const perText = 6000
const perCase = 12_000
