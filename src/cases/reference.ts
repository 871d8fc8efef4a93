// References: `INC-2026-000123` is the kind, the year of receipt in London, and the number of the case.

import { type EpochMilliseconds, wallTime } from "../time/index.ts"

const shape = /^([A-Z]{2,5})-(\d{4})-(\d{6,15})$/

/** The reference of a case of a kind (by its prefix in the charter) that was received at an instant. */
export function referenceOf(prefix: string, receivedAt: EpochMilliseconds, caseId: number): string {
  const { year } = wallTime(receivedAt)
  return `${prefix}-${year}-${String(caseId).padStart(6, "0")}`
}

/** The number in a reference, or undefined where the text is no reference. Exact: no spaces, no other case, no other spelling. */
export function caseIdIn(reference: string): number | undefined {
  const number = shape.exec(reference)?.[3]
  const caseId = number === undefined ? undefined : Number(number)
  if (caseId === undefined || caseId < 1 || !Number.isSafeInteger(caseId)) return undefined
  return String(caseId).padStart(6, "0") === number ? caseId : undefined
}
