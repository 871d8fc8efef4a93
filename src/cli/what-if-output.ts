// The answer of `charter what-if`: one JSON object, written as it comes, or tables and sentences. Neither keeps a million changes in memory.

import { once } from "node:events"
import type { Writable } from "node:stream"
import { referencesOf } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import {
  becauseWords,
  type Change,
  clockWords,
  correctionWords,
  differenceWords,
  priorityWords,
  type Question,
  type Report,
  type Side,
  sideWords,
  type Told,
  verdictWords,
} from "../insight/index.ts"
import { deskZone, zoned } from "../time/index.ts"
import { demandLines, reasonLines, verdictLines } from "./what-if-tables.ts"

export type WhatIfWriter = {
  readonly told: (told: Told) => Promise<void>
  /** Gives whether the record was proved. */
  readonly ended: (report: Report, question: Question, files: Files) => Promise<boolean>
}

type Files = { readonly charter?: string; readonly holidays?: string }
/** A case with what is said of it. */
type Said = { readonly case: string; readonly says: string }

/** How many differences and corrections are told of one by one; all are counted. */
const toldLimit = 1000
const changesShown = 40

export function jsonWriter(db: Db, to: Writable): WhatIfWriter {
  const proof = proofOf(db)
  let written = 0
  return {
    told: async (told) => {
      await proof.take(told)
      const references = await namesIn(db, told.changes)
      const lines = told.changes.map((change) => JSON.stringify(changeAsData(change, references)))
      await write(to, `${lines.map((line) => `${written++ === 0 ? '{"changes":[\n' : ",\n"}${line}`).join("")}`)
    },
    ended: async (report, question, files) => {
      const { baseline, isProved } = proof.found()
      const rest = JSON.stringify({ ...askedAsData(question), ...files, baseline, ...report })
      await write(to, `${written === 0 ? '{"changes":[' : "\n"}],${rest.slice(1)}\n`)
      return isProved
    },
  }
}

export function textWriter(db: Db, to: Writable): WhatIfWriter {
  const proof = proofOf(db)
  const shown: string[] = []
  return {
    told: async (told) => {
      await proof.take(told)
      const more = told.changes.slice(0, changesShown - shown.length)
      const references = await namesIn(db, more)
      shown.push(...more.map((change) => changeLine(change, references)))
    },
    ended: async (report, question, files) => {
      const { baseline, isProved } = proof.found()
      const lines = [
        headline(report, question, files),
        ...proofLines(baseline),
        ...priorityLines(report),
        "",
        ...verdictLines(report),
        "",
        ...changesHead(report),
        ...shown,
        ...(report.changed.promises > shown.length ? [moreLine(report.changed.promises - shown.length)] : []),
        "",
        ...demandLines(report),
      ]
      await write(to, `${lines.join("\n")}\n`)
      return isProved
    },
  }
}

function askedAsData({ at, selection: { from, to, kind } }: Question): object {
  const text = (instant: number | undefined) => (instant === undefined ? undefined : zoned(deskZone, instant))
  return { at: text(at), from: text(from), to: text(to), kind }
}

type Baseline = {
  readonly differences: readonly Said[]
  readonly corrected: readonly Said[]
  readonly counted: Counted
}
type Counted = { readonly differences: number; readonly corrected: number }

/** The record held against its replay, as it is told range by range. */
function proofOf(db: Db) {
  const lists: { differences: Said[]; corrected: Said[] } = { differences: [], corrected: [] }
  const counted = { differences: 0, corrected: 0 }
  return {
    take: async ({ differences, corrected }: Told) => {
      counted.differences += differences.length
      counted.corrected += corrected.length
      const references = await namesIn(db, [...differences, ...corrected])
      const add = (list: Said[], caseId: number, says: string) => {
        if (list.length < toldLimit) list.push({ case: references(caseId), says })
      }
      for (const each of differences) add(lists.differences, each.caseId, differenceWords(each))
      for (const each of corrected) add(lists.corrected, each.caseId, correctionWords(each))
    },
    found: (): { baseline: Baseline; isProved: boolean } => ({
      baseline: { ...lists, counted },
      isProved: counted.differences === 0,
    }),
  }
}

async function namesIn(db: Db, cases: readonly { readonly caseId: number }[]): Promise<(caseId: number) => string> {
  const numbers = [...new Set(cases.map((each) => each.caseId))]
  const references = await referencesOf(db, numbers)
  return (caseId) => references.get(caseId) ?? `case ${caseId}`
}

function changeAsData(change: Change, references: (caseId: number) => string): object {
  const { caseId, clock, startedAt, actual, proposed, because } = change
  const started = zoned(deskZone, startedAt)
  const sides = { actual: sideAsData(actual), proposed: sideAsData(proposed) }
  return { case: references(caseId), clock, startedAt: started, ...sides, because, sentence: becauseWords(change) }
}

function sideAsData({ verdict, dueAt, priority, amount }: Side): object {
  const due = dueAt === null ? null : zoned(deskZone, dueAt)
  return { verdict: verdictWords[verdict].replaceAll(" ", "-"), dueAt: due, priority, target: amount }
}

function headline({ cases, events }: Report, { selection }: Question, { charter, holidays }: Files): string {
  const under = [charter, holidays].filter((each) => each !== undefined).join(" with ")
  const which = selection.kind === undefined ? "" : ` of kind ${selection.kind}`
  return `${count(cases, "case")}${which} (${count(events, "event")}) judged again under ${under}. Nothing has been changed.`
}

function proofLines({ differences, corrected, counted }: Baseline): string[] {
  const proved =
    counted.differences === 0
      ? "The record is proved: replayed under the rules of its time, every recorded outcome comes out as it was recorded"
      : `The record differs from its replay in ${count(counted.differences, "place")}`
  const but = counted.corrected === 0 ? "." : `, but for ${count(counted.corrected, "signed correction")}.`
  const line = ({ case: reference, says }: Said) => `  ${reference}: ${says}`
  return [`${proved}${but}`, ...differences.map(line), ...corrected.map(line)]
}

function priorityLines({ priorities, unrecorded, differing }: Report): string[] {
  const { answers, named, unmatched, without, changed } = priorities
  return [
    `Priorities: ${count(answers, "case")} classified again by recorded answers (${changed} would differ); ${named} without deciding answers and ${unmatched} whose answers match no condition keep theirs; ${without} have none.`,
    ...(unrecorded === 0 ? [] : [`${count(unrecorded, "deadline")} had passed and was not recorded yet.`]),
    ...(differing === 0 ? [] : [`${count(differing, "case")} with a record that differs: left out of the changes.`]),
  ]
}

function changesHead({ changed }: Report): string[] {
  if (changed.promises === 0) return ["No promise would have come out differently."]
  return [
    `${count(changed.promises, "promise")} of ${count(changed.cases, "case")} would have come out differently:`,
    ...reasonLines(changed.because),
  ]
}

function changeLine(change: Change, references: (caseId: number) => string): string {
  const { caseId, clock, actual, proposed } = change
  const priority = priorityWords(actual.priority ?? proposed.priority)
  return `${references(caseId)} ${clockWords[clock]} (${priority}): ${sideWords(actual)} -> ${sideWords(proposed)}. ${becauseWords(change)}`
}

function moreLine(left: number): string {
  return `... and ${left.toLocaleString("en-GB")} more: --json lists them all.`
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en-GB")} ${noun}${number === 1 ? "" : "s"}`
}

async function write(to: Writable, text: string): Promise<void> {
  if (text !== "" && !to.write(text)) await once(to, "drain")
}
