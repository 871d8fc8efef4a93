// What the pages of a bulk action show of its cases.

import type { CaseState } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import type { PageRequest } from "../../page.ts"
import { namesOf } from "../../people/index.ts"
import { type BulkOrder, sendsMessages } from "../bulk.ts"
import type { Foreseen } from "../bulk-preview.ts"
import { finalWords } from "../bulk-undo.ts"
import { paths } from "../paths.ts"
import { stateLabel, teamName } from "./load.ts"
import { visibleLine } from "./visible.ts"

const staleWords = "Something has come to it since you selected it, so it is left as it is."

/** The cases of a preview: what changes, or why nothing does. */
export async function shownForeseen(request: PageRequest, cases: readonly Foreseen[], order: BulkOrder) {
  const { db, at } = request
  const version = (await currentRules(db)).versionAt(at)
  const owners = cases.flatMap(({ before, after }) => [before.ownerId, after?.ownerId ?? null])
  const names = await namesOf(
    db,
    owners.flatMap((each) => each ?? []),
  )
  const facets = (state: CaseState) => [
    stateLabel(state.state),
    state.ownerId === null ? "nobody" : visibleLine(names.get(state.ownerId) ?? "a former colleague", 60),
    teamName(version, state.queue),
    state.priority === null ? "no priority" : `priority ${state.priority}`,
  ]
  const changed = cases.filter(({ after }) => after !== undefined)
  const sends = sendsMessages(order)
  return {
    cases: cases.map((each) => ({
      reference: each.reference,
      href: paths.case(each.reference),
      subject: each.subject === null ? null : visibleLine(each.subject, 140),
      isLeft: each.after === undefined,
      words: each.after === undefined ? leftWords(each) : changesIn(facets(each.before), facets(each.after)),
      recipient: !sends || each.after === undefined ? null : recipientWords(each),
    })),
    changedCount: changed.length,
    leftCount: cases.length - changed.length,
    messageCount: sends ? changed.filter(({ recipient }) => recipient !== undefined).length : 0,
  }
}

/** Whether there is a way back, said before anything is done. */
export function undoWords(order: BulkOrder, cases: readonly Foreseen[]): string {
  const final = finalWords(order)
  if (final !== undefined) return final
  const isFirst = order.facts.verb === "classification" && cases.some(({ before }) => before.priority === null)
  const words = "You can undo this for an hour, in each case that you still see and that nothing else has come to."
  return isFirst ? `${words} A case that had no priority cannot go back to none.` : words
}

/** Why a case is left as it is. */
export function leftWords({ result }: Pick<Foreseen, "result">): string {
  return result?.state === "stale" ? staleWords : (result?.reason ?? "It is left as it is.")
}

function changesIn(before: readonly string[], after: readonly string[]): string {
  const changes = after.flatMap((each, index) => (each === before[index] ? [] : [`${before[index]} → ${each}`]))
  return changes.join("; ")
}

function recipientWords({ recipient }: Foreseen): string {
  return recipient === undefined
    ? "No email address: it is recorded, and nobody is told by email."
    : `Goes to ${visibleLine(recipient, 120)}`
}
