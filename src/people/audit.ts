// The audit of what happens outside the histories of cases: who was let in, who was refused, who looked.

import type { Reads } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Actor } from "./actor.ts"
import type { AuditAction } from "./audit-words.ts"
import { insertAudit } from "./store.ts"

/** Who did something, and the network address that it came from. Both are null for the command line and the desk itself; a stranger is nobody. */
export type DoneBy = { readonly personId: number | null; readonly remote: string | null }

/** Somebody on the staff who does something about their own account. */
export type Own = DoneBy & { readonly personId: number }

export type AuditEntry = DoneBy & {
  readonly action: AuditAction
  readonly outcome: "done" | "refused"
  /** Ids of what it was done to ("person:12", "INC-2026-000042"), never words. */
  readonly target?: readonly string[]
}

/** Adds a row that nobody can change: in the transaction of what it speaks of, or by itself for a refusal. */
export async function record(on: Reads, entry: AuditEntry, at: EpochMilliseconds): Promise<void> {
  await insertAudit(on, { target: [], ...entry, at })
}

/** Whoever asks, as the audit names them. */
export function doneBy({ personId, remote }: Actor): DoneBy {
  return { personId, remote: remote ?? null }
}
