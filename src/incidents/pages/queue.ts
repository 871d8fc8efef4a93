// The queue: the cases that wait, the next deadline first.

import { actorOf } from "../../asked.ts"
import {
  candidates,
  caseNamed,
  type Excerpt,
  excerptsOf,
  type FoundCount,
  type ListedCase,
  type ListedCases,
  listCases,
} from "../../cases/index.ts"
import type { CharterVersion } from "../../charter/index.ts"
import { currentRules, type Rulebook } from "../../clocks/index.ts"
import type { Db } from "../../database/index.ts"
import { Invalid } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { needingReason, record } from "../../people/index.ts"
import { counted, type EpochMilliseconds, numberInWords } from "../../time/index.ts"
import { paths, routes } from "../paths.ts"
import { bulkOffered } from "./bulk-choice.ts"
import { shownCandidate } from "./candidate-view.ts"
import { fromList } from "./list-behind.ts"
import { stateLabel, teamName } from "./load.ts"
import { choicesOf, chosenIn, filterCount, listAddress } from "./queue-choices.ts"
import { filterOf, kept, type QueueQuery, sortedOut, viewQuery } from "./queue-filter.ts"
import { type NamedQuery, named } from "./queue-names.ts"
import { urgencyOf } from "./urgency.ts"
import { tabsFor } from "./view-tabs.ts"
import { visible, visibleLine } from "./visible.ts"

const rowsLimit = 50
const candidatesLimit = 3

export const deskPage: Page = {
  method: "GET",
  path: routes.desk,
  audience: "see-cases",
  answer: async () => ({ redirect: paths.cases }),
}

export const queuePage: Page = {
  method: "GET",
  path: routes.cases,
  audience: "see-cases",
  answer: async (request) => {
    const { select, ...asked } = request.query
    const rules = await currentRules(request.db)
    const sorted = await named(request.db, rules, request.at, sortedOut(asked))
    // Filters in words become fields of the address, so that there is one address for one view.
    if (sorted.isReworded) return { redirect: listAddress(sorted.query) }
    return (await namedCase(request, sorted.query)) ?? (await queue(request, rules, sorted, isAllSelected(select)))
  },
}

// Whoever searches for a reference wants that case, whatever its state.
async function namedCase(request: PageRequest, { q }: QueueQuery): Promise<PageAnswer | undefined> {
  const found = await caseNamed(request.db, actorOf(request), q ?? "")
  return found && { redirect: paths.case(found.reference) }
}

// Whoever has no scripts asks for the page with every box ticked.
function isAllSelected(select: string | string[] | undefined): boolean {
  if (select === undefined || select === "all") return select === "all"
  throw new Invalid([{ field: "main-content", message: "This address is not one of ours" }])
}

async function queue(
  request: PageRequest,
  rules: Rulebook,
  { query, faults, notes }: NamedQuery,
  isAllSelected: boolean,
): Promise<PageAnswer> {
  const { at, read } = request
  const actor = actorOf(request)
  const place = { limit: rowsLimit, mayRespell: true }
  const after = query.after === undefined ? {} : { after: query.after }
  const version = rules.versionAt(at)
  const [list, tabs, standing] = await read((reads) =>
    Promise.all([
      faults.length > 0 ? noCases : listWithExcerpts(reads, request, query, { ...place, ...after }),
      tabsFor(reads, actor, query, at),
      candidates(reads, actor, at, candidatesLimit),
    ]),
  )
  return {
    view: "incidents/pages/queue.njk",
    status: faults.length > 0 ? 400 : 200,
    model: {
      ...shownList(list, query, version, at),
      ...tabs,
      mayBeSaved: tabs.mayBeSaved && faults.length === 0,
      faults,
      notes,
      path: paths.cases,
      kept: kept(query),
      query: viewQuery(query),
      value: { ...query },
      chosen: chosenIn(query, version),
      filterCount: filterCount(query),
      choices: choicesOf(version, query),
      candidates: standing.map(shownCandidate),
      isBulkOffered: bulkOffered(actor).length > 0,
      select: isAllSelected ? "all" : undefined,
    },
  }
}

type WithExcerpts = ListedCases & { readonly excerpts: ReadonlyMap<number, Excerpt> }
const noCases: WithExcerpts = { items: [], next: null, excerpts: new Map() }

