// Why somebody reads the details of a customer whose case is neither theirs nor their team's: asked first, and kept in the audit.

import { instant, type Reads, row, rows, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Actor } from "./actor.ts"
import { record } from "./audit.ts"

/** The reasons there are. Ids and no words: nothing that would have to be erased stands in the audit. */
export const readReasons = [
  { value: "contact", text: "The customer, or somebody for them, has contacted me about it" },
  { value: "covering", text: "I am covering for a colleague, or helping another team" },
  { value: "leading", text: "I lead or review the work of the team that has it" },
  { value: "related", text: "It belongs to a case of mine, such as a major incident" },
  { value: "rights", text: "A complaint, or a request for information or for personal data" },
  { value: "security", text: "A matter of security, or of data protection" },
  { value: "audit", text: "An audit, or an inspection" },
] as const
export type ReadReason = (typeof readReasons)[number]["value"]

/** A reason holds for a working day. */
const reasonMs = 8 * 60 * 60 * 1000

type OfCase = { readonly reference: string; readonly queue: string; readonly ownerId: number | null }

/**
 * Whether somebody must say why before they read a case: it is not theirs, its queue is worked by others, and they have not said so
 * today. A queue that nobody in particular works is everybody's.
 */
export async function needsReason(
  on: Reads,
  { personId }: Actor,
  found: OfCase,
  at: EpochMilliseconds,
): Promise<boolean> {
  if (personId === null || found.ownerId === personId) return false
  const { reference, queue } = found
  const asked = await row<{ needed: boolean }>(
    on,
    sql`select exists (select from team_members join people using (person_id) where queue = ${queue} and disabled_at is null)
        and not exists (select from team_members where queue = ${queue} and person_id = ${personId})
        and not exists (select from audit where person_id = ${personId} and at > ${instant(at - reasonMs)}
          and action = 'reason-given' and target[1] = ${reference}) as needed`,
  )
  return asked?.needed === true
}

/** The same of several cases at once: the references of those for which somebody must say why first. */
export async function needingReason(
  on: Reads,
  { personId }: Actor,
  found: readonly OfCase[],
  at: EpochMilliseconds,
): Promise<ReadonlySet<string>> {
  const others = personId === null ? [] : found.filter(({ ownerId }) => ownerId !== personId)
  if (others.length === 0) return new Set()
  const needing = await rows<{ reference: string }>(
    on,
    sql`select reference from unnest(${others.map((each) => each.reference)}::text[], ${others.map((each) => each.queue)}::text[])
      as found (reference, queue)
    where queue in (select queue from team_members join people using (person_id) where disabled_at is null)
      and queue not in (select queue from team_members where person_id = ${personId})
      and reference not in (select target[1] from audit where person_id = ${personId} and at > ${instant(at - reasonMs)}
        and action = 'reason-given' and target[1] is not null)`,
  )
  return new Set(needing.map((each) => each.reference))
}

type GivenReason = { readonly reference: string; readonly reason: ReadReason; readonly remote: string }

/** Keeps why somebody reads a case. */
export async function giveReason(
  on: Reads,
  { personId }: Actor,
  given: GivenReason,
  at: EpochMilliseconds,
): Promise<void> {
  const { reference, reason, remote } = given
  const target = [reference, `reason:${reason}`]
  await record(on, { action: "reason-given", outcome: "done", personId, target, remote }, at)
}
