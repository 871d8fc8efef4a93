// Deliveries, as programs list them: a row a letter, with what became of it.

import { z } from "zod"
import { call, listOf, pageQuery } from "../call.ts"
import { Invalid } from "../errors.ts"
import { deskZone, zoned } from "../time/index.ts"
import type { ListedLetter } from "./list-store.ts"
import { letters } from "./pen.ts"
import { letterStates } from "./store.ts"

const query = z.strictObject({
  state: z.enum(letterStates, `One of ${letterStates.join(", ")}.`).optional(),
  ...pageQuery,
})

const listed = z.object({
  id: z.string(),
  messageId: z.string().nullable(),
  receivedAt: z.string(),
  from: z.string().nullable(),
  subject: z.string().nullable(),
  state: z.enum(letterStates),
  reason: z.string().optional(),
  case: z.string().optional(),
})

export const letterCalls = [
  call({
    method: "GET",
    path: "/letters",
    right: "see-letters",
    summary: "Letters that came in, with what became of each",
    query,
    answer: listOf(listed),
    respond: async ({ read, actor, query: { state, limit = 50, after } }) => {
      const asked = { state: state ?? null, after: numberAfter(after), limit: limit + 1 }
      const found = await read((reads) => letters(reads, actor, asked))
      const items = found.slice(0, limit)
      const last = items.at(-1)
      return {
        items: items.map(shown),
        next: found.length > limit && last !== undefined ? String(last.letterId) : null,
      }
    },
  }),
]

function shown(letter: ListedLetter) {
  const { letterId, messageId, receivedAt, from, subject, state, reason, caseReference } = letter
  return {
    id: String(letterId),
    messageId,
    receivedAt: zoned(deskZone, receivedAt),
    from,
    subject,
    state,
    ...(reason === null ? {} : { reason }),
    ...(caseReference === null ? {} : { case: caseReference }),
  }
}

function numberAfter(after: string | undefined): number | null {
  if (after === undefined) return null
  const number = Number(after)
  if (/^\d{1,15}$/.test(after) && Number.isSafeInteger(number)) return number
  throw new Invalid([{ field: "after", message: "This is not where a page of this list ended." }])
}
