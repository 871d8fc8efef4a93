// The queue: the cases that wait, the next deadline first.

import { actorOf } from "../../asked.ts"
import { candidates, type FoundCount, findByReference, type ListedCase, listCases } from "../../cases/index.ts"
import type { CharterVersion } from "../../charter/index.ts"
import { currentRules } from "../../clocks/index.ts"
import type { Db } from "../../database/index.ts"
import { NotFound } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import type { Actor } from "../../people/index.ts"
import { counted, type EpochMilliseconds } from "../../time/index.ts"
import { incidentLifecycle } from "../incident.ts"
import { paths, routes } from "../paths.ts"
import { shownCandidate } from "./candidate-view.ts"
import { readFields } from "./form.ts"
import { referenceTyped, stateLabel, teamName } from "./load.ts"
import { filterOf, kept, type QueueQuery, queueQuery, stateChoices } from "./queue-filter.ts"
import { waitingCounts } from "./store.ts"
import { urgencyOf } from "./urgency.ts"
import { visibleLine } from "./visible.ts"

const rowsLimit = 50
/** More are not counted: the number would say no more. */
const countLimit = 1000
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
    const query = readFields(queueQuery, request.query)
    return (await namedCase(request, query)) ?? (await queue(request, query))
  },
}

// Whoever searches for a reference wants that case, whatever its state.
async function namedCase({ db, actor }: PageRequest, { q }: QueueQuery): Promise<PageAnswer | undefined> {
  const reference = referenceTyped(q ?? "")
  if (reference === undefined || actor === undefined) return undefined
  try {
    return { redirect: paths.case((await findByReference(db, actor, reference)).reference) }
  } catch (error) {
    if (error instanceof NotFound) return undefined
    throw error
  }
}

async function queue(request: PageRequest, query: QueueQuery): Promise<PageAnswer> {
  const { db, at, read } = request
  const actor = actorOf(request)
  const filter = filterOf(query)
  const place = { limit: rowsLimit, ...(query.after === undefined ? {} : { after: query.after }) }
  const [{ items, next, found }, tabs, standing] = await read((reads) =>
    Promise.all([
      listCases(reads, actor, filter, { ...place, countTo: countLimit }),
      tabsOf(reads, actor, query),
      candidates(reads, actor, at, candidatesLimit),
    ]),
  )
  const rules = await currentRules(db)
  const version = rules.versionAt(at)
  return {
    view: "incidents/pages/queue.njk",
    model: {
      rows: items.map((each) => shownRow(each, version, at)),
      next,
      summary: summaryOf(items.length, next !== null || query.after !== undefined, found),
      tabs,
      path: paths.cases,
      kept: kept(query),
      value: { ...query },
      isFiltered: Object.keys(kept(query)).length > 0,
      choices: choicesOf(version),
      empty: emptyWords(query),
      candidates: standing.map(shownCandidate),
    },
  }
}

function shownRow(listed: ListedCase, version: CharterVersion, at: EpochMilliseconds) {
  const { reference, state, priority, subject, queue: team, ownerName, nextDueAt, nextDueClock } = listed
  const title = version.charter.clocks.find((each) => each.name === nextDueClock)?.title
  return {
    reference,
    href: paths.case(reference),
    subject: subject === null ? null : visibleLine(subject, 140),
    stateLabel: stateLabel(state),
    priority,
    owner: ownerName === null ? null : visibleLine(ownerName, 60),
    team: teamName(version, team),
    due: Number.isFinite(nextDueAt) ? urgencyOf(nextDueAt, at) : null,
    clock: title ?? nextDueClock,
  }
}

async function tabsOf(db: Db, actor: Actor, query: QueueQuery) {
  const { mine, unassigned, open } = await waitingCounts(db, actor, incidentLifecycle.kind, countLimit)
  const tabs = [
    { text: `My cases (${countWords(mine)})`, owner: "me" },
    { text: `Unassigned (${countWords(unassigned)})`, owner: "none" },
    { text: `All open (${countWords(open)})`, owner: undefined },
  ]
  return tabs.map(({ text, owner }) => ({
    text,
    href: owner === undefined ? paths.cases : `${paths.cases}?owner=${owner}`,
    active: query.state === undefined && query.owner === owner,
  }))
}

// A page that goes on is not counted to its end, which would cost more than the page; what a search finds is, so far as it says something.
function summaryOf(count: number, isPart: boolean, found: FoundCount | undefined): string {
  const order = "the next deadline first."
  if (!isPart) return `${counted(count, "case")}, ${order}`
  if (found === undefined) return `${counted(count, "case")} on this page, ${order}`
  return `${foundWords(found)} found, ${counted(count, "case")} on this page, ${order}`
}

function foundWords({ count, isExact }: FoundCount): string {
  if (isExact) return counted(count, "case")
  return count >= countLimit ? "999+ cases" : `More than ${counted(count, "case")}`
}

function countWords(count: number): string {
  return count >= countLimit ? `${countLimit.toLocaleString("en-GB")} or more` : count.toLocaleString("en-GB")
}

function choicesOf({ charter }: CharterVersion) {
  return {
    queues: [
      { value: "", text: "All teams" },
      ...charter.queues.teams.map(({ id, name }) => ({ value: id, text: name })),
    ],
    states: stateChoices(),
    priorities: [
      { value: "", text: "Any priority" },
      ...charter.priorities.map(({ level, name }) => ({ value: String(level), text: `${level}: ${name}` })),
    ],
  }
}

function emptyWords({ owner, queue: team, state, priority, q, after }: QueueQuery): string {
  if (after !== undefined) return "There are no more cases. Go back to the first page."
  if (q !== undefined) return "No case matches your search. Check the spelling, use fewer words, or look in any state."
  const isNarrowed = team !== undefined || state !== undefined || priority !== undefined
  if (isNarrowed) return "No case matches these filters. Clear a filter to see more."
  if (owner === "me") return "You own no open case. Take one from Unassigned."
  if (owner === "none") return "Every open case has an owner."
  return "There is no open case. When somebody calls, log the call."
}
