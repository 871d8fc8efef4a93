// The queue as it stands beside a case: the open cases, the next deadline first, without what the queue's own page offers.

import { actorOf } from "../../asked.ts"
import { listCases } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import type { Page, PageRequest } from "../../page.ts"
import { incidentLifecycle } from "../incident.ts"
import { paths, routes } from "../paths.ts"
import { shownRow } from "./queue.ts"

/** As many as are looked at; the rest is a link away. */
const rowsLimit = 30

export const queuePanePage: Page = {
  method: "GET",
  path: routes.queue,
  audience: "see-cases",
  answer: async (request) => ({
    view: "incidents/pages/queue-pane.njk",
    model: { pane: await queuePane(request, undefined) },
  }),
}

export type QueuePane = Awaited<ReturnType<typeof queuePane>>

/** The rows, of which one may be the case that is open. */
export async function queuePane({ db, at, read, ...request }: PageRequest, open: string | undefined) {
  const actor = actorOf({ db, at, read, ...request })
  const [{ items, next }, rules] = await Promise.all([
    read((reads) => listCases(reads, actor, { kind: incidentLifecycle.kind }, { limit: rowsLimit })),
    currentRules(db),
  ])
  const version = rules.versionAt(at)
  return {
    rows: items.map((each) => shownRow(each, version, at)),
    isMore: next !== null,
    open,
    path: paths.cases,
    address: paths.queue,
  }
}
