// Made-up cases as the lines that COPY takes: a row a line, in the order of the columns below.

import type { CaseChange } from "../cases/index.ts"
import { instant as written } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { MadeCase } from "./story.ts"

// Most instants of a case are those of a few events.
const instants = new Map<number, string>()

function instant(at: number): string {
  const known = instants.get(at) ?? written(at)
  if (instants.size > 200) instants.clear()
  instants.set(at, known)
  return known
}

type Field = string | number | boolean | null | Buffer

/** What is written where. `words` is a table of our own, from which PostgreSQL makes what search looks through. */
export const copies = {
  cases: `case_id, reference, references_all, kind, state, is_open, priority, queue, owner_id, subject, opened_at, version, seq,
    chain_head, fold, fold_version, next_due_at, next_due_clock, next_at`,
  events: "case_id, seq, at, type, v, body, hash",
  content: "case_id, content_id, kind, person_id, origin_content_id, salt, bytes",
  clocks: "case_id, name, state, started_at, due_at, ended_at, next_at, charter_version",
  notices: `case_id, notice_id, kind, is_automatic, recipient_content_id, body_content_id, facts, created_at, state, attempts,
    next_attempt_at, look_at, rendered_content_id, sent_at`,
  letters: `received_at, source, size, sha256, state, reason, read_at, case_id, letter_content_id`,
  case_numbers: "case_id, backwards",
  bench_words: "case_id, words",
} as const

export type CopiedTable = keyof typeof copies
export const copiedTables = Object.keys(copies) as CopiedTable[]

/** The lines of one case, by table. */
export function linesOf(made: MadeCase, at: EpochMilliseconds): Record<CopiedTable, string> {
  const { change } = made
  return {
    cases: line(caseFields(change)),
    events: change.events.map((each) => line(eventFields(change.caseId, each))).join(""),
    content: change.contents.map((each) => line(contentFields(change.caseId, each))).join(""),
    clocks: change.clocks.map((each) => line(clockFields(change.caseId, each))).join(""),
    notices: change.notices.map((each, index) => line(noticeFields(made, each, index + 1, at))).join(""),
    letters: made.letterContent === null ? "" : line(letterFields(made, made.letterContent)),
    case_numbers: change.numbers.map((backwards) => line([change.caseId, backwards])).join(""),
    bench_words: line([change.caseId, change.words]),
  }
}

function caseFields(change: CaseChange): Field[] {
  const { state } = change
  return [
    change.caseId,
    change.reference,
    `{${change.references.join(",")}}`,
    state.kind,
    state.state,
    change.isOpen,
    state.priority,
    state.queue,
    state.ownerId,
    change.subject ?? null,
    instant(state.receivedAt),
    state.version,
    state.seq,
    change.events.at(-1)?.hash ?? null,
    JSON.stringify(state),
    change.foldVersion,
    instant(change.nextDue?.dueAt ?? Number.POSITIVE_INFINITY),
    change.nextDue?.clock ?? null,
    instant(change.nextAt),
  ]
}

function eventFields(caseId: number, event: CaseChange["events"][number]): Field[] {
  return [caseId, event.seq, instant(event.at), event.type, event.v, event.body, event.hash]
}

function contentFields(caseId: number, content: CaseChange["contents"][number]): Field[] {
  const { contentId, kind, personId, originContentId, salt, bytes } = content
  return [caseId, contentId, kind, personId, originContentId, salt, bytes]
}

function clockFields(caseId: number, clock: CaseChange["clocks"][number]): Field[] {
  const moment = (at: number | null) => (at === null ? null : instant(at))
  const { name, state, startedAt, dueAt, endedAt, nextAt, charterVersion } = clock
  return [caseId, name, state, instant(startedAt), moment(dueAt), moment(endedAt), instant(nextAt), charterVersion]
}

function noticeFields(made: MadeCase, notice: CaseChange["notices"][number], number: number, at: number): Field[] {
  const { kind, isAutomatic, recipient, body, facts } = notice
  const now = instant(at)
  const rendered = made.rendered.get(number) ?? null
  const id = [made.change.caseId, number]
  return [...id, kind, isAutomatic, recipient, body, JSON.stringify(facts), now, "sent", 1, now, now, rendered, now]
}

function letterFields({ change }: MadeCase, letterContent: number): Field[] {
  const raw = change.contents.find((each) => each.contentId === letterContent)
  const received = instant(change.state.receivedAt)
  const size = raw?.bytes.length ?? 0
  const sha256 = change.events.at(-1)?.hash ?? null
  return [received, "smtp", size, sha256, "filed", "a new case", received, change.caseId, letterContent]
}

function line(fields: readonly Field[]): string {
  return `${fields.map(fieldText).join("\t")}\n`
}

function fieldText(field: Field): string {
  if (field === null) return "\\N"
  if (typeof field === "string") return escaped(field)
  return Buffer.isBuffer(field) ? `\\\\x${field.toString("hex")}` : String(field)
}

const special = /[\\\t\n\r]/
const escapes: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" }

function escaped(text: string): string {
  return special.test(text) ? text.replace(/[\\\t\n\r]/g, (each) => escapes[each] ?? each) : text
}
