// How fast deadlines are counted, in one process on one core: `node test/bench/time.ts`. Prints a rate for each kind of question.

import { contactCentre, contactCentreRules, freedomOfInformation, now } from "../../src/time/fixtures.ts"
import {
  type Calendar,
  compiledCalendar,
  type Duration,
  due,
  dueAt,
  durationFrom,
  elapsed,
  type Interval,
  instantFrom,
  shippedHolidays,
  zoned,
} from "../../src/time/index.ts"

const hour = 3_600_000
const kept = 1 << 14
const begin = instantFrom("2012-01-01T00:00Z", "UTC")
const span = instantFrom("2028-12-01T00:00Z", "UTC") - begin

/** The same questions in every run: a seeded generator, mulberry32. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const again = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((again ^ (again >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Question = { calendar: Calendar; from: number; duration: Duration; pauses: Interval[]; knownAt: number }

/** What a desk asks: mostly priorities on the contact centre's calendar, some with pauses, some with the knowledge of another day. */
function questionsOf(promises: readonly string[], random: () => number): Question[] {
  const durations = promises.map(durationFrom)
  return Array.from({ length: kept }, (_, each): Question => {
    const from = begin + Math.floor(random() * span)
    const pauses = each % 4 === 0 ? [[from + hour, from + hour + Math.floor(random() * 30 * hour)] as const] : []
    const duration = durations[each % durations.length] ?? durationFrom("4h")
    const knownAt = each % 8 === 0 ? from : now
    return { calendar: each % 5 === 0 ? freedomOfInformation : contactCentre, from, duration, pauses, knownAt }
  })
}

function rate(name: string, seconds: number, ask: (index: number) => number): void {
  let sum = 0
  for (let index = 0; index < 100_000; index++) sum += ask(index % kept)
  const started = performance.now()
  let asked = 0
  while (performance.now() - started < seconds * 1000) {
    for (let index = 0; index < kept; index++) sum += ask(index)
    asked += kept
  }
  const perSecond = Math.round((asked / (performance.now() - started)) * 1000)
  if (!Number.isFinite(sum)) throw new Error("an answer was no number")
  console.log(`${name.padEnd(58)} ${perSecond.toLocaleString("en-GB").padStart(12)} a second`)
}

function asking(list: readonly Question[], answer: (question: Question) => number): (index: number) => number {
  return (index) => {
    const question = list[index]
    return question === undefined ? Number.NaN : answer(question)
  }
}

const random = generator(20_260_327)
const plain = questionsOf(["4h"], random).map((each) => ({ ...each, pauses: [] }))
const mixed = questionsOf(["1h", "4h", "8h", "8h", "2wd", "5wd", "20wd", "3mo"], random)
const answered = mixed.map((each) => dueAt(each.calendar, each.from, each.duration, each))

rate(
  "due, 4h, no pauses",
  1.5,
  asking(plain, (each) => dueAt(each.calendar, each.from, each.duration, each)),
)
rate(
  "due, mixed: 1h to 3mo, a quarter paused",
  1.5,
  asking(mixed, (each) => dueAt(each.calendar, each.from, each.duration, each)),
)
rate(
  "due with certificate, mixed",
  1.5,
  asking(mixed, (each) => due(each.calendar, each.from, each.duration, each).counted.length),
)
rate("elapsed to the deadline, mixed", 1.5, (index) => {
  const [each, to] = [mixed[index], answered[index]]
  return each === undefined || to === undefined ? Number.NaN : elapsed(each.calendar, each.from, to, each)
})
rate("an instant written in its zone and read again", 1.5, (index) =>
  instantFrom(zoned("Europe/London", begin + index * 40_000_001), "UTC"),
)

const started = performance.now()
const holidays = shippedHolidays()
for (let each = 0; each < 10; each++)
  dueAt(compiledCalendar(contactCentreRules, holidays), begin, durationFrom("4h"), { knownAt: now })
console.log(
  `${"a calendar made ready, and its first answer".padEnd(58)} ${((performance.now() - started) / 10).toFixed(1).padStart(12)} ms`,
)
