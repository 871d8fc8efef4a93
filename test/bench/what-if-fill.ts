// A thread of the benchmark: writes cases whose histories have ten events each, made by the desk's own decisions and chained by its own hashes.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { workerData } from "node:worker_threads"
import { from as copyFrom } from "pg-copy-streams"
import { z } from "zod"
import type { CaseEvent } from "../../src/cases/index.ts"
import { readCharter } from "../../src/charter/index.ts"
import { closeDatabase, instant, openDatabase, transaction } from "../../src/database/index.ts"
import { historyOf, rulesOfOne } from "../../src/insight/test-histories.ts"
import { chainStart, declarationOf, eventBody, linkHash } from "../../src/timeline/index.ts"

const { url, from, to } = z.object({ url: z.string(), from: z.int(), to: z.int() }).parse(workerData)
const eventsEach = 10
const different = 3000
const minute = 60_000
const sha256 = "3f".repeat(32)
const begins = Temporal.Instant.from("2024-11-01T00:00Z").epochMilliseconds
const twoYears = 730 * 24 * 60

type Line = { readonly before: string; readonly after: string; readonly columns: string }
type Template = { readonly openedAt: string; readonly priority: string; readonly lines: readonly Line[] }

const templates = templatesOf(generator(from + 1))
const db = openDatabase({ url, connections: 2, name: "charter bench fill" })
for (let first = from + 1; first <= to; first += 10_000) await write(first, Math.min(to, first + 9999))
await closeDatabase(db)

async function write(first: number, last: number): Promise<void> {
  const rows: string[] = []
  const events = function* () {
    for (let caseId = first; caseId <= last; caseId++) yield caseLines(caseId, rows)
  }
  await transaction(db, async ({ client }) => {
    await pipeline(
      Readable.from(events()),
      client.query(copyFrom("copy events (case_id, seq, at, type, v, body, hash) from stdin")),
    )
    const columns =
      "case_id, reference, references_all, kind, state, is_open, priority, queue, opened_at, version, seq, chain_head, fold, fold_version"
    await pipeline(Readable.from(rows), client.query(copyFrom(`copy cases (${columns}) from stdin`)))
  })
}

function caseLines(caseId: number, rows: string[]): string {
  const template = templates[caseId % templates.length]
  if (template === undefined) throw new Error("there are templates")
  let previous: Buffer = chainStart
  const lines = template.lines.map(({ before, after, columns }, index) => {
    const body = `${before}${caseId}${after}`
    previous = linkHash(previous, body)
    return `${caseId}\t${index + 1}\t${columns}\t${body}\t\\\\x${previous.toString("hex")}\n`
  })
  const reference = `INC-2026-${String(caseId).padStart(6, "0")}`
  const ended = `resolved\tfalse\t${template.priority}\tcontact-centre\t${template.openedAt}`
  rows.push(
    `${caseId}\t${reference}\t{${reference}}\tincident\t${ended}\t4\t${eventsEach}\t\\\\x${previous.toString("hex")}\t{}\t1\n`,
  )
  return lines.join("")
}

/** Histories of ten events, in time and late, held and answered, at every hour of two years. */
function templatesOf(random: () => number): Template[] {
  const charter = readCharter(
    readFileSync(join(import.meta.dirname, "../../charters/college-learn.yaml"), "utf8"),
    "charter",
  )
  const rules = rulesOfOne(charter)
  const found: Template[] = []
  const some = <Value>(values: readonly [Value, ...Value[]]) =>
    values[Math.floor(random() * values.length)] ?? values[0]
  while (found.length < different) {
    const opening = {
      at: begins + Math.floor(random() * twoYears) * minute,
      late: 0,
      priority: some<1 | 2 | 3 | 4>([1, 2, 3, 4, 4, 4]),
      isCall: random() < 0.2,
      hasAnswers: random() < 0.7,
    } as const
    const deeds = [
      ...Array.from({ length: Math.floor(random() * 4) }, () => some(["reply", "note", "hold", "write", "resume"])),
      "resolve",
    ]
    const done = deeds.map((does) => ({ after: Math.floor(random() ** 3 * 3000), does, of: 1 }))
    const history = historyOf(opening, done, rules)
    if (history.length === eventsEach) found.push(templateOf(history))
  }
  return found
}

function templateOf(history: readonly CaseEvent[]): Template {
  const [opened] = history
  if (opened?.type !== "opened") throw new Error("a history begins with opened")
  const ref = (content: number) => ({ content, sha256 })
  const words = { requester: { name: ref(1), email: ref(2) }, subject: ref(3), body: ref(4) }
  const full: CaseEvent[] = [{ ...opened, data: { ...opened.data, ...words, notices: [1] } }, ...history.slice(1)]
  const lines = full.map((event) => {
    const { v } = declarationOf(event.type)
    const [before = "", after = ""] = eventBody(0, { ...event, v }).split(/(?<="case":)0/)
    return {
      before,
      after: after.replaceAll('"sha256":""', `"sha256":"${sha256}"`),
      columns: `${instant(event.at)}\t${event.type}\t${v}`,
    }
  })
  return { lines, openedAt: instant(opened.data.receivedAt), priority: `${opened.data.classification?.priority ?? 4}` }
}

/** A seeded generator, mulberry32: the same histories in every run. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const again = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((again ^ (again >>> 14)) >>> 0) / 4_294_967_296
  }
}
