// The first part of the public document: whom it serves, who stands behind it, and how to reach them.

import { openingsInWords } from "../openings.ts"
import { type Charter, forces } from "../schema.ts"
import { capitalised, runsOfDays } from "../words.ts"
import { type Block, clausesBlock, forceSaid, type Row, row, type Section, table } from "./block.ts"
import { own, type Speaker, type Text } from "./text.ts"

export function serviceSections(charter: Charter, speaker: Speaker): Section[] {
  return [about, service, contacts, openingHours].map((section) => section(charter, speaker))
}

function about({ document, customers }: Charter, speaker: Speaker): Section {
  const { said } = speaker
  const firmness = forces.map((force) =>
    row(`force_${force}`, [forceSaid(force, speaker), said(`charter.means.${force}`)]),
  )
  return {
    id: "section_about",
    title: said("charter.about.title"),
    blocks: [
      ...clausesBlock(document.clauses, speaker),
      table(said("charter.about.firmness"), [said("charter.about.word"), said("charter.about.meaning")], firmness),
      table(
        said("charter.about.customers"),
        [said("charter.about.customer"), said("charter.about.wants")],
        customers.map((each) => row(`customer_${each.id}`, [own(each.name), own(each.wants)])),
      ),
    ],
  }
}

function service({ service: { name, what, parts = [], clauses }, personnel }: Charter, speaker: Speaker): Section {
  const { said } = speaker
  const people = personnel.map((each): Row => {
    const under = personnel.find((other) => other.id === each.under)
    return row(`person_${each.id}`, [own(each.role), pointOf(each, speaker), own(under?.role ?? ""), own(each.does)])
  })
  const made = parts.map((each) => row(`part_${each.id}`, [own(each.name), own(each.what)]))
  const partsHead = [said("charter.service.part"), said("charter.service.is")]
  const head = ["role", "point", "reports-to", "does"].map((name) => said(`charter.service.${name}`))
  return {
    id: "section_service",
    title: said("charter.service.title"),
    blocks: [
      { sentence: said("charter.service.what", { name: own(name), what: own(what) }) },
      ...(made.length === 0 ? [] : [table(said("charter.service.parts"), partsHead, made)]),
      ...clausesBlock(clauses, speaker),
      table(said("charter.service.personnel"), head, people),
    ],
  }
}

function pointOf({ point, tier }: Charter["personnel"][number], { said }: Speaker): Text {
  if (tier === undefined) return own(point ?? "")
  if (point === undefined) return said("charter.service.tier", { tier })
  return said("charter.service.point-and-tier", { point: own(point), tier })
}

function contacts({ contacts: { clauses }, complaints }: Charter, speaker: Speaker): Section {
  return {
    id: "section_contacts",
    title: speaker.said("charter.contacts.title"),
    blocks: [
      ...clausesBlock(clauses, speaker),
      { heading: speaker.said("charter.contacts.complaints"), id: "section_complaints" },
      ...clausesBlock(complaints.clauses, speaker),
    ],
  }
}

function openingHours({ calendars }: Charter, speaker: Speaker): Section {
  const blocks = Object.entries(calendars).flatMap(([name, calendar]) => calendarBlocks(name, calendar, speaker))
  return { id: "section_calendars", title: speaker.said("charter.hours.title"), blocks }
}

type Calendar = Charter["calendars"][string]

function calendarBlocks(name: string, calendar: Calendar, speaker: Speaker): Block[] {
  const { said, language } = speaker
  const rows = openingsInWords(runsOfDays(calendar), language).map(({ days, hours }, index) =>
    row(`calendar_${name}_${index + 1}`, [pageText(days), pageText(hours)]),
  )
  return [
    { heading: own(calendar.title), id: `calendar_${name}` },
    { sentence: closedOn(calendar, speaker) },
    table(own(capitalised(name)), [said("charter.hours.days"), said("charter.hours.open")], rows),
  ]
}

function pageText(text: string): Text {
  return [{ text, isOwn: false }]
}

function closedOn({ divisions, zone }: Calendar, { said }: Speaker): Text {
  const [first, ...others] = divisions.map((each) => said(`charter.division.${each}`))
  if (first === undefined) return said("charter.hours.holidays-count", { zone: own(zone) })
  const all = others.reduce((before, other) => said("charter.hours.or-in", { first: before, other }), first)
  return said("charter.hours.closed-in", { divisions: all, zone: own(zone) })
}
