// The letters that came in, by what became of them; those that wait for a person first of all.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import type { PageAnswer, PageRequest } from "../../page.ts"
import { letters } from "../pen.ts"
import { type LetterState, letterStates } from "../store.ts"
import { mailboxStandings } from "../watches-store.ts"
import { lettersPath } from "./paths.ts"
import { shownLetter } from "./preview.ts"
import { standingShown } from "./standing.ts"

const pageLength = 50

const listQuery = z.strictObject({
  state: z.enum(letterStates, "There is no such state of a letter").default("held"),
  after: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, "This is not where a page of the list ended")
    .transform(Number)
    .optional(),
})

export const stateWords: Readonly<Record<LetterState, string>> = {
  held: "Waiting for a person",
  received: "Not yet read",
  filed: "On a case",
  ignored: "Set aside",
}

export async function list(request: PageRequest): Promise<PageAnswer> {
  const { state, after = null } = fieldsFrom(listQuery, request.query)
  const actor = actorOf(request)
  const found = await request.read((reads) => letters(reads, actor, { state, after, limit: pageLength + 1 }))
  const items = found.slice(0, pageLength)
  const standings = await mailboxStandings(request.db)
  const tabs = (["held", "received", "filed", "ignored"] as const).map((each) => ({
    text: stateWords[each],
    href: each === "held" ? lettersPath : `${lettersPath}?state=${each}`,
    active: each === state,
  }))
  return {
    view: "inbox/pages/letters.njk",
    model: {
      title: "Letters",
      mailboxes: standings.map(standingShown),
      tabs,
      path: lettersPath,
      kept: state === "held" ? {} : { state },
      letters: items.map(shownLetter),
      next: found.length > pageLength ? (items.at(-1)?.letterId ?? null) : null,
      empty:
        state === "held" ? "No letter waits for you. New ones are read as they come." : "There are no letters here.",
    },
  }
}
