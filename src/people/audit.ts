// The audit of what happens outside the histories of cases: who was let in, who was refused, who looked.

import type { Reads } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { insertAudit } from "./store.ts"

export type AuditEntry = {
  /** One word of the glossary: "sign-in", "staff-added". */
  readonly action: string
  readonly outcome: "done" | "refused"
  /** Who did it; absent for the command line, the desk itself and a stranger. */
  readonly personId?: number | null
  /** Ids of what it was done to ("person:12", "INC-2026-000042"), never words. */
  readonly target?: readonly string[]
  /** The network address that it came from. */
  readonly remote?: string
}

/** Adds a row that nobody can change: in the transaction of what it speaks of, or by itself for a refusal. */
export async function record(on: Reads, entry: AuditEntry, at: EpochMilliseconds): Promise<void> {
  await insertAudit(on, {
    at,
    personId: entry.personId ?? null,
    action: entry.action,
    target: entry.target ?? [],
    outcome: entry.outcome,
    remote: entry.remote ?? null,
  })
}
