// The second part of the public document: cases, how serious they are, by when they are answered, and who takes over.

import { amountSaid } from "../amount.ts"
import type { Chain, Charter, ClockDeclaration } from "../schema.ts"
import { levelsOf, targetFor } from "../targets.ts"
import { capitalised } from "../words.ts"
import { type Block, clauseBlock, clausesBlock, forceSaid, type Row, row, type Section, table } from "./block.ts"
import { own, type Speaker, type Text } from "./text.ts"

export function caseSections(charter: Charter, speaker: Speaker): Section[] {
  return [kinds, priorities, times, escalation, knowledge, performance].map((section) => section(charter, speaker))
}

function kinds(charter: Charter, { said }: Speaker): Section {
  const rows = charter.kinds.map((each) => row(`kind_${each.id}`, [own(each.name), own(each.prefix), own(each.what)]))
  const head = ["kind", "prefix", "what"].map((name) => said(`charter.kinds.${name}`))
  const title = said("charter.kinds.title")
  return { id: "section_kinds", title, blocks: [table(title, head, rows)] }
}

function priorities(charter: Charter, speaker: Speaker): Section {
  const { said } = speaker
  const rows = charter.priorities.map(({ id, level, name, words, conditions, force }): Row => {
    const items = conditions.map((each) => ({ id: each.id, text: own(each.text) }))
    const numbered = said("charter.numbered", { number: level, name: own(name) })
    return { id, cells: [{ text: numbered }, { text: own(words), items }], force: forceSaid(force, speaker) }
  })
  const head = [said("charter.priorities.priority"), said("charter.priorities.when")]
  return {
    id: "section_priorities",
    title: said("charter.priorities.title"),
    blocks: [table(said("charter.priorities.caption"), head, rows)],
  }
}

function times(charter: Charter, speaker: Speaker): Section {
  const { within, calendar } = charter.reopening
  const figure = measured(within, calendar, charter, speaker)
  return {
    id: "section_times",
    title: speaker.said("charter.times.title"),
    blocks: [
      ...charter.clocks.flatMap((clock) => clockBlocks(charter, clock, speaker)),
      { heading: speaker.said("charter.times.reopening"), id: "section_reopening" },
      { clauses: [clauseBlock(charter.reopening, speaker, figure)] },
    ],
  }
}

function clockBlocks(charter: Charter, clock: ClockDeclaration, speaker: Speaker): Block[] {
  const { said } = speaker
  const { clause, force, words } = clock
  const title = own(clock.title)
  const head = ["for", "target", "warned"].map((name) => said(`charter.times.${name}`))
  const counts = said("charter.times.counts", countingOf(charter, clock, speaker))
  return [
    { heading: title, id: `clock_${clock.name}` },
    { clauses: [clauseBlock({ id: clause, force, words }, speaker)] },
    table(title, head, clockRows(charter, clock, speaker)),
    { sentence: [...counts, { text: " ", isOwn: false }, ...breachOf(charter, clock, speaker)] },
  ]
}

function clockRows(charter: Charter, clock: ClockDeclaration, speaker: Speaker): Row[] {
  const { clause, target } = clock
  const { said } = speaker
  const force = forceSaid(clock.force, speaker)
  if ("always" in target) {
    const every = said("charter.times.every-case")
    return [row(`${clause}_every-case`, [every, ...amounts(clock, null, speaker)], force)]
  }
  return levelsOf(charter).map((level) => {
    const name = said("charter.times.priority", { level })
    return row(`${clause}_priority-${level}`, [name, ...amounts(clock, level, speaker)], force)
  })
}

function amounts(clock: ClockDeclaration, level: 1 | 2 | 3 | 4 | null, { said, language }: Speaker): Text[] {
  return [clock.target, clock.warns].map((each) => {
    const amount = targetFor(each, level ?? 1)
    return amount === undefined ? said("charter.none") : [{ text: amountSaid(amount, language.say), isOwn: false }]
  })
}

