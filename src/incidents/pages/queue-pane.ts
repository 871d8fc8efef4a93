// The list as it stands beside a case: the one that somebody came from, the next deadline first, without what its own page offers.

import { actorOf } from "../../asked.ts"
import { listCases } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import type { Page, PageRequest } from "../../page.ts"
import { paths, routes } from "../paths.ts"
import { fromList, linkToList, listBehind } from "./list-behind.ts"
import { shownRow } from "./queue.ts"
import { filterOf } from "./queue-filter.ts"

/** As many as a page of the list has, so that whatever is opened there stands here; the rest is a link away. */
const rowsLimit = 50

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
export async function queuePane(request: PageRequest, open: string | undefined) {
  const { db, at, read } = request
  const query = listBehind(request)
  const place = query.after === undefined ? {} : { after: query.after }
  const page = { limit: rowsLimit, mayRespell: true, ...place }
  const [{ items, next }, rules] = await Promise.all([
    read((reads) => listCases(reads, actorOf(request), filterOf(query, at), page)),
    currentRules(db),
  ])
  const version = rules.versionAt(at)
  const from = fromList(query)
  const rows = items.map((each) => shownRow(each, version, at, from))
  return {
    rows,
    isMore: next !== null,
    open,
    next: rows[rows.findIndex((each) => each.reference === open) + 1]?.href,
    list: linkToList(query, version),
    address: `${paths.queue}${from}`,
  }
}
