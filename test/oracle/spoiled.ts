/** Questions that have no answer: each must be refused in its place, and the next line answered as if nothing was. */
import type { Question } from "./oracle.ts"
import type { Chance } from "./random.ts"

export function spoiled(chance: Chance, asked: Question): string {
  if (chance.oneIn(8))
    return chance.pick(["not json", "{", "[]", "null", "17", '"due"', "{}", `${JSON.stringify(asked)}x`])
  const spoil = chance.pick([badAmount, badInstant, badPause, missing, badCalendar, backwards])
  return JSON.stringify(spoil(chance, asked))
}

function badAmount(chance: Chance, asked: Question): Question {
  if (asked.for === undefined) return badInstant(chance, asked)
  const bad = [
    "0m",
    "0h",
    "0wd",
    "0mo",
    "1.5h",
    "-1h",
    "4",
    "h",
    "",
    "4d",
    "4H",
    "2WD",
    " 4h",
    "4 h",
    "4h ",
    "1e3h",
    "PT4H",
  ]
  const beyond = ["9999999999m", "9999999h", "99999wd", "1200mo", "999999999999mo", "9".repeat(400).concat("h")]
  const text = chance.oneIn(8) ? chance.pick(["9".repeat(400), ...beyond]) : chance.pick(["0m", ...bad])
  return { ...asked, for: chance.oneIn(10) ? chance.pick([4, null]) : text }
}

const noInstants = [
  "",
  "yesterday",
  "2026-02-30T09:00Z",
  "2026-13-01T09:00",
  "2026-03-27T25:00",
  "16:30",
  "2025-02-29T09:00Z",
]

function badInstant(chance: Chance, asked: Question): Question {
  const bad = chance.pick(["2026-03-27T16:30+25:00", 1_774_629_000_000, null, true, ...noInstants])
  const member = chance.pick(["from", asked.to === undefined ? "from" : "to", "knownAt"] as const)
  return { ...asked, [member]: member === "knownAt" && bad === null ? "never" : bad }
}

/** Among good pauses one that ends where it begins, or before; or one that is no pair of instants. */
function badPause(chance: Chance, asked: Question): Question {
  const good = Array.isArray(asked.pauses) ? asked.pauses : []
  const [begins, ends] = ["2026-03-27T16:30:00Z", "2026-03-27T16:30:00.001Z"]
  const bad = chance.pick([
    [begins, begins],
    [ends, begins],
    [begins],
    [],
    [begins, null],
    [begins, "soon"],
    "pause",
    5,
  ])
  return { ...asked, pauses: chance.oneIn(2) ? [...good, bad] : [bad, ...good] }
}

function missing(chance: Chance, asked: Question): Question {
  const member = chance.pick(["calendar", "from", asked.to === undefined ? "for" : "to"] as const)
  return { ...asked, [member]: undefined }
}

function badCalendar(chance: Chance, asked: Question): Question {
  return {
    ...asked,
    calendar: chance.pick(["", "contact centre", "Contact-Centre", "__proto__", "constructor", 5, null]),
  }
}

/** `to` a millisecond to years before `from`; for a deadline, nothing to turn round: a bad amount instead. */
function backwards(chance: Chance, asked: Question): Question {
  if (asked.to === undefined) return badAmount(chance, asked)
  return { ...asked, from: "2026-03-27T16:30:00.001Z", to: chance.pick(["2026-03-27T16:30Z", "2012-01-02T09:00"]) }
}
