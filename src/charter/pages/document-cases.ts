// The second part of the public document: cases, how serious they are, by when they are answered, and who takes over.

import type { Chain, Charter, ClockDeclaration } from "../schema.ts"
import { levelsOf, targetFor } from "../targets.ts"
import { amountInWords, capitalised, forceNames } from "../words.ts"
import { type Block, clauseBlock, clausesBlock, type Row, row, type Section, table } from "./block.ts"

export function caseSections(charter: Charter): Section[] {
  return [
    kinds(charter),
    priorities(charter),
    times(charter),
    escalation(charter),
    knowledge(charter),
    performance(charter),
  ]
}

function kinds(charter: Charter): Section {
  const rows = charter.kinds.map((each) => row(`kind_${each.id}`, [each.name, each.prefix, each.what]))
  return {
    id: "section_kinds",
    title: "Kinds of case",
    blocks: [table("Kinds of case", ["Kind", "Its reference begins with", "What it is"], rows)],
  }
}

function priorities(charter: Charter): Section {
  const rows = charter.priorities.map((each): Row => {
    const cells = [{ text: `${each.level}. ${each.name}` }, { text: each.words, items: each.conditions }]
    return { id: each.id, cells, force: forceNames[each.force] }
  })
  return {
    id: "section_priorities",
    title: "Priorities",
    blocks: [table("Priorities and their conditions", ["Priority", "When"], rows)],
  }
}

function times(charter: Charter): Section {
  const { id, force, words, within, calendar } = charter.reopening
  return {
    id: "section_times",
    title: "The times we promise",
    blocks: [
      ...charter.clocks.flatMap((clock) => clockBlocks(charter, clock)),
      { heading: "Opening a case again", id: "section_reopening" },
      { clauses: [clauseBlock({ id, force, words }, measured(within, calendar, charter))] },
    ],
  }
}

function clockBlocks(charter: Charter, clock: ClockDeclaration): Block[] {
  return [
    { heading: clock.title, id: `clock_${clock.name}` },
    { clauses: [clauseBlock({ id: clock.clause, force: clock.force, words: clock.words })] },
    table(clock.title, ["For", "Target", "We are warned after"], clockRows(charter, clock)),
    { sentence: `${countingOf(charter, clock)} ${breachOf(charter, clock)}` },
  ]
}

function clockRows(charter: Charter, clock: ClockDeclaration): Row[] {
  const { clause, force } = clock
  if ("always" in clock.target) return [row(`${clause}_every-case`, ["Every case", ...amounts(clock, null)], force)]
  return levelsOf(charter).map((level) =>
    row(`${clause}_priority-${level}`, [`Priority ${level}`, ...amounts(clock, level)], force),
  )
}

function amounts(clock: ClockDeclaration, level: 1 | 2 | 3 | 4 | null): string[] {
  return [clock.target, clock.warns].map((each) => {
    const amount = targetFor(each, level ?? 1)
    return amount === undefined ? "None" : amountInWords(amount)
  })
}

function countingOf(charter: Charter, clock: ClockDeclaration): string {
  const starts = clock.starts === "declaration" ? "a major incident is declared" : "we receive the contact"
  const restarts = clock.restarts === undefined ? "" : restartWords[clock.restarts]
  const pauses = clock.pauses.length === 0 ? "Nothing pauses it." : "It pauses only while we wait for the customer."
  const title = charter.calendars[clock.calendar]?.title ?? clock.calendar
  return `It starts when ${starts}${restarts} and stops when ${stopWords[clock.stops]}. ${pauses} It counts time by this calendar: ${title}.`
}

const stopWords: Record<ClockDeclaration["stops"], string> = {
  "message-from-a-person": "a person answers",
  resolution: "the case is resolved",
  restoration: "full service is restored",
}
const restartWords = {
  "staff-update": ", begins again with each update by staff,",
  "progress-update": ", begins again each time that we tell everyone affected,",
}

function breachOf(charter: Charter, { breach: { escalate } }: ClockDeclaration): string {
  const chain = charter.chains.find((each) => each.id === escalate.chain)
  const step = chain?.steps.find((each) => each.id === escalate.step)
  return `If it is missed the case goes to: ${step?.name ?? escalate.step}.`
}

/** `10 working days, by the calendar Contact centre`. */
export function measured(amount: string, calendar: string, charter: Charter): string {
  return `${amountInWords(amount)}: ${charter.calendars[calendar]?.title ?? capitalised(calendar)}`
}

function escalation(charter: Charter): Section {
  const teams = charter.queues.teams.map((each) => row(`team_${each.id}`, [each.name, each.what]))
  return {
    id: "section_escalation",
    title: "Escalation",
    blocks: [
      ...charter.chains.flatMap((chain) => chainBlocks(charter, chain)),
      { heading: "Teams", id: "section_teams" },
      { sentence: `New cases start with this team: ${teamName(charter, charter.queues.first)}.` },
      table("Teams", ["Team", "What it takes"], teams),
    ],
  }
}

function chainBlocks(charter: Charter, { id, title, clause, force, words, steps }: Chain): Block[] {
  const rows = steps.map((step, index) =>
    row(`step_${id}_${step.id}`, [`${index + 1}. ${step.name}`, teamName(charter, step.queue), step.what]),
  )
  return [
    { heading: title, id: `chain_${id}` },
    { clauses: [clauseBlock({ id: clause, force, words })] },
    table(title, ["Step", "Team", "What happens there"], rows),
  ]
}

function teamName(charter: Charter, id: string): string {
  return charter.queues.teams.find((each) => each.id === id)?.name ?? id
}

function knowledge(charter: Charter): Section {
  return {
    id: "section_knowledge",
    title: "Knowledge and equipment",
    blocks: [...clausesBlock(charter.knowledge.clauses), ...clausesBlock(charter.equipment.clauses)],
  }
}

function performance({ floor }: Charter): Section {
  const rows = floor.kpis.map((each) => {
    const figure = each.percent === undefined ? each.words : `${each.percent} % or more. ${each.words}`
    return row(each.id, [each.title, figure, `Each ${each.per}. ${each.counts}, out of: ${each.of}`], each.force)
  })
  return {
    id: "section_performance",
    title: "How we measure ourselves",
    blocks: [
      table("Key performance indicators", ["Measure", "Figure", "How it is counted"], rows),
      ...clausesBlock(floor.clauses),
    ],
  }
}
