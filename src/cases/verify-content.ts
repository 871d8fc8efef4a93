// The words of a case, verified: each is there, unchanged, unless it was redacted; and nothing is there that no event tells of.

import type { Tx } from "../database/index.ts"
import { contentDigest, contentRefs } from "../timeline/index.ts"
import type { CaseEvent } from "./events.ts"
import { numbersOf } from "./spelled-numbers.ts"
import type { Say } from "./verify-history.ts"
import { contentsOf, type VerifiedContent, type VerifiedRow } from "./verify-store.ts"
import { type CaseNumber, numberKinds } from "./word-store.ts"

/** Gives the contents that it looked at. */
export async function verifyContent(
  tx: Tx,
  row: VerifiedRow,
  events: readonly CaseEvent[],
  say: Say,
): Promise<readonly VerifiedContent[]> {
  const contents = new Map((await contentsOf(tx, row.caseId)).map((each) => [each.contentId, each]))
  const erased = new Set(
    events.flatMap((each) => (each.type === "redacted" ? [each.data.content, ...each.data.also] : [])),
  )
  const refs = events.flatMap((each) => contentRefs(each.data))
  for (const { content, sha256 } of refs) {
    const fault = faultOf(contents.get(content), sha256, erased.has(content))
    if (fault !== undefined) say(`content ${content} ${fault}`)
  }
  const known = new Set(refs.map((each) => each.content))
  for (const id of contents.keys()) if (!known.has(id)) say(`content ${id} stands in no event`)
  if (row.subject !== subjectIn(events, contents)) say("the row's subject is not the content's")
  return [...contents.values()]
}

/** The numbers that a case is found by, against those that its words hold. */
export function verifyNumbers(contents: readonly VerifiedContent[], stored: readonly CaseNumber[], say: Say): void {
  const texts = contents.flatMap(({ kind, bytes }) =>
    bytes !== null && numberKinds.includes(kind) ? [bytes.toString("utf8")] : [],
  )
  const held = new Set(numbersOf(texts))
  const kept = stored.map((each) => each.backwards)
  if (held.size !== kept.length || kept.some((each) => !held.has(each)))
    say("is not found by the numbers that it holds")
}

function faultOf(found: VerifiedContent | undefined, sha256: string, isErased: boolean): string | undefined {
  if (found === undefined) return "is missing"
  if (found.bytes === null) return isErased ? undefined : "was erased without a redaction"
  if (isErased) return "is still there after its redaction"
  return contentDigest(found.salt ?? Buffer.alloc(0), found.bytes) === sha256 ? undefined : "has been changed"
}

function subjectIn([first]: readonly CaseEvent[], contents: ReadonlyMap<number, VerifiedContent>): string | null {
  const content = first?.type === "opened" ? contents.get(first.data.subject.content) : undefined
  return content?.bytes?.toString("utf8") ?? null
}
