/** Makes the questions: seeded, so that any one of a million can be asked again by its number alone. */
import type { Holiday } from "./holidays.ts"
import {
  anyMoment,
  aroundAnnouncement,
  beforeLateHoliday,
  clockChange,
  day,
  edge,
  endOfKnowledge,
  faceNear,
  hour,
  minute,
  rounded,
  second,
  strangeLocalTime,
  written,
} from "./moments.ts"
import type { Question } from "./oracle.ts"
import { type Chance, chanceOf } from "./random.ts"
import { spoiled } from "./spoiled.ts"

export interface Case {
  index: number
  verb: "due" | "elapsed"
  kind: "minutes" | "hours" | "working days" | "months" | "elapsed"
  /** `from` lies within a second of an opening, a closing, a holiday's midnight or a change of the clocks. */
  edged: boolean
  /** What is written to the command line's `--stdin`; a spoiled one need not even be JSON. */
  line: string
}

export function caseMaker(seed: number, holidays: Holiday[]): (index: number) => Case {
  const [date, ...dates] = [...new Set(holidays.map((holiday) => holiday.date))].filter(inYears)
  if (date === undefined) throw new Error("no holidays to ask about")
  return (index) => caseOf(chanceOf(seed, index), index, [date, ...dates])
}

function inYears(date: string): boolean {
  return date >= "2012" && date < "2029"
}

function caseOf(chance: Chance, index: number, holidays: [string, ...string[]]): Case {
  const edged = chance.oneIn(5)
  const strange = !edged && chance.oneIn(40)
  const from = strange ? clockChange(chance) : edged ? edge(chance, holidays) : start(chance)
  const wanted = chance.oneIn(4) ? span(chance, from, holidays) : amount(chance, edged)
  const asked = {
    calendar: chance.pick(["contact-centre", "freedom-of-information"]),
    from: strange ? strangeLocalTime(chance, from) : written(chance, from),
    ...wanted.member,
    ...pausesNear(chance, from, wanted.reach, edged),
    ...knowledge(chance, from),
  }
  const { verb, kind } = wanted
  return { index, verb, kind, edged, line: chance.oneIn(80) ? spoiled(chance, asked) : JSON.stringify(asked) }
}

/** Mostly anywhere from 2012 to 2028; a few beyond what is known, for the sake of what is only assumed. */
function start(chance: Chance): number {
  if (chance.oneIn(8)) return beforeLateHoliday(chance)
  if (chance.oneIn(30)) return clockChange(chance) + rounded(chance, chance.between(-3 * day, 3 * day))
  if (chance.oneIn(50))
    return endOfKnowledge(chance) + chance.pick([0, -1, rounded(chance, chance.between(-20, 3) * day)])
  if (chance.oneIn(100)) return anyMoment(chance) + chance.pick([-17, 17]) * 365 * day
  return anyMoment(chance)
}

interface Wanted {
  verb: Case["verb"]
  kind: Case["kind"]
  member: Pick<Question, "for" | "to">
  /** About how far from `from` the answer may lie, in milliseconds: where pauses are worth placing. */
  reach: number
}

function amount(chance: Chance, edged: boolean): Wanted {
  const kind = chance.pick(["minutes", "hours", "hours", "working days", "working days", "months"] as const)
  const made = (count: number, unit: string, reach: number): Wanted => {
    return { verb: "due", kind, member: { for: `${count}${unit}` }, reach }
  }
  if (kind === "minutes") {
    const count = chance.pick([
      30,
      60,
      30 * chance.between(1, 80),
      chance.between(30, 2400),
      540 * chance.between(1, 4),
    ])
    return made(count, "m", count * 5 * minute + day)
  }
  if (kind === "hours") {
    const count = edged && chance.oneIn(2) ? chance.pick([9, 18, 27, 36, 24]) : chance.between(1, 40)
    return made(count, "h", count * 5 * hour + day)
  }
  const count = chance.between(1, kind === "months" ? 12 : chance.pick([3, 10, 20, 60]))
  return kind === "months" ? made(count, "mo", count * 31 * day) : made(count, "wd", count * 1.5 * day + 3 * day)
}