function countingOf(charter: Charter, clock: ClockDeclaration, { said }: Speaker) {
  const { starts, restarts, stops, pauses, calendar } = clock
  const start = restarts === undefined ? starts : `${starts}-${restarts}`
  return {
    starts: said(`charter.starts.${start}`, { stop: said(`charter.stop.${stops}`) }),
    pauses: said(`charter.pauses.${pauses.length === 0 ? "nothing" : "customer"}`),
    calendar: own(charter.calendars[calendar]?.title ?? calendar),
  }
}

function breachOf(charter: Charter, { breach: { escalate } }: ClockDeclaration, { said }: Speaker): Text {
  const chain = charter.chains.find((each) => each.id === escalate.chain)
  const step = chain?.steps.find((each) => each.id === escalate.step)
  return said("charter.times.breach", { step: own(step?.name ?? escalate.step) })
}

/** `10 working days: Contact centre`. */
export function measured(amount: string, calendar: string, charter: Charter, { said, language }: Speaker): Text {
  const title = own(charter.calendars[calendar]?.title ?? capitalised(calendar))
  return said("charter.times.measured", { amount: amountSaid(amount, language.say), calendar: title })
}

function escalation(charter: Charter, speaker: Speaker): Section {
  const { said } = speaker
  const teams = charter.queues.teams.map((each) => row(`team_${each.id}`, [own(each.name), own(each.what)]))
  const first = own(teamName(charter, charter.queues.first))
  const title = said("charter.escalation.teams")
  return {
    id: "section_escalation",
    title: said("charter.escalation.title"),
    blocks: [
      ...charter.chains.flatMap((chain) => chainBlocks(charter, chain, speaker)),
      { heading: title, id: "section_teams" },
      { sentence: said("charter.escalation.first", { team: first }) },
      table(title, [said("charter.escalation.team"), said("charter.escalation.takes")], teams),
    ],
  }
}

function chainBlocks(charter: Charter, { id, title, clause, force, words, steps }: Chain, speaker: Speaker): Block[] {
  const { said } = speaker
  const rows = steps.map((step, index) => {
    const name = said("charter.numbered", { number: index + 1, name: own(step.name) })
    return row(`step_${id}_${step.id}`, [name, own(teamName(charter, step.queue)), own(step.what)])
  })
  const head = ["step", "team", "what"].map((name) => said(`charter.escalation.${name}`))
  return [
    { heading: own(title), id: `chain_${id}` },
    { clauses: [clauseBlock({ id: clause, force, words }, speaker)] },
    table(own(title), head, rows),
  ]
}

function teamName(charter: Charter, id: string): string {
  return charter.queues.teams.find((each) => each.id === id)?.name ?? id
}

function knowledge({ knowledge: known, equipment }: Charter, speaker: Speaker): Section {
  return {
    id: "section_knowledge",
    title: speaker.said("charter.knowledge.title"),
    blocks: [...clausesBlock(known.clauses, speaker), ...clausesBlock(equipment.clauses, speaker)],
  }
}

function performance({ floor }: Charter, speaker: Speaker): Section {
  const { said } = speaker
  const rows = floor.kpis.map(({ id, title, words, percent, per, counts, of, force }) => {
    const atLeast = percent === undefined ? undefined : { percent, words: own(words) }
    const figure = atLeast === undefined ? own(words) : said("charter.performance.at-least", atLeast)
    const counted = said(`charter.performance.count.${per}`, { counts: own(counts), of: own(of) })
    return row(id, [own(title), figure, counted], forceSaid(force, speaker))
  })
  const head = ["measure", "figure", "counted"].map((name) => said(`charter.performance.${name}`))
  return {
    id: "section_performance",
    title: said("charter.performance.title"),
    blocks: [table(said("charter.performance.caption"), head, rows), ...clausesBlock(floor.clauses, speaker)],
  }
}
