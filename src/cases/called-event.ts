// A telephone call that belongs to a case, in its history: how long it lasted, and nothing that was said.

import { z } from "zod"
import { counted, spanInWords } from "../time/index.ts"

/** `from` is the answer, or the end of a call that nobody answered; `seconds` is absent where nobody knows how long it lasted. */
export const called = z.strictObject({
  call: z.int(),
  direction: z.enum(["in", "out"]),
  isAnswered: z.boolean(),
  from: z.int(),
  seconds: z.int().nonnegative().optional(),
})

export function calledInWords({ direction, isAnswered, seconds }: z.infer<typeof called>): string {
  const who = direction === "in" ? "A telephone call from the customer" : "A telephone call to the customer"
  if (!isAnswered) return `${who} was not answered.`
  return `${who} ${seconds === undefined ? "lasted for a time that is not known" : `lasted ${lengthInWords(seconds)}`}.`
}

function lengthInWords(seconds: number): string {
  return seconds < 60 ? counted(seconds, "second") : spanInWords(Math.round(seconds / 60))
}
