// The choices of the queue's filters, and what is chosen, in words.

import { channels, holdReasons } from "../../cases/index.ts"
import type { CharterVersion } from "../../charter/index.ts"
import { incidentLifecycle } from "../incident.ts"
import { paths } from "../paths.ts"
import { stateLabel, teamName } from "./load.ts"
import { kept, type QueueQuery, viewQuery } from "./queue-filter.ts"
import { visibleLine } from "./visible.ts"

const dueChoices = {
  overdue: "Overdue",
  "1h": "Within an hour",
  "4h": "Within 4 hours",
  today: "By the end of today",
  tomorrow: "By the end of tomorrow",
  week: "Within a week",
}
const channelWords = { phone: "Telephone", email: "Email", web: "Website", letter: "Letter" }
const waitingWords = { customer: "The customer", supplier: "A supplier", change: "A change" }

/** The choices of the filter's lists. */
export function choicesOf(version: CharterVersion, { due, queue }: QueueQuery) {
  const { charter } = version
  const own = due === undefined || Object.hasOwn(dueChoices, due) ? [] : [{ value: due, text: dueText(due) }]
  return {
    queues: [
      first("All teams"),
      ...charter.queues.teams.map(({ id, name }) => ({ value: id, text: name })),
      ...(queue === undefined || isTeam(version, queue) ? [] : [{ value: queue, text: teamText(version, queue) }]),
    ],
    states: stateChoices(),
    priorities: [
      first("Any priority"),
      ...charter.priorities.map(({ level, name }) => ({ value: String(level), text: `${level}: ${name}` })),
    ],
    dues: [first("Any time"), ...Object.entries(dueChoices).map(([value, text]) => ({ value, text })), ...own],
    waitings: [first("Anything, or nothing"), ...holdReasons.map((value) => ({ value, text: waitingWords[value] }))],
    channels: [first("Any channel"), ...channels.map((value) => ({ value, text: channelWords[value] }))],
    services: [first("Any service"), { value: charter.service.id, text: charter.service.name }],
  }
}

function first(text: string) {
  return { value: "", text }
}

function stateChoices() {
  const named = incidentLifecycle.states.map(({ name, label }) => ({ value: name, text: label }))
  return [first("Open"), { value: "ended", text: "Ended" }, { value: "any", text: "Any state" }, ...named]
}

/** What is filtered by, each with the address of the same list without it. */
export function chosenIn(query: QueueQuery, version: CharterVersion) {
  return Object.entries(wordsOfChoices(query, version)).flatMap(([name, text]) =>
    text === undefined ? [] : [{ text, href: listAddress({ ...query, [name]: undefined }) }],
  )
}

/** How many filters narrow the list, beside the words that are searched for. */
export function filterCount(query: QueueQuery): number {
  return Object.keys(kept({ ...query, q: undefined })).length
}

/** The address of a list. */
export function listAddress(query: QueueQuery): string {
  const text = viewQuery(query)
  return text === "" ? paths.cases : `${paths.cases}?${text}`
}

function wordsOfChoices(query: QueueQuery, version: CharterVersion): Record<string, string | undefined> {
  const { q, queue, state, kind, priority, due, waiting, channel, service, organisation } = query
  return {
    q: q === undefined ? undefined : `“${visibleLine(q, 60)}”`,
    owner: ownerText(query),
    queue: queue === undefined ? undefined : `Team: ${teamText(version, queue)}`,
    state: state === undefined ? undefined : `State: ${stateText(state)}`,
    kind: kind === undefined ? undefined : `Kind: ${visibleLine(kind, 60)}`,
    priority: priority === undefined ? undefined : `Priority ${priority}`,
    due: due === undefined ? undefined : `Due: ${dueText(due)}`,
    waiting: waiting === undefined ? undefined : `Waiting for: ${waitingWords[waiting].toLowerCase()}`,
    channel: channel === undefined ? undefined : `Channel: ${channelWords[channel].toLowerCase()}`,
    service: service === undefined ? undefined : `Service: ${visibleLine(service, 60)}`,
    organisation: organisation === undefined ? undefined : `Organisation: ${visibleLine(organisation, 60)}`,
  }
}

function isTeam({ charter }: CharterVersion, queue: string): boolean {
  return charter.queues.teams.some(({ id }) => id === queue)
}

// Such as an older charter had, and a view was saved for.
function teamText(version: CharterVersion, queue: string): string {
  return isTeam(version, queue)
    ? visibleLine(teamName(version, queue), 60)
    : `${visibleLine(queue, 60)} (not in the charter)`
}

function ownerText({ owner }: QueueQuery): string | undefined {
  if (owner === undefined) return undefined
  return owner === "me" ? "Owner: me" : owner === "none" ? "Owner: nobody" : `Owner: ${visibleLine(owner, 60)}`
}

function stateText(state: string): string {
  return { open: "open", ended: "ended", any: "any" }[state] ?? stateLabel(state).toLowerCase()
}

const units: Readonly<Record<string, string>> = { m: "minutes", h: "hours", d: "days" }

function dueText(due: string): string {
  const known = Object.entries(dueChoices).find(([value]) => value === due)?.[1]
  return known?.toLowerCase() ?? `within ${due.slice(0, -1)} ${units[due.slice(-1)]}`
}
