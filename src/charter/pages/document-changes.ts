// The third part of the public document: changes, releases with their notice, availability and capacity.

import { amountSaid } from "../amount.ts"
import type { Charter } from "../schema.ts"
import { clauseBlock, clausesBlock, forceSaid, type Row, row, type Section, table } from "./block.ts"
import { own, type Speaker, type Text } from "./text.ts"

export function changeSections(charter: Charter, speaker: Speaker): Section[] {
  return [changes, releases, availability, capacity].map((section) => section(charter, speaker))
}

function changes({ changes: { categories, priorities, clauses } }: Charter, speaker: Speaker): Section {
  const { said } = speaker
  const rows = priorities.map((each) => {
    const name = said("charter.numbered", { number: each.level, name: own(each.name) })
    return row(each.id, [name, own(each.words)], forceSaid(each.force, speaker))
  })
  return {
    id: "section_changes",
    title: said("charter.changes.title"),
    blocks: [
      ...clausesBlock(clauses, speaker),
      table(said("charter.changes.priorities"), [said("charter.changes.priority"), said("charter.changes.when")], rows),
      table(
        said("charter.changes.categories"),
        [said("charter.changes.category")],
        categories.map((each) => row(`category_${each.id}`, [own(each.name)])),
      ),
    ],
  }
}

type Notice = Charter["releases"]["infrastructure"]

function releases(charter: Charter, speaker: Speaker): Section {
  const { said } = speaker
  const { notices, infrastructure, clauses } = charter.releases
  const heads = (names: readonly string[]) => names.map((name) => said(`charter.releases.${name}`))
  const periods = [...notices, infrastructure].map((notice) => noticeRow(notice, speaker))
  return {
    id: "section_releases",
    title: said("charter.releases.title"),
    blocks: [
      ...clausesBlock(clauses, speaker),
      table(said("charter.releases.periods"), heads(["change", "notice", "covers"]), periods),
      table(said("charter.releases.means"), heads(["release", "for", "effect"]), notices.flatMap(effectRows)),
    ],
  }
}

function noticeRow({ id, name, notice, words, force }: Notice, speaker: Speaker): Row {
  const amount = [{ text: amountSaid(notice, speaker.language.say), isOwn: false }]
  return row(id, [own(name), amount, own(words)], forceSaid(force, speaker))
}

function effectRows({ id, name, effects }: Notice): Row[] {
  return effects.map(({ on, what }, index) => row(`${id}_effect-${index + 1}`, [own(name), own(on), own(what)]))
}

function availability({ availability: { aim, clauses } }: Charter, speaker: Speaker): Section {
  const { said } = speaker
  const both = (names: readonly string[]): Text =>
    names
      .map((name) => said(`charter.availability.${name}`))
      .reduce((one, other) => said("charter.availability.both", { one, other }))
  const figure = said("charter.availability.figure", {
    percent: aim.percent,
    over: both(aim.over),
    counting: both(aim.counting),
  })
  return {
    id: "section_availability",
    title: said("charter.availability.title"),
    blocks: [{ clauses: [clauseBlock(aim, speaker, figure)] }, ...clausesBlock(clauses, speaker)],
  }
}

function capacity({ capacity: { links, clauses } }: Charter, speaker: Speaker): Section {
  const { said } = speaker
  const rows = links.map(({ id, name, megabits, words, force }) => {
    const speed = said("charter.capacity.megabits", { count: megabits })
    return row(id, [own(name), speed, own(words)], forceSaid(force, speaker))
  })
  const head = ["link", "speed", "what"].map((name) => said(`charter.capacity.${name}`))
  return {
    id: "section_capacity",
    title: said("charter.capacity.title"),
    blocks: [table(said("charter.capacity.links"), head, rows), ...clausesBlock(clauses, speaker)],
  }
}
