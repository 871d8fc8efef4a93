// The third part of the public document: changes, releases with their notice, availability and capacity.

import type { Charter } from "../schema.ts"
import { amountInWords } from "../words.ts"
import { clauseBlock, clausesBlock, type Row, row, type Section, table } from "./block.ts"

export function changeSections(charter: Charter): Section[] {
  return [changes(charter), releases(charter), availability(charter), capacity(charter)]
}

function changes({ changes: { categories, priorities, clauses } }: Charter): Section {
  return {
    id: "section_changes",
    title: "Changes",
    blocks: [
      ...clausesBlock(clauses),
      table(
        "Priorities of changes",
        ["Priority", "When"],
        priorities.map((each) => row(each.id, [`${each.level}. ${each.name}`, each.words], each.force)),
      ),
      table(
        "Categories of changes",
        ["Category"],
        categories.map((each) => row(`category_${each.id}`, [each.name])),
      ),
    ],
  }
}

type Notice = Charter["releases"]["infrastructure"]

function releases(charter: Charter): Section {
  const { notices, infrastructure, clauses } = charter.releases
  return {
    id: "section_releases",
    title: "Releases and notice",
    blocks: [
      ...clausesBlock(clauses),
      table(
        "Notice periods",
        ["Change", "Notice, at least", "What it covers"],
        [...notices, infrastructure].map(noticeRow),
      ),
      table("What a release means for you and for us", ["Release", "For", "Effect"], notices.flatMap(effectRows)),
    ],
  }
}

function noticeRow(notice: Notice): Row {
  return row(notice.id, [notice.name, amountInWords(notice.notice), notice.words], notice.force)
}

function effectRows({ id, name, effects }: Notice): Row[] {
  return effects.map(({ on, what }, index) => row(`${id}_effect-${index + 1}`, [name, on, what]))
}

const periods = { "calendar-month": "each calendar month", "rolling-year": "each rolling year" }
const maintenance = {
  "with-announced-maintenance": "with announced maintenance",
  "without-announced-maintenance": "without announced maintenance",
}

function availability({ availability: { aim, clauses } }: Charter): Section {
  const over = aim.over.map((each) => periods[each]).join(" and ")
  const counting = aim.counting.map((each) => maintenance[each]).join(" and ")
  return {
    id: "section_availability",
    title: "Availability",
    blocks: [
      { clauses: [clauseBlock(aim, `${aim.percent} %, reported for ${over}, ${counting}`)] },
      ...clausesBlock(clauses),
    ],
  }
}

function capacity({ capacity: { links, clauses } }: Charter): Section {
  return {
    id: "section_capacity",
    title: "Capacity",
    blocks: [
      table(
        "Links",
        ["Link", "Speed", "What it is"],
        links.map((each) => row(each.id, [each.name, `${each.megabits} megabits a second`, each.words], each.force)),
      ),
      ...clausesBlock(clauses),
    ],
  }
}
