// The first part of the public document: whom it serves, who stands behind it, and how to reach them.

import { type Charter, forces } from "../schema.ts"
import { capitalised, divisionInWords, forceMeanings, forceNames, weekInWords } from "../words.ts"
import { type Block, clausesBlock, type Row, row, type Section, table } from "./block.ts"

export function serviceSections(charter: Charter): Section[] {
  return [about(charter), service(charter), contacts(charter), openingHours(charter)]
}

function about({ document, customers }: Charter): Section {
  const firmness = forces.map((force) => row(`force_${force}`, [forceNames[force], forceMeanings[force]]))
  return {
    id: "section_about",
    title: "About this charter",
    blocks: [
      ...clausesBlock(document.clauses),
      table("How firmly we promise", ["Word beside a figure", "What it means"], firmness),
      table(
        "Who this charter is for",
        ["Customer", "What they want from us"],
        customers.map((each) => row(`customer_${each.id}`, [each.name, each.wants])),
      ),
    ],
  }
}

function service({ service: { name, what, clauses }, personnel }: Charter): Section {
  const people = personnel.map((each): Row => {
    const point = [each.point, each.tier === undefined ? undefined : `Tier ${each.tier}`].filter(
      (text) => text !== undefined,
    )
    const under = personnel.find((other) => other.id === each.under)
    return row(`person_${each.id}`, [each.role, point.join(". "), under?.role ?? "", each.does])
  })
  return {
    id: "section_service",
    title: "The service and its key personnel",
    blocks: [
      { sentence: `${name}: ${what}` },
      ...clausesBlock(clauses),
      table("Key personnel", ["Role", "Contact point or tier", "Reports to", "What they do"], people),
    ],
  }
}

function contacts({ contacts: { clauses }, complaints }: Charter): Section {
  return {
    id: "section_contacts",
    title: "Contacting us, and complaints",
    blocks: [
      ...clausesBlock(clauses),
      { heading: "Complaints", id: "section_complaints" },
      ...clausesBlock(complaints.clauses),
    ],
  }
}

function openingHours({ calendars }: Charter): Section {
  const blocks = Object.entries(calendars).flatMap(([name, calendar]): Block[] => [
    { heading: calendar.title, id: `calendar_${name}` },
    { sentence: closedOn(calendar) },
    table(
      capitalised(name),
      ["Days", "Open"],
      weekInWords(calendar).map(({ days, hours }, index) => row(`calendar_${name}_${index + 1}`, [days, hours])),
    ),
  ])
  return { id: "section_calendars", title: "Opening hours and working days", blocks }
}

function closedOn({ divisions, zone }: Charter["calendars"][string]): string {
  const where = divisions.map(divisionInWords)
  const holidays =
    where.length === 0
      ? "Public holidays make no difference."
      : `Closed on public holidays in ${where.join(", or in ")}.`
  return `${holidays} Times are those of ${zone}.`
}
