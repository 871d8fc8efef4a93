// Teams and colleagues as people name them in a filter, and what the address of the list has for them: a team's id, a colleague's address.

import type { CharterVersion } from "../../charter/index.ts"
import type { Rulebook } from "../../clocks/index.ts"
import type { Reads } from "../../database/index.ts"
import type { FieldError } from "../../errors.ts"
import { listCalled } from "../../people/index.ts"
import type { EpochMilliseconds } from "../../time/index.ts"
import { optionalEmail } from "./form.ts"
import { ownerWords, type QueueQuery, type SortedOut, viewQuery } from "./queue-filter.ts"
import { visibleLine } from "./visible.ts"

/** So many of those who are called alike are named. */
const alikeShown = 3

export type NamedQuery = Pick<SortedOut, "query" | "faults"> & {
  /** Whether the address says it in other words than it was asked for. */
  readonly isReworded: boolean
  /** What is to be said of the list though there is nothing wrong with it. */
  readonly notes: readonly string[]
}

/** The query with teams and colleagues as the address has them. */
export async function named(
  db: Reads,
  rules: Rulebook,
  at: EpochMilliseconds,
  { query, asked, worded, faults }: SortedOut,
): Promise<NamedQuery> {
  if (faults.length > 0) return { query: asked, faults, isReworded: false, notes: [] }
  const team = teamMeant(rules, rules.versionAt(at), query.queue)
  const owner = await ownerMeant(db, query.owner)
  const wrong = { queue: team.fault, owner: owner.fault }
  const found = Object.entries(wrong).flatMap(([field, message]) =>
    message === undefined ? [] : [{ field: worded.includes(field) ? "q" : field, message }],
  )
  if (found.length > 0) return { query: asked, faults: found, isReworded: false, notes: [] }
  const meant: QueueQuery = { ...query, queue: team.value, owner: owner.value }
  const isReworded = worded.length > 0 || viewQuery(meant) !== viewQuery(asked)
  return { query: meant, faults: [], isReworded, notes: team.note === undefined ? [] : [team.note] }
}

type Meant = { readonly value?: string | undefined; readonly fault?: FieldError["message"]; readonly note?: string }

// A team that an older charter had may still have cases, and views that were saved for it.
function teamMeant(rules: Rulebook, version: CharterVersion, typed: string | undefined): Meant {
  if (typed === undefined) return {}
  const present = teamIn(version, typed)
  if (present !== undefined) return { value: present.id }
  const former = formerTeam(rules, version.number - 1, typed)
  if (former === undefined) return { fault: noTeam(version) }
  const name = visibleLine(former.name, 60)
  return {
    value: former.id,
    note: `The charter has no team called ${name} any more. This list has what was left with it.`,
  }
}

function formerTeam(rules: Rulebook, number: number, typed: string): Team | undefined {
  return number < 1 ? undefined : (teamIn(rules.version(number), typed) ?? formerTeam(rules, number - 1, typed))
}

type Team = CharterVersion["charter"]["queues"]["teams"][number]

function teamIn({ charter }: CharterVersion, typed: string): Team | undefined {
  const { teams } = charter.queues
  const said = (text: string) => text.trim().replace(/\s+/g, " ").normalize("NFC").toLowerCase()
  return (
    teams.find(({ id }) => id === typed) ??
    teams.find(({ name }) => said(name) === said(typed)) ??
    teams.find(({ id }) => said(id) === said(typed))
  )
}

function noTeam({ charter }: CharterVersion): string {
  const names = charter.queues.teams.map(({ name }) => visibleLine(name, 60))
  return `There is no such team. The teams are ${listed(names, "and")}`
}

async function ownerMeant(db: Reads, typed: string | undefined): Promise<Meant> {
  if (typed === undefined) return {}
  const lower = typed.toLowerCase()
  if (lower === "me" || lower === "none") return { value: lower }
  if (typed.includes("@")) return optionalEmail.safeParse(typed).success ? { value: typed } : { fault: ownerWords }
  const called = typed.replace(/\s+/g, " ").normalize("NFC")
  const [first, ...others] = await listCalled(db, called, alikeShown + 1)
  if (first === undefined) return { fault: `There is no colleague called ${visibleLine(called, 60)}. ${ownerWords}` }
  if (others.length === 0) return { value: first.email }
  return {
    fault: `${visibleLine(called, 60)} may be ${alike([first, ...others])}. Write more of the name, or the email address`,
  }
}

// Those of one name are told apart by their addresses.
function alike(found: readonly { readonly name: string; readonly email: string }[]): string {
  const isOneName = (name: string) => found.filter((each) => each.name === name).length === 1
  const shown = found.slice(0, alikeShown).map(({ name, email }) => (isOneName(name) ? name : `${name} (${email})`))
  return listed(
    [...shown.map((each) => visibleLine(each, 120)), ...(found.length > alikeShown ? ["somebody else"] : [])],
    "or",
  )
}

function listed(names: readonly string[], word: "and" | "or"): string {
  const last = names.at(-1) ?? ""
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} ${word} ${last}`
}
