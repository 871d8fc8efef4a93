// What events say of a history that comes from another system: where it came from, whose it was there, when it came to this desk.

import { z } from "zod"
import { event } from "../timeline/index.ts"

/** A piece of content, as an event names it. */
export const ref = z.strictObject({ content: z.int(), sha256: z.string() })

/** By which import the case came, by which version of the charter it is judged, and its number in the other system. */
export const importedFrom = z.strictObject({ import: z.int(), charter: z.int(), key: ref })

/** Whose a case became there: words, because nobody there is a colleague here. */
export const elsewhere = z.strictObject({ team: ref.optional(), owner: ref.optional() })

/** A first message to the customer of which the other system kept no words. */
export const responded = z.strictObject({ state: z.string() })
export const importEnded = z.strictObject({ import: z.int() })

export const importedEvents = [
  event({
    type: "responded",
    schema: responded,
    audience: "all",
    countsAsChange: true,
    sentence: (_data, { by }) => `${by} answered the customer.`,
  }),
  event({
    type: "import-ended",
    schema: importEnded,
    audience: "staff",
    countsAsChange: false,
    sentence: () => "The case came to this desk from the former system: what falls due from here on is announced.",
  }),
]

/** The sentence of an assignment that was made there. */
export function handedElsewhere({ team, owner }: z.infer<typeof elsewhere>, by: string): string {
  if (team === undefined && owner === undefined) return `${by} began to work on the case.`
  if (owner === undefined) return `${by} passed the case to another team there.`
  return `${by} assigned the case to ${team === undefined ? "another owner" : "another team and owner"} there.`
}
