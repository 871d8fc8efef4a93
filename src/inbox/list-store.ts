// The statements that show letters: the list, and how many are in a state.

import { type Reads, row, rows, type Sql, sql } from "../database/index.ts"
import { type Actor, visibleTo } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { LetterState } from "./store.ts"

export type ListedLetter = {
  readonly letterId: number
  readonly messageId: string | null
  readonly receivedAt: EpochMilliseconds
  readonly from: string | null
  readonly subject: string | null
  readonly state: LetterState
  readonly reason: string | null
  /** The reference of the case that it was filed on. */
  readonly caseReference: string | null
}

type RawListedLetter = Pick<ListedLetter, "from" | "subject" | "state" | "reason"> & {
  letter_id: number
  message_id: string | null
  received_at: number
  case_reference: string | null
}

export type LetterFilter = { readonly state: LetterState | null; readonly after: number | null; readonly limit: number }

/** Newest first, of those that `actor` may see. The words of a filed letter are its case's content, and null once redacted. */
export async function listLetters(
  on: Reads,
  actor: Actor,
  { state, after, limit }: LetterFilter,
): Promise<ListedLetter[]> {
  const found = await rows<RawListedLetter>(
    on,
    sql`select l.letter_id, l.message_id, l.received_at, l.state, l.reason, cases.reference as case_reference,
      coalesce(l.from_address, convert_from(sender.bytes, 'UTF8')) as from,
      coalesce(l.subject, convert_from(subject.bytes, 'UTF8')) as subject
    from letters l
      left join cases on cases.case_id = l.case_id
      left join content sender on sender.case_id = l.case_id and sender.content_id = l.from_content_id
      left join content subject on subject.case_id = l.case_id and subject.content_id = l.subject_content_id
    where ${state === null ? sql`true` : stateIs(state)} and ${after === null ? sql`true` : sql`l.letter_id < ${after}`}
      and (l.case_id is null or ${visibleTo(actor)})
    order by l.letter_id desc limit ${limit}`,
  )
  return found.map(({ letter_id, message_id, received_at, case_reference, ...rest }) => ({
    letterId: letter_id,
    messageId: message_id,
    receivedAt: received_at,
    caseReference: case_reference,
    ...rest,
  }))
}

/** How many letters are in a state: for metrics. */
export async function letterCount(on: Reads, state: LetterState): Promise<number> {
  const found = await row<{ count: number }>(on, sql`select count(*) as count from letters l where ${stateIs(state)}`)
  return found?.count ?? 0
}

// Written out, so that the partial indexes serve them.
function stateIs(state: LetterState): Sql {
  if (state === "held") return sql`l.state = 'held'`
  return state === "received" ? sql`l.state = 'received'` : sql`l.state = ${state}`
}
