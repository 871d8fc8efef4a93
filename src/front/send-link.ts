// A fresh private link, mailed to the address on record and to no other: whoever asks learns nothing from it.

import { changeLockedCase, contentOf, type Deciding, type Decision } from "../cases/index.ts"
import { currentRules } from "../clocks/index.ts"
import { type Db, transaction } from "../database/index.ts"
import type { NewNotice } from "../notices/index.ts"
import { system } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { Followed } from "./follow.ts"

/** Whether there is an address on record to mail a link to. */
export async function hasAddress(db: Db, { caseId, state }: Followed): Promise<boolean> {
  const { email } = state.requester
  if (email === undefined) return false
  return (await contentOf(db, caseId, email.content))?.bytes != null
}

export async function sendFreshLink(db: Db, caseId: number, language: string, at: EpochMilliseconds): Promise<void> {
  const rules = await currentRules(db)
  await transaction(db, (tx) =>
    changeLockedCase(tx, caseId, { actor: system, rules, at }, (deciding) => linkAsked(deciding, language)),
  )
}

export function linkAsked({ state, reference }: Deciding, language: string): Decision {
  const recipient = state.requester.email?.content
  if (recipient === undefined) return { happenings: [] }
  const facts = { reference, subject: state.subject.content, name: state.requester.name?.content ?? null, language }
  const notice: NewNotice = { kind: "link", isAutomatic: true, recipient, body: null, facts }
  return {
    happenings: [{ type: "link-asked", by: "customer", data: { notices: [state.lastNotice + 1] } }],
    notices: [notice],
  }
}
