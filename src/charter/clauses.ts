// Every promise of a charter by its id, wherever in the file it stands.

import type { Charter, Clause, Force } from "./schema.ts"
import type { Path } from "./yaml.ts"

export type PlacedClause = {
  readonly id: string
  readonly force: Force
  readonly words: string
  /** Where it stands in the file. */
  readonly path: Path
  /** The time that it promises, where it states one and is not itself a clock. */
  readonly within?: string | undefined
  readonly calendar?: string | undefined
}

type Promised = Pick<Clause, "id" | "force" | "words"> & { within?: string | undefined; calendar?: string | undefined }
type Named = Omit<Promised, "id"> & { clause: string }

/** All clauses, in the order of the public document. */
export function clausesOf(charter: Charter): readonly PlacedClause[] {
  return byCharter(charter).all
}

/** The clause of an id; undefined where the charter has none. */
export function clauseOf(charter: Charter, id: string): PlacedClause | undefined {
  return byCharter(charter).byId.get(id)
}

type Index = { readonly all: readonly PlacedClause[]; readonly byId: ReadonlyMap<string, PlacedClause> }

// A charter never changes once it is read, and a page asks for many of its clauses.
const indexes = new WeakMap<Charter, Index>()

function byCharter(charter: Charter): Index {
  const known = indexes.get(charter)
  if (known !== undefined) return known
  const all = [...servicePart(charter), ...casePart(charter), ...changePart(charter), ...assurancePart(charter)]
  const index = { all, byId: new Map(all.map((each) => [each.id, each])) }
  indexes.set(charter, index)
  return index
}

function servicePart(charter: Charter): PlacedClause[] {
  return [
    ...section(charter.document, "document"),
    ...section(charter.service, "service"),
    ...section(charter.contacts, "contacts"),
    ...section(charter.complaints, "complaints"),
  ]
}

function casePart(charter: Charter): PlacedClause[] {
  return [
    ...listed(charter.priorities, ["priorities"]),
    ...named(charter.clocks, ["clocks"]),
    { ...placed(charter.reopening, ["reopening"]), within: undefined },
    ...named(charter.chains, ["chains"]),
    ...section(charter.knowledge, "knowledge"),
    ...section(charter.equipment, "equipment"),
    ...listed(charter.floor.kpis, ["floor", "kpis"]),
    ...section(charter.floor, "floor"),
  ]
}

function changePart(charter: Charter): PlacedClause[] {
  return [
    ...listed(charter.changes.priorities, ["changes", "priorities"]),
    ...section(charter.changes, "changes"),
    ...listed(charter.releases.notices, ["releases", "notices"]),
    placed(charter.releases.infrastructure, ["releases", "infrastructure"]),
    ...section(charter.releases, "releases"),
  ]
}

function assurancePart(charter: Charter): PlacedClause[] {
  return [
    placed(charter.availability.aim, ["availability", "aim"]),
    ...section(charter.availability, "availability"),
    ...listed(charter.capacity.links, ["capacity", "links"]),
    ...section(charter.capacity, "capacity"),
    ...section(charter.continuity, "continuity"),
    ...section(charter.security, "security"),
    ...section(charter.licences, "licences"),
    ...section(charter.foi, "foi"),
  ]
}

function section(part: { readonly clauses: readonly Promised[] }, name: string): PlacedClause[] {
  return listed(part.clauses, [name, "clauses"])
}

function listed(list: readonly Promised[], path: Path): PlacedClause[] {
  return list.map((each, index) => placed(each, [...path, index]))
}

function named(list: readonly Named[], path: Path): PlacedClause[] {
  return list.map((each, index) => placed({ ...each, id: each.clause, within: undefined }, [...path, index]))
}

function placed({ id, force, words, within, calendar }: Promised, path: Path): PlacedClause {
  return { id, force, words, path, within, calendar }
}
