// The lean replay against the desk's own functions, over histories that these functions made.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import fc from "fast-check"
import { defaultCharterText } from "../../test/support/desk.ts"
import type { CaseEvent } from "../cases/index.ts"
import type { Rulebook } from "../clocks/index.ts"
import type { Holiday } from "../time/index.ts"
import { declaredEvents } from "../timeline/index.ts"
import { unheard } from "./moments.ts"
import { laidRules } from "./promises.ts"
import { type ReplayedCase, replayer } from "./replay-case.ts"
import { charterWith, day, deeds, friday, historyOf, openings, retold, rulesOf, rulesOfOne } from "./test-histories.ts"

const shipped = charterWith(defaultCharterText)
const longer = charterWith(defaultCharterText, ["{ 1: 1h, 2: 4h, 3: 8h, 4: 8h }", "{ 1: 2h, 2: 3h, 3: 8h, 4: 16h }"])
const pausing = charterWith(
  defaultCharterText,
  ["pauses: []", "pauses: [waiting-for-the-customer]"],
  ["always: 5wd", "always: 2wd"],
)
const unpaused = charterWith(
  defaultCharterText,
  ["pauses: [waiting-for-the-customer]", "pauses: []"],
  ["    restarts: staff-update\n", ""],
)
const early = charterWith(defaultCharterText, ["08:00 to 17:00", "07:00 to 13:00"])
const charters = [shipped, longer, pausing, unpaused, early]
const late: Holiday[] = [1, 4, 9, 20].map((days) => ({
  division: "england-and-wales",
  date: Temporal.Instant.fromEpochMilliseconds(friday + (days + 3) * day)
    .toString()
    .slice(0, 10),
  title: "A day announced late",
  knownFrom: friday + days * day,
  withdrawnAt: null,
}))
// Compiled once each: a calendar takes longer to lay out than a thousand cases to judge.
const rulebooks: readonly Rulebook[] = [
  ...charters.map((own) => rulesOfOne(own)),
  rulesOfOne(shipped, late),
  rulesOfOne(pausing, late),
  ...[1, 6, 15].map((days) =>
    rulesOf(
      [
        [0, shipped],
        [friday + days * day, pausing],
        [friday + (days + 2) * day, longer],
      ],
      late,
    ),
  ),
]
/** Where no update starts the review anew, the same promise may be judged twice: the last time counts. */
const judgesOnce = charters.indexOf(unpaused)
const someRules = fc.nat({ max: rulebooks.length - 1 })
const someProposal = fc.nat({ max: charters.length + 1 })
const end = friday + 400 * day

function replay(history: readonly CaseEvent[], actual: Rulebook, proposed: Rulebook): ReplayedCase {
  const replaying = replayer({ actual: laidRules(actual), proposed: laidRules(proposed), conditions: undefined })
  for (const event of history) replaying.hear(1, event)
  return replaying.end(end)
}

test("a history that the desk made is proved by its replay", () => {
  fc.assert(
    fc.property(openings, deeds, someRules, fc.boolean(), (opening, done, which, imported) => {
      const rules = rulesAt(which)
      const history = historyOf({ ...opening, imported }, done, rules)
      assert.deepEqual(replay(history, rules, rules).differences, [])
    }),
    { numRuns: 1500 },
  )
})

test("what other rules would have come to is what the desk itself would have recorded under them", () => {
  fc.assert(
    fc.property(openings, deeds, someRules, someProposal, (opening, done, which, other) => {
      const [rules, proposed] = [rulesAt(which), rulesAt(other)]
      const history = historyOf(opening, done, rules)
      const { proposed: standings } = replay(history, rules, proposed)
      const told = retold(history, proposed, end).flatMap(outcomeOf)
      const lean = standings.flatMap(({ clock, verdict, dueAt, priority }) =>
        verdict === "open" ? [] : [`${clock} ${verdict} ${dueAt} ${priority}`],
      )
      assert.deepEqual(lean.toSorted(), standing(told, other === judgesOnce).toSorted())
    }),
    { numRuns: 1500 },
  )
})

test("under the rules of its time a history changes nothing", () => {
  fc.assert(
    fc.property(openings, deeds, someRules, (opening, done, which) => {
      const rules = rulesAt(which)
      const { actual, proposed } = replay(historyOf(opening, done, rules), rules, rules)
      assert.deepEqual(proposed, actual)
    }),
    { numRuns: 500 },
  )
})

function outcomeOf(event: CaseEvent): string[] {
  if (event.type === "clock-withdrawn") return ["withdrawn"]
  if (event.type !== "clock-met" && event.type !== "clock-missed") return []
  const { clock, due, priority } = event.data
  return [`${clock} ${event.type === "clock-met" ? "met" : "missed"} ${due} ${priority}`]
}

function standing(told: readonly string[], isJudgedOnce: boolean): string[] {
  const without = (kept: readonly string[], start: string) => {
    const last = kept.findLastIndex((before) => before.startsWith(start))
    return kept.filter((_, index) => index !== last)
  }
  return told.reduce<string[]>((kept, each) => {
    if (each === "withdrawn") return without(kept, "restore ")
    return [...(isJudgedOnce && each.startsWith("review ") ? without(kept, "review ") : kept), each]
  }, [])
}

function rulesAt(which: number): Rulebook {
  const found = rulebooks[which]
  assert.ok(found)
  return found
}

test("a deadline that is not what the rules give is told of, on its clock alone", () => {
  const rules = rulesOfOne(shipped)
  const opening = { at: friday, late: 0, priority: 2, isCall: false, hasAnswers: true } as const
  const done = [{ after: 30, does: "reply", of: 1 } as const, { after: 90, does: "resolve", of: 1 } as const]
  const forged = historyOf(opening, done, rules).map((event) =>
    event.type === "clock-met" && event.data.clock === "restore"
      ? { ...event, data: { ...event.data, due: event.data.due + 1 } }
      : event,
  )
  const { differences } = replay(forged, rules, rules)
  assert.deepEqual(
    differences.map(({ clock, recorded, replayed }) => [clock, (recorded?.dueAt ?? 0) - (replayed?.dueAt ?? 0)]),
    [["restore", 1]],
  )
})

test("an outcome that was recorded without cause, or was not recorded at all, is told of", () => {
  const rules = rulesOfOne(shipped)
  const opening = { at: friday, late: 0, priority: 2, isCall: false, hasAnswers: true } as const
  const history = historyOf(opening, [{ after: 30, does: "reply", of: 1 }], rules)
  const respond = history.filter((event) => event.type === "clock-met" && event.data.clock === "respond")
  assert.equal(respond.length, 1)
  const without = replay(
    history.filter((event) => !respond.includes(event)),
    rules,
    rules,
  ).differences
  assert.deepEqual(
    without.map(({ clock, recorded, replayed }) => [clock, recorded, replayed?.verdict]),
    [["respond", null, "met"]],
  )
  const twice = replay([...history, ...respond], rules, rules).differences
  assert.deepEqual(
    twice.map(({ clock, recorded, replayed }) => [clock, recorded?.verdict, replayed]),
    [["respond", "met", null]],
  )
})

test("every type of event is heard, or known to say nothing to a clock", () => {
  const heard =
    readFileSync(new URL("./moments.ts", import.meta.url), "utf8") +
    readFileSync(new URL("./replay-case.ts", import.meta.url), "utf8")
  const types = declaredEvents().map((each) => each.type)
  assert.deepEqual(
    types.filter((type) => !unheard.includes(type) && !heard.includes(`"${type}"`)),
    [],
  )
  assert.deepEqual(
    unheard.filter((type) => !types.includes(type)),
    [],
  )
})
