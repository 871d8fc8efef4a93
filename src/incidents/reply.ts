// Answering the customer: a person's words, sent by email where there is an address, and the stop of the clocks that wait for them.

import { type Attachment, type ChangedCase, type Deciding, type Decision, keptFiles } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import type { NewNotice, NoticeFacts } from "../notices/index.ts"
import type { ContentRef } from "../timeline/index.ts"
import { type Ask, change, moved } from "./ask.ts"

export type Reply = {
  readonly body: string
  readonly to?: readonly string[]
  readonly files?: readonly Attachment[]
}

/** Replies. Without an address the answer is recorded as given (a call back, say), and no mail is sent. */
export function replyToCustomer(db: Db, ask: Ask, reply: Reply): Promise<ChangedCase> {
  return change(db, ask, "reply", (deciding) => replied(deciding, reply))
}

export function replied(deciding: Deciding, reply: Reply): Decision {
  const state = moved(deciding, "reply")
  const { actor, keep } = deciding
  const body = keep("body", reply.body, { personId: actor.personId })
  const to = reply.to?.map((address) => keep("email", address)) ?? requesterAddress(deciding)
  const files = keptFiles(reply.files ?? [], deciding)
  const notices = to.map((address) =>
    personalNotice(deciding, "reply", address, body, { isRequester: reply.to === undefined, ...attachedAs(files) }),
  )
  const data = { body, to, notices: numbersOf(deciding, notices), state, ...(files.length === 0 ? {} : { files }) }
  return { happenings: [{ type: "replied", data }], notices }
}

type KeptFile = { readonly name: ContentRef; readonly bytes: ContentRef }

/** Files as the facts of a notice name them. */
export function attachedAs(files: readonly KeptFile[]): Pick<NoticeFacts, "files"> {
  if (files.length === 0) return {}
  return { files: files.map(({ name, bytes }) => ({ name: name.content, bytes: bytes.content })) }
}

/** A person's words for the customer, as a notice to one address. */
export function personalNotice(
  { reference, state }: Deciding,
  kind: "reply" | "resolution",
  recipient: ContentRef,
  body: ContentRef,
  more: Pick<NoticeFacts, "outcome" | "isRequester" | "asksSatisfaction" | "files">,
): NewNotice {
  const facts = {
    reference,
    subject: state.subject.content,
    name: state.requester.name?.content ?? null,
    ...more,
    ...(state.letter === null ? {} : { letter: state.letter }),
  }
  return { kind, isAutomatic: false, recipient: recipient.content, body: body.content, facts }
}

export function requesterAddress({ state }: Pick<Deciding, "state">): ContentRef[] {
  return state.requester.email === undefined ? [] : [state.requester.email]
}

/** The numbers that the notices of a decision will get. */
export function numbersOf({ state }: Pick<Deciding, "state">, notices: readonly NewNotice[]): number[] {
  return notices.map((_, index) => state.lastNotice + 1 + index)
}
