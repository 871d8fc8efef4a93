// What a head is made of and lies above this folder: the ends of the cases' histories, and their redactions. Handed in, so that nothing here reaches up.

import type { Reads } from "../database/index.ts"
import type { CaseHead } from "./case-tree.ts"

export type Redaction = {
  readonly caseId: number
  readonly seq: number
  readonly at: number
  readonly contents: readonly number[]
}

/** A moment of the database: which transactions had been committed (PostgreSQL's pg_snapshot, as text). */
export type Snapshot = string

/** The last event of a case that a head can have seen, and the case's last event now. */
export type SeenEvent = {
  readonly caseId: number
  readonly seq: number
  readonly hash: Buffer | null
  readonly last: number
}

export type HeadSource = {
  /** The heads of all cases after a number, as they are. */
  readonly after: (on: Reads, caseId: number, limit: number) => Promise<CaseHead[]>
  /** The heads, as they are, of the cases that a moment had not seen the last of. Some that it had may be among them. */
  readonly changedSince: (on: Reads, moment: Snapshot, limit: number) => Promise<CaseHead[]>
  /** The heads as they were at a moment, of the cases that changed between it and one before it. */
  readonly between: (on: Reads, before: Snapshot, moment: Snapshot) => Promise<CaseHead[]>
  /** The cases with numbers in a range that have events which a moment had not seen. */
  readonly changedAfter: (on: Reads, moment: Snapshot, after: number, last: number) => Promise<number[]>
  /** The heads of some cases as they were at a moment. */
  readonly at: (on: Reads, moment: Snapshot, caseIds: readonly number[]) => Promise<CaseHead[]>
  /** The redactions that the ledger does not hold yet; looked for from a moment on, or among all events. */
  readonly redactionsSince: (on: Reads, moment: Snapshot | undefined) => Promise<Redaction[]>
  /** What stands now at given places of histories. */
  readonly seen: (on: Reads, places: readonly CaseHead[]) => Promise<SeenEvent[]>
}
