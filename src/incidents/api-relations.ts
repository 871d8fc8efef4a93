// The cases that belong to a case, and its major incident, as programs see them.

import { z } from "zod"
import { type ChangedCase, childCounts, referencesOf } from "../cases/index.ts"
import type { Reads } from "../database/index.ts"
import { ownerLabels } from "../people/index.ts"
import { deskZone, zoned } from "../time/index.ts"

const instant = z.string().meta({ format: "date-time" })
const major = z.object({
  lead: z.string().nullable(),
  gold: z.array(z.string()),
  declaredAt: instant,
  /** When everyone affected was last told, or its declaration. */
  updatedAt: instant,
  endedAt: instant.nullable(),
  reviewedAt: instant.nullable(),
})

export const relationsSchema = z.object({
  reference: z.string(),
  mergedInto: z.string().nullable(),
  merged: z.array(z.string()),
  splitFrom: z.string().nullable(),
  parent: z.string().nullable(),
  children: z.object({ all: z.int(), open: z.int() }),
  majorIncident: major.nullable(),
})

/** References and counts alone: a case that is named here is read by whoever may see it. */
export async function relationsAnswer(on: Reads, { caseId, reference, state }: ChangedCase) {
  const { mergedInto, splitFrom, parent, absorbed = [] } = state
  const ids = [mergedInto, splitFrom, parent, ...absorbed].flatMap((id) => id ?? [])
  const [references, { all, open }, majorIncident] = await Promise.all([
    referencesOf(on, ids),
    childCounts(on, caseId),
    majorAnswer(on, state),
  ])
  const named = (id: number | undefined) => (id === undefined ? null : (references.get(id) ?? null))
  return {
    reference,
    mergedInto: named(mergedInto),
    merged: absorbed.flatMap((id) => references.get(id) ?? []),
    splitFrom: named(splitFrom),
    parent: named(parent),
    children: { all, open },
    majorIncident,
  }
}

async function majorAnswer(on: Reads, { major: found }: ChangedCase["state"]) {
  if (found === undefined) return null
  const names = await ownerLabels(on, [found.leadId, ...found.gold])
  const moment = (at: number | null) => (at === null ? null : zoned(deskZone, at))
  return {
    lead: names.get(found.leadId) ?? null,
    gold: found.gold.flatMap((id) => names.get(id) ?? []),
    declaredAt: zoned(deskZone, found.declaredAt),
    updatedAt: zoned(deskZone, found.updatedAt),
    endedAt: moment(found.endedAt),
    reviewedAt: moment(found.reviewedAt),
  }
}
