// The audit: who read or was refused what, by person, case, action and date; and the same as a table to take away, which is itself audited.

import { actorOf } from "../../asked.ts"
import { findCases } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import { Invalid } from "../../errors.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import {
  type Actor,
  type AuditAction,
  type AuditFilter,
  type AuditPlace,
  type AuditRow,
  actionsOffered,
  actionWords,
  listAudit,
  peopleOfAudit,
  record,
} from "../../people/index.ts"
import { caseIn, type Known, personIn, targetShown } from "../audit-targets.ts"
import { csvRow } from "../csv.ts"
import { adminPaths } from "../paths.ts"
import { type Asked, askedOf, filterOf } from "./audit-filter.ts"

export const auditPages: readonly Page[] = [
  { method: "GET", path: adminPaths.audit, audience: "see-audit", answer: search },
  { method: "POST", path: adminPaths.auditExport, audience: "see-audit", isSensitive: true, answer: exported },
]

const pageLength = 100
const batch = 1000

async function search(request: PageRequest): Promise<PageAnswer> {
  try {
    const { asked, after } = askedOf(request.query)
    const filter = await filterOf(request, asked)
    const found = await request.read((reads) => listAudit(reads, filter, after, pageLength + 1))
    const known = await knownOf(request, found)
    // Whoever looks for what others did leaves a trace of it too; turning its pages adds none.
    if (after === null && isNarrowed(asked)) await noted(request, "audit-searched", asked)
    return shown(request, request.query, asked, { found, known })
  } catch (error) {
    if (error instanceof Invalid) return { ...shown(request, request.query, {}, nothing, error), status: 400 }
    throw error
  }
}

async function exported(request: PageRequest): Promise<PageAnswer> {
  try {
    const { asked } = askedOf(request.form)
    const filter = await filterOf(request, asked)
    await noted(request, "audit-exported", asked)
    return { stream: table(request, filter), fileName: "audit.csv", type: "text/csv; charset=utf-8" }
  } catch (error) {
    if (error instanceof Invalid) return { ...shown(request, request.form, {}, nothing, error), status: 400 }
    throw error
  }
}

// A batch at a time, so that a million rows take no more memory than a thousand; what is recorded meanwhile is left out.
async function* table({ db, at }: PageRequest, filter: AuditFilter): AsyncGenerator<string> {
  yield `\ufeff${csvRow(["Number", "At", "Person", "Name", "Action", "Outcome", "What", "Network address"])}`
  const bounded = { ...filter, before: Math.min(filter.before ?? at + 1, at + 1) }
  let after: AuditPlace | null = null
  for (;;) {
    const found: AuditRow[] = await listAudit(db, bounded, after, batch)
    yield found.map(csvOf).join("")
    after = found.at(-1) ?? null
    if (after === null || found.length < batch) return
  }
}

function csvOf({ auditId, at, personId, by, action, outcome, target, remote }: AuditRow): string {
  const instant = Temporal.Instant.fromEpochMilliseconds(at).toString()
  return csvRow([auditId, instant, personId, by, action, outcome, target.join(" "), remote])
}

type Found = { readonly found: readonly AuditRow[]; readonly known: Known }
const nothing: Found = { found: [], known: { people: new Map(), cases: new Map(), teams: new Map() } }

// Those who are named on the page: each kind is asked for once.
async function knownOf(request: PageRequest, found: readonly AuditRow[]): Promise<Known> {
  const { db, at } = request
  const targets = found.flatMap(({ target }) => target)
  const [people, cases, rules] = await Promise.all([
    peopleOfAudit(db, [...new Set(targets.flatMap((each) => personIn(each) ?? []))]),
    findCases(db, actorOf(request), [...new Set(targets.flatMap((each) => caseIn(each) ?? []))]),
    currentRules(db),
  ])
  const { teams } = rules.versionAt(at).charter.queues
  return {
    people,
    cases: new Map([...cases].map(([caseId, { reference }]) => [caseId, reference])),
    teams: new Map(teams.map(({ id, name }) => [id, name])),
  }
}

function shown(request: PageRequest, typed: Fields, asked: Asked, { found, known }: Found, wrong?: Invalid) {
  const reader = actorOf(request)
  const rows = found.slice(0, pageLength)
  const last = rows.at(-1)
  const { after: _after, ...kept } = typed
  const model = {
    title: "Audit",
    path: adminPaths.audit,
    exportPath: adminPaths.auditExport,
    entries: rows.map((each) => shownRow(each, reader, known)),
    actions: [{ value: "", text: "Anything" }, ...actionsOffered()],
    isNarrowed: isNarrowed(asked),
    kept,
    keptFields: Object.entries(kept).map(([name, value]) => ({ name, value: [value].flat()[0] ?? "" })),
    next: found.length > pageLength && last !== undefined ? `${last.at}.${last.auditId}` : null,
    typed,
    faults: wrong?.fields ?? [],
  }
  return { view: "admin/pages/audit.njk", model } satisfies PageAnswer
}

function shownRow(row: AuditRow, reader: Actor, known: Known) {
  const { auditId, at, personId, by, action, outcome, target, remote } = row
  return {
    auditId,
    at,
    by: by ?? (personId === null ? "Nobody known, or the desk itself" : `Person ${personId}`),
    words: actionWords(action),
    isRefused: outcome === "refused",
    target: target.map((each) => targetShown(each, reader, known)),
    remote,
  }
}

function isNarrowed(asked: Asked): boolean {
  return Object.values(asked).some((each) => each !== undefined && each !== "")
}

// Ids alone: what was typed to find a person may be anything.
async function noted(request: PageRequest, action: AuditAction, asked: Asked): Promise<void> {
  const { db, at, remoteAddress: remote } = request
  const { reference, person, from, until } = asked
  const target = [
    reference === undefined ? [] : reference,
    person === undefined ? [] : "by-person",
    from === undefined && until === undefined ? [] : "by-date",
  ].flat()
  await record(db, { action, outcome: "done", personId: actorOf(request).personId, target, remote }, at)
}
