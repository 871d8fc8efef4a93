// What stands above the queue: the three lists that everybody has, then saved views, each with how many cases it has.

import { viewsFor } from "../../cases/index.ts"
import type { Db } from "../../database/index.ts"
import type { Actor } from "../../people/index.ts"
import { type EpochMilliseconds, numberInWords } from "../../time/index.ts"
import { incidentLifecycle } from "../incident.ts"
import { paths } from "../paths.ts"
import { type QueueQuery, viewQuery } from "./queue-filter.ts"
import { waitingCounts } from "./store.ts"
import { countsOf } from "./view-counts.ts"
import { visibleLine } from "./visible.ts"

/** More are not counted: the number would say no more. */
const countLimit = 1000
/** More stand on the page of views. */
const viewsShown = 6

export async function tabsFor(db: Db, actor: Actor, query: QueueQuery, at: EpochMilliseconds) {
  const present = viewQuery(query)
  const [lists, views] = await Promise.all([listTabs(db, actor, present), viewTabs(db, actor, present, at)])
  const isSaved = views.some((each) => each.active)
  return { tabs: [...lists, ...views], isSaved, mayBeSaved: present !== "" && !isSaved }
}

async function listTabs(db: Db, actor: Actor, present: string) {
  const { mine, unassigned, open } = await waitingCounts(db, actor, incidentLifecycle.kind, countLimit)
  const lists = [
    { text: `My cases (${countWords(mine)})`, query: "owner=me" },
    { text: `Unassigned (${countWords(unassigned)})`, query: "owner=none" },
    { text: `All open (${countWords(open)})`, query: "" },
  ]
  return lists.map(({ text, query }) => ({ text, href: address(query), active: query === present }))
}

async function viewTabs(db: Db, actor: Actor, present: string, at: EpochMilliseconds) {
  if (actor.personId === null) return []
  const views = await viewsFor(db, actor.personId, viewsShown)
  const queries = views.map((each) => each.query)
  const counts = await countsOf(db, actor, queries, at)
  return views.map(({ name, query }, index) => {
    const count = counts[index] ?? null
    return {
      text: `${visibleLine(name, 60)}${count === null ? "" : ` (${count})`}`,
      href: address(query),
      active: query === present,
    }
  })
}

/** The address of the list that a saved view is. */
export function address(query: string): string {
  return query === "" ? paths.cases : `${paths.cases}?${query}`
}

function countWords(count: number): string {
  return count >= countLimit ? `${numberInWords(countLimit)} or more` : numberInWords(count)
}
