// Which failpoints a run may arm, in which process, and how: every point that src/failpoint.ts knows stands here once.

import type { Failpoint } from "../../src/failpoint.ts"
import type { Chance } from "../oracle/random.ts"

type Use = {
  /** Where it is reached: in the desk, in `charter receive` beside it, or only while a mailbox is fetched from (src/inbox/mailbox-look.test.ts). */
  readonly where: "desk" | "receive" | "mailbox"
  /** Of so many times that it is reached in a second or so of traffic one is drawn. */
  readonly often: number
  /** True where an error would only end the process, as a kill does. */
  readonly onlyKills?: true
  /** Reached only while a holiday is announced. */
  readonly needsHoliday?: true
}

export const uses: Readonly<Record<Failpoint, Use>> = {
  "inbox.before_commit": { where: "desk", often: 4 },
  "inbox.after_commit": { where: "desk", often: 4 },
  "inbox.after_answer": { where: "desk", often: 4, onlyKills: true },
  "mailbox.before_commit": { where: "mailbox", often: 1 },
  "mailbox.after_commit": { where: "mailbox", often: 1 },
  "spool.before_rename": { where: "receive", often: 1 },
  "spool.after_rename": { where: "receive", often: 1 },
  "spool.after_keeping": { where: "desk", often: 1 },
  "letter.before_reading": { where: "desk", often: 4 },
  "letter.after_beginning": { where: "desk", often: 4 },
  "letter.after_parsing": { where: "desk", often: 4 },
  "letter.before_commit": { where: "desk", often: 4 },
  "letter.after_commit": { where: "desk", often: 4 },
  "case.before_commit": { where: "desk", often: 4 },
  "case.after_commit": { where: "desk", often: 4 },
  "verb.before_commit": { where: "desk", often: 4 },
  "verb.after_commit": { where: "desk", often: 4 },
  "notice.after_claim": { where: "desk", often: 4 },
  "notice.before_sending": { where: "desk", often: 4 },
  "notice.after_relay": { where: "desk", often: 4 },
  "notice.before_commit": { where: "desk", often: 4 },
  "notice.after_commit": { where: "desk", often: 4 },
  "sweep.before_commit": { where: "desk", often: 2 },
  "sweep.after_commit": { where: "desk", often: 2 },
  "sweep.after_notices": { where: "desk", often: 1 },
  "deadlines.before_commit": { where: "desk", often: 2, needsHoliday: true },
  "deadlines.after_case": { where: "desk", often: 2, needsHoliday: true },
  "deadlines.before_next": { where: "desk", often: 1, needsHoliday: true },
  "job.before_completion": { where: "desk", often: 4 },
  "start.after_migration": { where: "desk", often: 1, onlyKills: true },
  "start.before_ready": { where: "desk", often: 1, onlyKills: true },
}

export function isFailpoint(name: string): name is Failpoint {
  return Object.hasOwn(uses, name)
}

const all = Object.keys(uses).filter(isFailpoint)

/** A point of the desk that can be killed at, with the time at which. */
export function drawnKill(chance: Chance, hasHoliday: boolean): string {
  const point = drawn(
    chance,
    all.filter((each) => uses[each].where === "desk" && (hasHoliday || !uses[each].needsHoliday)),
  )
  return `${point}=kill@${chance.between(1, uses[point].often)}`
}

/** A point of the desk that throws or waits once. */
export function drawnTrouble(chance: Chance, does: "throw" | "delay", hasHoliday: boolean): string {
  const fitting = all.filter((each) => uses[each].where === "desk" && (hasHoliday || !uses[each].needsHoliday))
  const point = drawn(
    chance,
    fitting.filter((each) => uses[each].onlyKills === undefined),
  )
  const what = does === "throw" ? "throw" : `delay:${chance.between(20, 400)}`
  return `${point}=${what}@${chance.between(1, uses[point].often)}`
}

/** What is armed in a `charter receive`: it loses the database, so that the letter goes into the spool, and may die on the way. */
export function drawnForReceive(chance: Chance): string {
  const end = chance.pick([
    "",
    "",
    ";spool.before_rename=kill",
    ";spool.after_rename=kill",
    ";spool.before_rename=throw",
  ])
  return `inbox.${chance.pick(["before", "after"])}_commit=throw${end}`
}

function drawn(chance: Chance, points: readonly Failpoint[]): Failpoint {
  const [first = "job.before_completion", ...others] = points
  return chance.pick([first, ...others])
}
