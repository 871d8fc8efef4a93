// Redactions that were made after a backup are made again after its restore: from a list of numbers that is kept outside the database, one
// JSON object a line.

import { createReadStream } from "node:fs"
import { createInterface } from "node:readline"
import { z } from "zod"
import type { Db } from "../database/index.ts"
import { Refused } from "../errors.ts"
import { type Ask, redactAgain } from "../incidents/index.ts"
import { type EpochMilliseconds, instantInWords } from "../time/index.ts"

const lineShape = z.object({
  case: z.int().positive(),
  contents: z.array(z.int().positive()).min(1),
  at: z.string().transform((text, context) => {
    try {
      return Temporal.Instant.from(text).epochMilliseconds
    } catch {
      context.addIssue("is no instant")
      return z.NEVER
    }
  }),
})

export type KnownRedactions = { readonly caseId: number; readonly contents: readonly number[]; readonly at: number }[]

/** Reads such a list whole, before anything is erased. Throws Refused, naming the line, where one of them is not what it should be. */
export async function redactionsIn(file: string): Promise<KnownRedactions> {
  const found: KnownRedactions = []
  let number = 0
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (line.trim() === "") continue
    const { case: caseId, contents, at } = parsedLine(line, `${file}, line ${number}`)
    found.push({ caseId, contents, at })
  }
  return found
}

// The clocks of two commits may disagree by a little; what is done twice does no harm.
const marginMilliseconds = 5 * 60_000

/**
 * Makes again what the history after `lastEventAt` had made. Older ones are in the history already, and a number that was lost with its history may
 * stand for other words by now. Gives how many were made.
 */
export async function redactAgainAll(
  db: Db,
  known: KnownRedactions,
  lastEventAt: EpochMilliseconds | undefined,
  ask: Omit<Ask, "reference">,
): Promise<number> {
  const since = (lastEventAt ?? Number.NEGATIVE_INFINITY) - marginMilliseconds
  let made = 0
  for (const { caseId, contents, at } of known.filter((each) => each.at >= since)) {
    const reason = `Erased on ${instantInWords(at)}, after the backup was made that the desk was restored from.`
    const erased = await redactAgain(db, { caseId, contents }, ask, { authority: "The list of redactions", reason })
    if (erased > 0) made += 1
  }
  return made
}

function parsedLine(line: string, where: string): z.output<typeof lineShape> {
  try {
    return lineShape.parse(JSON.parse(line))
  } catch (error) {
    throw new Refused(
      `${where} is not a redaction: it should look like {"case":123,"contents":[4,5],"at":"2026-03-27T09:00:00Z"}.`,
      {
        cause: error,
      },
    )
  }
}
