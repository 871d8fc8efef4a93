// Drafts: words that somebody is writing on a case, kept as they type, so that neither a lost session nor a lost page loses them.

import { instant, type Reads, row, rows, run, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export const draftKinds = ["reply", "note"] as const
export type DraftKind = (typeof draftKinds)[number]

/** Whose draft of what. */
export type DraftKey = { readonly caseId: number; readonly personId: number; readonly kind: DraftKind }

export type Draft = {
  readonly body: string
  readonly to: string | null
  readonly uploads: readonly string[]
  /** The version of the case that the writer looked at. */
  readonly version: number
}

export type KeptDraft = Draft & { readonly savedAt: EpochMilliseconds }

export async function findDraft(on: Reads, { caseId, personId, kind }: DraftKey): Promise<KeptDraft | undefined> {
  return await row<KeptDraft>(
    on,
    sql`select body, to_address as "to", uploads, version, saved_at as "savedAt" from drafts
      where case_id = ${caseId} and person_id = ${personId} and kind = ${kind}`,
  )
}

/** All that somebody has begun on a case, by its kind. */
export async function draftsOf(on: Reads, caseId: number, personId: number): Promise<Map<DraftKind, KeptDraft>> {
  const found = await rows<KeptDraft & { kind: DraftKind }>(
    on,
    sql`select kind, body, to_address as "to", uploads, version, saved_at as "savedAt" from drafts
      where case_id = ${caseId} and person_id = ${personId}`,
  )
  return new Map(found.map(({ kind, ...draft }) => [kind, draft]))
}

/** Keeps a draft as it is now; an empty one is none, and so are words that have just been sent off: what a page said last came late. */
export async function saveDraft(on: Reads, key: DraftKey, draft: Draft, at: EpochMilliseconds): Promise<void> {
  if (draft.body === "" && draft.to === null && draft.uploads.length === 0) return await deleteDraft(on, key)
  await run(
    on,
    sql`insert into drafts (case_id, person_id, kind, body, to_address, uploads, version, saved_at)
      select ${key.caseId}, ${key.personId}, ${key.kind}, ${draft.body}, ${draft.to}, ${draft.uploads}::text[], ${draft.version}, ${instant(at)}
      where not exists (select from waiting_replies where case_id = ${key.caseId} and person_id = ${key.personId} and ${key.kind} = 'reply'
        and state = 'waiting' and body = ${draft.body})
      on conflict (case_id, person_id, kind) do update set body = excluded.body, to_address = excluded.to_address,
        uploads = excluded.uploads, version = excluded.version, saved_at = excluded.saved_at`,
  )
}

export async function deleteDraft(on: Reads, { caseId, personId, kind }: DraftKey): Promise<void> {
  await run(on, sql`delete from drafts where case_id = ${caseId} and person_id = ${personId} and kind = ${kind}`)
}

const day = 86_400_000
const draftsKept = 14 * day

/** Forgets drafts that nobody has touched for two weeks, and files of yesterday that belong to nothing any more. */
export async function forgetDrafts(on: Reads, at: EpochMilliseconds): Promise<void> {
  await run(on, sql`delete from drafts where saved_at < ${instant(at - draftsKept)}`)
  await run(
    on,
    sql`delete from uploads where uploaded_at < ${instant(at - day)}
      and not exists (select from drafts where uploads.upload_id = any(drafts.uploads))
      and not exists (select from waiting_replies where uploads.upload_id = any(waiting_replies.uploads))`,
  )
}
