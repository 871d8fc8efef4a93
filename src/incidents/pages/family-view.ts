// What a case's page says of the cases that belong to it: what was merged, its parent and children, and its major incident.

import { actorOf } from "../../asked.ts"
import { absorbedBy, referencesOf } from "../../cases/index.ts"
import type { Rulebook } from "../../clocks/index.ts"
import type { Tx } from "../../database/index.ts"
import { AskFirst, NotFound } from "../../errors.ts"
import type { PageRequest } from "../../page.ts"
import { type Actor, may, namesOf } from "../../people/index.ts"
import { numberInWords } from "../../time/index.ts"
import { hasCharge } from "../major.ts"
import { type Noun, paths } from "../paths.ts"
import { type ShownClock, shownClocks } from "./clock-view.ts"
import { type LoadedCase, loadIn } from "./load.ts"

type Link = { readonly reference: string; readonly href: string }

/** What was merged into a case, and into that: as far as the person may see it, and how many there are beyond. */
export type Merged = { readonly cases: readonly LoadedCase[]; readonly hiddenCount: number }

export async function mergedInto(tx: Tx, request: PageRequest, loaded: LoadedCase): Promise<Merged> {
  const { caseId, state, rules } = loaded
  if ((state.absorbed ?? []).length === 0) return { cases: [], hiddenCount: 0 }
  const ids = await absorbedBy(tx, caseId, state.absorbed ?? [])
  const references = await referencesOf(tx, ids)
  const cases: LoadedCase[] = []
  // One after the other: a transaction's connection takes one statement at a time.
  for (const id of ids) {
    const found = await visible(tx, request, rules, references.get(id))
    if (found !== undefined) cases.push(found)
  }
  return { cases, hiddenCount: ids.length - cases.length }
}

async function visible(
  tx: Tx,
  request: PageRequest,
  rules: Rulebook,
  reference: string | undefined,
): Promise<LoadedCase | undefined> {
  try {
    return reference === undefined ? undefined : await loadIn(tx, request, rules, reference)
  } catch (error) {
    if (error instanceof NotFound || error instanceof AskFirst) return undefined
    throw error
  }
}

export async function shownFamily(request: PageRequest, loaded: LoadedCase, merged: Merged) {
  const { state } = loaded
  const actor = actorOf(request)
  const { mergedInto, parent, splitFrom, children = 0 } = state
  const references = await referencesOf(
    request.db,
    [mergedInto, parent, splitFrom].flatMap((id) => id ?? []),
  )
  const linked = (id: number | undefined): Link | null => {
    const found = id === undefined ? undefined : references.get(id)
    return found === undefined ? null : { reference: found, href: paths.case(found) }
  }
  return {
    mergedInto: linked(mergedInto),
    splitFrom: linked(splitFrom),
    parent: linked(parent),
    absorbed: merged.cases.map(shownMerged),
    hiddenCount: merged.hiddenCount,
    children: numberInWords(children),
    hasChildren: children > 0,
    mayRelate: may(actor, "relate"),
    major: await shownMajor(request, loaded, actor),
    isMajorByPriority: state.priority === 1 && state.major === undefined && state.resolvedAt === null,
    mayLead: may(actor, "lead"),
  }
}

function shownMerged(merged: LoadedCase): Link & { readonly clocks: readonly ShownClock[] } {
  return { reference: merged.reference, href: paths.case(merged.reference), clocks: shownClocks(merged) }
}

type Button = { readonly text: string; readonly href: string }

async function shownMajor(request: PageRequest, loaded: LoadedCase, actor: Actor) {
  const { state, reference } = loaded
  const { major } = state
  if (major === undefined) return null
  const progress = shownClocks(loaded).find((each) => each.name === "progress" && each.endedAt === null)
  const names = await namesOf(request.db, [major.leadId, ...major.gold])
  const named = (id: number) => names.get(id) ?? "A former colleague"
  return {
    isOver: major.endedAt !== null,
    isReviewed: major.reviewedAt !== null,
    declaredAt: major.declaredAt,
    updatedAt: major.updatedAt,
    endedAt: major.endedAt,
    progress: progress?.due ?? null,
    lead: named(major.leadId),
    gold: major.gold.map(named),
    buttons: hasCharge({ state, actor }) ? buttonsOf(major, reference, may(actor, "lead")) : [],
  }
}

function buttonsOf(
  { endedAt, gold, reviewedAt }: NonNullable<LoadedCase["state"]["major"]>,
  reference: string,
  leads: boolean,
): Button[] {
  const button = (text: string, noun: Noun): Button => ({ text, href: paths.verb(reference, noun) })
  if (endedAt !== null) return [button(reviewedAt === null ? "Record the review" : "Add to the review", "review")]
  return [
    button("Tell everyone affected", "notice-to-all"),
    ...(leads ? [button("Name who leads", "major-lead"), button("Gold group", "gold-group")] : []),
    ...(gold.length > 0 ? [button("Log a decision", "gold-decision")] : []),
    button("Confirm full restoration", "restoration"),
  ]
}
