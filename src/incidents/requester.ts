// Whether two cases are one person's: only those are merged, so that nobody comes to read what another wrote.

import { type CaseState, contentOf } from "../cases/index.ts"
import type { Reads } from "../database/index.ts"

export type Whose = { readonly caseId: number; readonly state: Pick<CaseState, "requester"> }

/** The same email address, or where neither case has one, the same telephone number. An erased one is nobody's. */
export async function isOneRequester(on: Reads, one: Whose, other: Whose): Promise<boolean> {
  if (one.state.requester.email === undefined && other.state.requester.email === undefined)
    return isSame(await numberOf(on, one), await numberOf(on, other))
  return isSame(await addressOf(on, one), await addressOf(on, other))
}

function isSame(one: string, other: string): boolean {
  return one !== "" && one === other
}

async function addressOf(on: Reads, { caseId, state }: Whose): Promise<string> {
  return (await wordsOf(on, caseId, state.requester.email)).trim().toLowerCase()
}

// 0800 692 1122 and +44 800 692 1122 are one number.
async function numberOf(on: Reads, { caseId, state }: Whose): Promise<string> {
  const digits = (await wordsOf(on, caseId, state.requester.phone)).replace(/[^\d+]/g, "")
  const plain = digits.replace(/^(\+|00)44/, "0").replace(/\+/g, "")
  return plain.length < 6 ? "" : plain
}

async function wordsOf(on: Reads, caseId: number, ref: { readonly content: number } | undefined): Promise<string> {
  const found = ref && (await contentOf(on, caseId, ref.content))
  return found?.bytes?.toString("utf8") ?? ""
}
