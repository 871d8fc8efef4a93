// A copy of what the customer wrote, to the address on record: asked for on a page whose address only that mailbox was sent.

import { z } from "zod"
import { changeLockedCase, contentOf, type Deciding, type Decision, lastEventBody } from "../cases/index.ts"
import { currentRules } from "../clocks/index.ts"
import { type Db, type Reads, transaction } from "../database/index.ts"
import { type NewNotice, numberOfToken } from "../notices/index.ts"
import { system } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { Followed } from "./follow.ts"

/** Whether `proof` was mailed to the address that the case has now. */
export async function isFromMailbox(db: Db, key: Buffer, { caseId, state }: Followed, proof: string): Promise<boolean> {
  const { email } = state.requester
  const address = email === undefined ? undefined : (await contentOf(db, caseId, email.content))?.bytes
  if (address === undefined || address === null) return false
  return numberOfToken(key, "copy", proof, address.toString("utf8")) === caseId
}

/** Whether the words are still there. */
export async function hasWords(on: Reads, caseId: number): Promise<boolean> {
  const written = await writtenIn(on, caseId)
  return written !== undefined && (await contentOf(on, caseId, written))?.bytes != null
}

export async function sendCopy(db: Db, caseId: number, language: string, at: EpochMilliseconds): Promise<void> {
  const rules = await currentRules(db)
  await transaction(db, async (tx) => {
    const written = await writtenIn(tx, caseId)
    await changeLockedCase(tx, caseId, { actor: system, rules, at }, (deciding) =>
      copyAsked(deciding, written, language),
    )
  })
}

export function copyAsked({ state, reference }: Deciding, body: number | undefined, language: string): Decision {
  const recipient = state.requester.email?.content
  if (recipient === undefined || body === undefined) return { happenings: [] }
  const facts = { reference, subject: state.subject.content, name: state.requester.name?.content ?? null, language }
  const notice: NewNotice = { kind: "copy", isAutomatic: true, recipient, body, facts }
  return {
    happenings: [{ type: "copy-asked", by: "customer", data: { notices: [state.lastNotice + 1] } }],
    notices: [notice],
  }
}

const openedBody = z.object({ data: z.object({ body: z.object({ content: z.int() }) }) })

// The content that holds what the case began with.
async function writtenIn(on: Reads, caseId: number): Promise<number | undefined> {
  const opened = await lastEventBody(on, caseId, ["opened"])
  return opened === undefined ? undefined : openedBody.parse(JSON.parse(opened)).data.body.content
}
