// The wallboard: large figures for across a room, the same figures as tables, and what each of them counts.

import { actorOf } from "../../asked.ts"
import { currentRules } from "../../clocks/index.ts"
import type { Page } from "../../page.ts"
import { type EpochMilliseconds, timeInWords } from "../../time/index.ts"
import { floorKept } from "../kept.ts"
import { type Floor, riskMinutes } from "../now.ts"
import { floorPath } from "../paths.ts"
import { bars } from "./bars.ts"

export const floorNavigation = { text: "Floor", href: floorPath, audience: "see-floor" } as const

export const floorPages: readonly Page[] = [
  {
    method: "GET",
    path: floorPath,
    audience: "see-floor",
    answer: async (request) => {
      const { db, at, read } = request
      const actor = actorOf(request)
      const { charter } = (await currentRules(db)).versionAt(at)
      const floor = await read((reads) => floorKept(db, reads, actor, charter, at))
      return { view: "floor/pages/floor.njk", model: { ...shown(floor, at), path: floorPath } }
    },
  },
]

function shown({ all, teams, people, halfHours, contacts, majors }: Floor, at: EpochMilliseconds) {
  return {
    asOf: timeInWords(at),
    riskMinutes,
    figures: [
      { name: "Waiting", value: words(all.waiting), level: "plain" },
      { name: "At risk", value: words(all.atRisk), level: all.atRisk > 0 ? "soon" : "plain" },
      { name: "Breached", value: words(all.breached), level: all.breached > 0 ? "late" : "plain" },
      { name: "Without an owner", value: words(all.unowned), level: "plain" },
      { name: "Contacts today", value: words(contacts), level: "plain" },
    ],
    teams: teams.map(({ queue, name, ...counts }) => ({
      name,
      href: `/desk/cases?queue=${encodeURIComponent(queue)}`,
      ...inWords(counts),
    })),
    people: people.map(({ name, waiting, atRisk, breached }) => ({ name, ...inWords({ waiting, atRisk, breached }) })),
    halfHours: halfHours.map(({ from, contacts: came, byPhone }) => ({
      from: timeInWords(from),
      to: timeInWords(from + 1_800_000),
      contacts: words(came),
      byPhone: words(byPhone),
    })),
    chart: bars(halfHours),
    majors: majors.map((each) => ({
      ...each,
      href: `/desk/cases/${each.reference}`,
      children: words(each.children),
      isLate: each.nextDueAt !== null && each.nextDueAt < at,
    })),
  }
}

function inWords<Name extends string>(counts: Record<Name, number>) {
  const pairs = Object.entries<number>(counts).map(([name, count]) => [name, words(count)])
  return {
    ...(Object.fromEntries(pairs) as Record<string, string>),
    isLate: "breached" in counts && counts.breached !== 0,
  }
}

function words(count: number): string {
  return count.toLocaleString("en-GB")
}
