// The audit: who read or was refused what, by person, case, action and date; and the same as a table to take away, which is itself audited.

import { actorOf } from "../../asked.ts"
import { Invalid } from "../../errors.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import { type AuditFilter, type AuditPlace, type AuditRow, listAudit, record } from "../../people/index.ts"
import { actionsOffered, actionWords } from "../audit-words.ts"
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
    // Whoever looks for what others did leaves a trace of it too; turning its pages adds none.
    if (after === null && isNarrowed(asked)) await noted(request, "audit-searched", asked)
    return shown(request.query, asked, found)
  } catch (error) {
    if (error instanceof Invalid) return { ...shown(request.query, {}, [], error), status: 400 }
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
    if (error instanceof Invalid) return { ...shown(request.form, {}, [], error), status: 400 }
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

function shown(typed: Fields, asked: Asked, found: readonly AuditRow[], wrong?: Invalid) {
  const rows = found.slice(0, pageLength)
  const last = rows.at(-1)
  const { after: _after, ...kept } = typed
  const model = {
    title: "Audit",
    path: adminPaths.audit,
    exportPath: adminPaths.auditExport,
    entries: rows.map(shownRow),
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

function shownRow({ auditId, at, personId, by, action, outcome, target, remote }: AuditRow) {
  return {
    auditId,
    at,
    by: by ?? (personId === null ? "Nobody known, or the desk itself" : `Person ${personId}`),
    words: actionWords(action),
    isRefused: outcome === "refused",
    target: target.map((text) => ({ text, href: hrefOf(text) })),
    remote,
  }
}

function hrefOf(target: string): string | null {
  const reference = /^[A-Z]{2,5}-\d{4}-\d{6,}(?=\.\d+$|$)/.exec(target)?.[0]
  return reference === undefined ? null : `/desk/cases/${reference}`
}

function isNarrowed(asked: Asked): boolean {
  return Object.values(asked).some((each) => each !== undefined && each !== "")
}

// Ids alone: what was typed to find a person may be anything.
async function noted(request: PageRequest, action: string, asked: Asked): Promise<void> {
  const { db, at, remoteAddress: remote } = request
  const { reference, person, from, until } = asked
  const target = [
    reference === undefined ? [] : reference,
    person === undefined ? [] : "by-person",
    from === undefined && until === undefined ? [] : "by-date",
  ].flat()
  await record(db, { action, outcome: "done", personId: actorOf(request).personId, target, remote }, at)
}
