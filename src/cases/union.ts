// The cases whose histories are shown as one: a case, the one that it was merged into, and all that was merged into that.

import type { Reads } from "../database/index.ts"
import { system } from "../people/index.ts"
import { findCase } from "./store.ts"

/** Their numbers, the one that goes on in front. Cases are merged within one requester alone, so who may read one may read all. */
export async function unionOf(on: Reads, caseId: number): Promise<number[]> {
  const found = await findCase(on, system, caseId)
  if (found?.fold.mergedInto !== undefined) return await unionOf(on, found.fold.mergedInto)
  return await withAbsorbed(on, caseId, found?.fold.absorbed ?? [])
}

/** All that was merged into a case, and into those: nearest first. */
export async function absorbedBy(on: Reads, caseId: number, absorbed: readonly number[]): Promise<number[]> {
  return (await withAbsorbed(on, caseId, absorbed)).slice(1)
}

async function withAbsorbed(on: Reads, caseId: number, absorbed: readonly number[]): Promise<number[]> {
  const all = [caseId]
  for (const each of absorbed) {
    const found = await findCase(on, system, each)
    all.push(...(await withAbsorbed(on, each, found?.fold.absorbed ?? [])))
  }
  return all
}
