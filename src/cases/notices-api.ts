// The notices, as programs list them.

import { z } from "zod"
import { call, listOf, pageQuery } from "../call.ts"
import { type ListedNotice, noticeStates, notices } from "../notices/index.ts"
import { deskZone, zoned } from "../time/index.ts"
import { findByReference } from "./find.ts"

const query = z.strictObject({
  case: z.string().max(40).optional(),
  state: z.enum(noticeStates, `One of ${noticeStates.join(", ")}.`).optional(),
  ...pageQuery,
})

const listed = z.object({
  id: z.string(),
  case: z.string(),
  to: z.string().nullable(),
  subject: z.string().nullable(),
  state: z.enum(noticeStates),
  attempts: z.int(),
  sentAt: z.string().optional(),
})

export const noticeCalls = [
  call({
    method: "GET",
    path: "/notices",
    right: "see-notices",
    summary: "Messages to people, with what became of each",
    query,
    answer: listOf(listed),
    respond: async ({ db, read, actor, query: { limit = 50, after, state, case: reference } }) => {
      if (reference !== undefined) await findByReference(db, actor, reference)
      const page = await read((reads) => notices(reads, actor, { case: reference, state, after, limit }))
      return { items: page.items.map(shown), next: page.next }
    },
  }),
]

function shown({ sentAt, ...notice }: ListedNotice) {
  return { ...notice, ...(sentAt === null ? {} : { sentAt: zoned(deskZone, sentAt) }) }
}
