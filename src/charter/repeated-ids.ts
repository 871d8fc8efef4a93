// Ids that stand twice: each is an address of the public document, or a name that the desk goes by.

import { clausesOf } from "./clauses.ts"
import { contradiction, type Finding } from "./finding.ts"
import type { Charter } from "./schema.ts"
import type { Path } from "./yaml.ts"

type Placed = { readonly id: string; readonly path: Path; readonly clause?: string }

/** One finding for each id that an earlier one of its kind has taken. */
export function repeatedIds(charter: Charter): Finding[] {
  return [
    ...repeated("id", addresses(charter)),
    ...repeated("clock", placed(charter.clocks, ["clocks"], "name")),
    ...repeated(
      "priority",
      charter.priorities.map(({ level, id }, index) => ({
        id: String(level),
        path: ["priorities", index, "level"],
        clause: id,
      })),
    ),
    ...repeated("customer", placed(charter.customers, ["customers"], "id")),
    ...repeated("service", [
      { id: charter.service.id, path: ["service", "id"] },
      ...placed(charter.service.parts ?? [], ["service", "parts"], "id"),
    ]),
    ...repeated("person", placed(charter.personnel, ["personnel"], "id")),
    ...repeated("kind of case", placed(charter.kinds, ["kinds"], "id")),
    ...repeated("prefix", placed(charter.kinds, ["kinds"], "prefix")),
    ...repeated("team", placed(charter.queues.teams, ["queues", "teams"], "id")),
    ...repeated("chain", placed(charter.chains, ["chains"], "id")),
    ...charter.chains.flatMap((chain, index) =>
      repeated("step", placed(chain.steps, ["chains", index, "steps"], "id")),
    ),
    ...repeated("category of change", placed(charter.changes.categories, ["changes", "categories"], "id")),
    ...repeated(
      "priority of changes",
      charter.changes.priorities.map(({ level, id }, index) => ({
        id: String(level),
        path: ["changes", "priorities", index, "level"],
        clause: id,
      })),
    ),
    ...repeated("licence", placed(charter.licences.held, ["licences", "held"], "code")),
  ]
}

/**
 * Clauses, conditions and choices share one space of ids: each is an address in the public document, `/charter#id`. Whatever else has an
 * address there has an underscore in it, but for the page's own main part.
 */
function addresses(charter: Charter): Placed[] {
  return [
    { id: "main-content", path: [] },
    ...clausesOf(charter).map(({ id, path }) => ({ id, path, clause: id })),
    ...charter.priorities.flatMap(({ conditions }, index) =>
      placed(conditions, ["priorities", index, "conditions"], "id"),
    ),
    ...placed(charter.choices, ["choices"], "id"),
  ]
}

function placed<Key extends string>(list: readonly Readonly<Record<Key, string>>[], path: Path, key: Key): Placed[] {
  return list.map((each, index) => ({ id: each[key], path: [...path, index, key] }))
}

function repeated(what: string, all: readonly Placed[]): Finding[] {
  const taken = new Set<string>()
  return all.flatMap(({ id, path, clause = id }) => {
    if (!taken.has(id)) {
      taken.add(id)
      return []
    }
    return [contradiction("repeated-id", clause, `the ${what} ${id} stands twice`, path)]
  })
}