async function listWithExcerpts(
  reads: Db,
  request: PageRequest,
  query: QueueQuery,
  page: Parameters<typeof listCases>[3],
): Promise<WithExcerpts> {
  const list = await listCases(reads, actorOf(request), filterOf(query, request.at), page)
  if (list.sought === undefined) return { ...list, excerpts: new Map() }
  // Of a case that somebody must give a reason to open, a search shows no more than the list does.
  const closed = await needingReason(request.db, actorOf(request), list.items, request.at)
  const open = list.items.filter(({ reference }) => !closed.has(reference))
  const excerpts = await excerptsOf(
    reads,
    open.map((each) => each.caseId),
    list.sought,
  )
  await recordSearch(
    request,
    list.items.filter(({ caseId }) => excerpts.has(caseId)),
  )
  return { ...list, excerpts }
}

// Whose words somebody was shown is kept, as it is where they open the case.
async function recordSearch(request: PageRequest, shown: readonly ListedCase[]): Promise<void> {
  if (shown.length === 0) return
  const { db, at, remoteAddress } = request
  const { personId } = actorOf(request)
  const target = shown.map((each) => each.reference)
  await record(db, { action: "search", outcome: "done", personId, target, remote: remoteAddress }, at)
}

function shownList(list: WithExcerpts, query: QueueQuery, version: CharterVersion, at: EpochMilliseconds) {
  const { items, next, found, looked, isRespelled = false, excerpts } = list
  const from = fromList(query)
  return {
    rows: items.map((each) => ({
      ...shownRow(each, version, at, from),
      excerpt: shownExcerpt(excerpts.get(each.caseId)),
    })),
    next,
    looked: looked === undefined ? null : numberInWords(looked),
    isRespelled,
    summary: summaryOf(items.length, next !== null || query.after !== undefined, found),
    empty: emptyWords(query),
  }
}

/** A case as a row of a list, which its address ends in (`from`). */
export function shownRow(listed: ListedCase, version: CharterVersion, at: EpochMilliseconds, from: string) {
  const { reference, state, priority, subject, queue: team, ownerName, nextDueAt, nextDueClock } = listed
  const title = version.charter.clocks.find((each) => each.name === nextDueClock)?.title
  return {
    caseId: listed.caseId,
    reference,
    version: listed.version,
    href: `${paths.case(reference)}${from}`,
    subject: subject === null ? null : visibleLine(subject, 140),
    stateLabel: listed.isMerged ? "Merged" : stateLabel(state),
    priority,
    owner: ownerName === null ? null : visibleLine(ownerName, 60),
    team: teamName(version, team),
    due: Number.isFinite(nextDueAt) ? urgencyOf(nextDueAt, at) : null,
    clock: title ?? nextDueClock,
  }
}

function shownExcerpt(excerpt: Excerpt | undefined) {
  return excerpt?.map(({ words, isFound }) => ({ words: visible(words), isFound })) ?? null
}

// A page that goes on is not counted to its end, which would cost more than the page; what a search finds is, where its cases are few.
function summaryOf(count: number, isPart: boolean, found: FoundCount | undefined): string {
  const order = "the next deadline first."
  if (!isPart) return `${counted(count, "case")}, ${order}`
  if (found === undefined) return `${counted(count, "case")} on this page, ${order}`
  return `${foundWords(found)} found, ${counted(count, "case")} on this page, ${order}`
}

function foundWords({ count, isExact }: FoundCount): string {
  return `${isExact ? "" : "More than "}${counted(count, "case")}`
}

function emptyWords(query: QueueQuery): string {
  const { owner, queue: team, state, priority, q, after } = query
  if (after !== undefined) return "There are no more cases. Go back to the first page."
  if (q !== undefined) return "No case matches your search. Check the spelling, use fewer words, or look in any state."
  const others = [query.due, query.waiting, query.channel, query.service, query.organisation, query.kind]
  const isNarrowed = [team, state, priority, ...others].some((each) => each !== undefined)
  if (isNarrowed) return "No case matches these filters. Clear a filter to see more."
  if (owner === "me") return "You own no open case. Take one from Unassigned."
  if (owner === "none") return "Every open case has an owner."
  return "There is no open case. When somebody calls, log the call."
}
