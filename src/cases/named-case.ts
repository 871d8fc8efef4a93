// The case that somebody names, however they spell its reference. A number is never given twice, whatever the kind or the year, so that it
// says by itself which case is meant.

import type { Reads } from "../database/index.ts"
import type { Actor } from "../people/index.ts"
import { findCases } from "./chosen-store.ts"
import { caseIdIn } from "./reference.ts"
import { referenceTyped, type ShortReference, shortReferenceTyped } from "./spelled-references.ts"
import type { CaseRow } from "./store.ts"

/** The case that a text names and that the actor may see. Undefined where the text names none, as words to search for do. */
export async function caseNamed(db: Reads, actor: Actor, typed: string): Promise<CaseRow | undefined> {
  return (await casesNamed(db, actor, [typed])).get(typed)
}

/** Its reference; what was typed where there is no such case, to be told of. */
export async function referenceNamed(db: Reads, actor: Actor, typed: string): Promise<string> {
  const [found = typed] = await referencesNamed(db, actor, [typed])
  return found
}

/** The same for many in one look, each once. */
export async function referencesNamed(db: Reads, actor: Actor, typed: readonly string[]): Promise<string[]> {
  const found = await casesNamed(db, actor, typed)
  const references = typed.map(
    (each) => found.get(each)?.reference ?? referenceTyped(each) ?? each.trim().toUpperCase(),
  )
  return [...new Set(references)]
}

async function casesNamed(db: Reads, actor: Actor, typed: readonly string[]): Promise<Map<string, CaseRow>> {
  const meant = typed.flatMap((text) => meantBy(text) ?? [])
  if (meant.length === 0) return new Map()
  const ids = [...new Set(meant.map((each) => each.caseId))]
  const found = await findCases(db, actor, ids)
  return new Map(
    meant.flatMap(({ text, caseId, isOf }) => {
      const row = found.get(caseId)
      return row !== undefined && isOf(row) ? [[text, row] as const] : []
    }),
  )
}

type Meant = { readonly text: string; readonly caseId: number; readonly isOf: (row: CaseRow) => boolean }

function meantBy(text: string): Meant | undefined {
  const reference = referenceTyped(text)
  const caseId = reference === undefined ? undefined : caseIdIn(reference)
  if (reference !== undefined && caseId !== undefined)
    return { text, caseId, isOf: ({ references }) => references.includes(reference) }
  const short = shortReferenceTyped(text)
  return short && { text, caseId: short.caseId, isOf: (row) => isOfKind(row, short) }
}

// "room 3" is no case, though there is a case 3.
function isOfKind({ references }: CaseRow, { prefix }: ShortReference): boolean {
  return prefix === undefined || references.some((each) => each.startsWith(`${prefix}-`))
}