function span(chance: Chance, from: number, holidays: [string, ...string[]]): Wanted {
  const reach = chance.pick([0, second, hour, day, 4 * day, 14 * day, 14 * day, 90 * day, chance.below(700) * day])
  const to = from + chance.below(reach + 1)
  const near = [rounded(chance, to), faceNear(chance, to, 0), edge(chance, holidays), endOfKnowledge(chance)] as const
  const exact = chance.pick([to, to, ...near])
  // An edge may lie anywhere in seventeen years: walking there day by day is for a few, and half would be backwards.
  const end = Math.abs(exact - from) > 800 * day || (exact < from && !chance.oneIn(20)) ? to : exact
  return { verb: "elapsed", kind: "elapsed", member: { to: written(chance, end) }, reach }
}

function pausesNear(chance: Chance, from: number, reach: number, edged: boolean): Pick<Question, "pauses"> {
  const count = chance.pick([0, 0, 0, 1, 1, 2, 3, 4])
  if (count === 0) return chance.oneIn(10) ? { pauses: [] } : {}
  const pauses: [number, number][] = []
  for (let made = 0; made < count; made += 1) pauses.push(pause(chance, from, reach, edged, pauses.at(-1)))
  return { pauses: pauses.map(([begins, ends]) => pauseWritten(chance, begins, ends)) }
}

function pauseWritten(chance: Chance, begins: number, ends: number): [string, string] {
  if (chance.oneIn(150)) return [strangeLocalTime(chance, clockChange(chance)), written(chance, ends)]
  return [written(chance, begins), written(chance, ends)]
}

type Pause = [begins: number, ends: number]

function pause(chance: Chance, from: number, reach: number, edged: boolean, previous: Pause | undefined): Pause {
  const begins = from - day + chance.below(reach + 2 * day)
  const [begun, ended] = chance.pick([brief, overClosing, wholeDays, openDays, weekend, long, after(previous)])(
    chance,
    begins,
  )
  const nudge = edged ? chance.pick([0, 0, 0, -1, 1]) : 0
  return [begun, Math.max(ended + nudge, begun + 1)]
}

function brief(chance: Chance, begins: number): Pause {
  const begun = rounded(chance, begins)
  return [begun, begun + 1 + rounded(chance, chance.below(chance.pick([second, hour, 6 * hour])))]
}

function overClosing(chance: Chance, begins: number): Pause {
  const closing = faceNear(chance, begins, 0)
  return [closing - chance.below(5 * hour), closing + 1 + chance.below(20 * hour)]
}

/** Midnight to midnight, or opening to opening: a whole number of days whatever the clocks do. */
function wholeDays(chance: Chance, begins: number): Pause {
  const begun = faceNear(chance, begins, 0)
  const days = chance.between(1, 4)
  return [begun, begun + days * day + chance.pick([0, 0, 0, hour, -hour])]
}

/** Exactly the open time of a day with hours, or a millisecond less or more of it. */
function openDays(chance: Chance, begins: number): Pause {
  const opens = Math.floor(begins / day) * day + chance.pick([7, 8]) * hour
  return [opens + chance.pick([0, 0, 0, -1, 1]), opens + 9 * hour + chance.pick([0, 0, 0, -1, 1])]
}

/** From 17:00 to 08:00 three days on, which is a weekend if the day is a Friday. */
function weekend(chance: Chance, begins: number): Pause {
  const friday = begins - ((Math.floor(begins / day) + 4 - 5 + 7) % 7) * day
  const closing = Math.floor(friday / day) * day + chance.pick([16, 17]) * hour
  return [closing, closing + 63 * hour + chance.pick([0, 0, 1, -1])]
}

function long(chance: Chance, begins: number): Pause {
  if (chance.oneIn(400)) return [begins, begins + 90 * 365 * day]
  return [rounded(chance, begins), rounded(chance, begins + day + chance.below(chance.pick([7, 60]) * day))]
}

/** Overlapping the pause before it, or beginning to the millisecond where that one ends. */
function after(previous: Pause | undefined): (chance: Chance, begins: number) => Pause {
  if (previous === undefined) return wholeDays
  const [begun, ended] = previous
  return (chance) => {
    const begins = chance.pick([ended, ended, ended + 1, begun, begun + chance.below(ended - begun)])
    return [begins, begins + 1 + chance.below(chance.pick([hour, day, 3 * day]))]
  }
}

function knowledge(chance: Chance, from: number): Pick<Question, "knownAt"> {
  const at = chance.pick([null, null, aroundAnnouncement(chance), aroundAnnouncement(chance), nearStart(chance, from)])
  return at === null ? {} : { knownAt: written(chance, at) }
}

function nearStart(chance: Chance, from: number): number {
  return from + rounded(chance, chance.between(-400 * day, 60 * day))
}
