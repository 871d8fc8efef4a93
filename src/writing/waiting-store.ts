// Every statement on replies that wait a moment before they go.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { MacroMove } from "../macros/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type WaitingKey = { readonly caseId: number; readonly replyId: number }

/** What is to go, and when. */
export type NewWaiting = {
  readonly caseId: number
  readonly personId: number
  readonly body: string
  readonly to: string | null
  readonly uploads: readonly string[]
  readonly note: string | null
  readonly moves: readonly MacroMove[]
  /** The last event that the writer had before them. */
  readonly seq: number
  readonly goesAt: EpochMilliseconds
}

export type WaitingReply = Omit<NewWaiting, "moves"> &
  WaitingKey & {
    /** As stored: to be parsed by macroMoves. */
    readonly moves: unknown
    readonly writtenAt: EpochMilliseconds
    readonly state: "waiting" | "stopped"
    readonly reason: string | null
  }

const columns = sql`case_id as "caseId", reply_id as "replyId", person_id as "personId", body, to_address as "to", uploads, note, moves, seq,
  written_at as "writtenAt", goes_at as "goesAt", state, reason`

export async function insertWaiting(tx: Tx, waiting: NewWaiting, at: EpochMilliseconds): Promise<number> {
  const { caseId, personId, body, to, uploads, note, moves, seq, goesAt } = waiting
  const kept = await row<{ replyId: number }>(
    tx,
    sql`insert into waiting_replies (case_id, person_id, body, to_address, uploads, note, moves, seq, written_at, goes_at)
      values (${caseId}, ${personId}, ${body}, ${to}, ${uploads}::text[], ${note}, ${JSON.stringify(moves)}::jsonb, ${seq}, ${instant(at)},
        ${instant(goesAt)})
      returning reply_id as "replyId"`,
  )
  return kept?.replyId ?? 0
}

export type DueReply = WaitingKey & {
  readonly personId: number
  readonly uploads: readonly string[]
  /** It was written before the desk was last restored from a backup. */
  readonly isFromBackup: boolean
}

/** Replies whose time has come and whose files, if any, have all been checked; the oldest first. */
export async function dueReplies(on: Reads, at: EpochMilliseconds, limit: number): Promise<DueReply[]> {
  return await rows<DueReply>(
    on,
    sql`select case_id as "caseId", reply_id as "replyId", person_id as "personId", uploads,
        exists (select from desk_holds where restored_at > written_at) as "isFromBackup" from waiting_replies
      where state = 'waiting' and goes_at <= ${instant(at)} and not exists (
        select from uploads where upload_id = any(waiting_replies.uploads) and uploads.state = 'waiting')
      order by goes_at, case_id, reply_id limit ${limit}`,
  )
}

/** Takes a waiting reply out to send it: whoever gets it is the only one. */
export async function takeWaiting(tx: Tx, { caseId, replyId }: WaitingKey): Promise<WaitingReply | undefined> {
  return await row<WaitingReply>(
    tx,
    sql`delete from waiting_replies where case_id = ${caseId} and reply_id = ${replyId} and state = 'waiting' returning ${columns}`,
  )
}

/** Takes somebody's own reply out, waiting or stopped, to give it back to them. */
export async function takeOwn(tx: Tx, key: WaitingKey, personId: number): Promise<WaitingReply | undefined> {
  return await row<WaitingReply>(
    tx,
    sql`delete from waiting_replies where case_id = ${key.caseId} and reply_id = ${key.replyId} and person_id = ${personId} returning ${columns}`,
  )
}

/** Lets somebody's own reply go at once. False where it does not wait any more. */
export async function hurry(on: Reads, key: WaitingKey, personId: number, at: EpochMilliseconds): Promise<boolean> {
  const hurried = await run(
    on,
    sql`update waiting_replies set goes_at = least(goes_at, ${instant(at)})
      where case_id = ${key.caseId} and reply_id = ${key.replyId} and person_id = ${personId} and state = 'waiting'`,
  )
  return hurried === 1
}

/** Stops a reply that cannot go: it keeps its words for its writer. */
export async function stopWaiting(
  on: Reads,
  { caseId, replyId }: WaitingKey,
  reason: string,
  at: EpochMilliseconds,
): Promise<boolean> {
  const stopped = await run(
    on,
    sql`update waiting_replies set state = 'stopped', reason = ${reason}, stopped_at = ${instant(at)}
      where case_id = ${caseId} and reply_id = ${replyId} and state = 'waiting'`,
  )
  return stopped === 1
}

/** What waits on a case, and what has been stopped there, oldest first. */
export async function waitingOnCase(on: Reads, caseId: number): Promise<WaitingReply[]> {
  return await rows<WaitingReply>(
    on,
    sql`select ${columns} from waiting_replies where case_id = ${caseId} order by goes_at, reply_id`,
  )
}

/** Whether somebody has written to the customer, or the customer to us, since an event of a case. */
export async function hasNewerMessage(on: Reads, caseId: number, seq: number): Promise<boolean> {
  const newer = await row(
    on,
    sql`select from events where case_id = ${caseId} and seq > ${seq} and type = any(${messages}::text[]) limit 1`,
  )
  return newer !== undefined
}

const messages = ["wrote", "replied", "resolved", "reopened", "responded"]
