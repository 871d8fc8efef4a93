// From a seed to a plan: which traffic, which clock, and which faults in which order. The same seed gives the same plan; how the
// processes of the machine interleave is their own.

import { type Chance, chanceOf } from "../oracle/random.ts"
import { drawnForReceive, drawnKill, drawnTrouble } from "./points.ts"
import { type Mood, moods } from "./smtp-peer.ts"

/** What the supervisor does to the database and to the link before it, and in what words. */
export const strikes = {
  "terminate-sessions": "pg_terminate_backend on every session of the desk",
  "kill-database": "SIGKILL of every process of PostgreSQL",
  "cut-links": "every link to the database reset",
  "cut-before-commit": "a link reset when a commit is sent, which PostgreSQL never hears",
  "cut-after-commit": "a link reset when PostgreSQL has committed, whose answer nobody hears",
  "cut-after-statement": "a link reset when PostgreSQL has done a statement",
  "slow-link": "200 ms each way on the link to the database",
  "half-open-link": "a link that says nothing and does not end",
  "refused-link": "no new link to the database",
} as const
export type StrikeKind = keyof typeof strikes

/** How a process of the desk ends. */
export const ends = {
  "failpoint-kill": "SIGKILL of itself at a failpoint",
  "kill-desk": "SIGKILL from outside",
  "kill-both": "SIGKILL of the desk and of PostgreSQL",
  "stop-desk": "SIGTERM under load",
} as const
export type EndKind = keyof typeof ends

/** Faults in every form in which the ledger counts them. */
export type FaultKind =
  | StrikeKind
  | EndKind
  | `smtp-${Exclude<Mood, "take">}`
  | "failpoint-throw"
  | "failpoint-delay"
  | "receive-failpoint"
  | "clock-jump"
  | "late-holiday"

export type Strike = {
  readonly afterMs: number
  readonly kind: StrikeKind
  readonly forMs: number
  readonly nth: number
}

/** One process of the desk, from its start to its end. */
export type Life = {
  /** How far the desk's clock is put forward before it starts, in minutes. */
  readonly jumpMinutes: number
  readonly failpoints: readonly string[]
  readonly strikes: readonly Strike[]
  /** Under way for so long once it is ready, unless a failpoint ends it before. */
  readonly lastsMs: number
  readonly end: EndKind
}

export type Plan = {
  readonly seed: number
  /** Where the desk's clock starts and how fast it runs. */
  readonly startsAt: string
  readonly speed: number
  /** A bank holiday that becomes known during the run: so many days after its start. */
  readonly holidayAfterDays: number | null
  readonly lives: readonly Life[]
  /** Whether the clock is put forward by weeks in the end, once nobody insists on anything any more; otherwise by days. */
  readonly isLong: boolean
  /** The mood of the relay at the nth message that it is offered; it takes all others. */
  readonly moods: Readonly<Record<number, Mood>>
  /** Failpoints of the nth `charter receive`. */
  readonly receive: readonly string[]
}

/** Seeds from one on whose plans start the desk twice only: for runs that must not take long. */
export function shortSeeds(from: number, count: number): number[] {
  const seeds: number[] = []
  for (let seed = from; seeds.length < count; seed++) {
    const { lives, isLong } = planOf(seed)
    if (lives.length === 1 && !isLong) seeds.push(seed)
  }
  return seeds
}

const startsAt = [
  "2026-03-27T16:10+00:00",
  "2026-04-02T15:30+01:00",
  "2026-10-23T16:40+01:00",
  "2026-12-23T09:00+00:00",
] as const

/** The plan of a seed. */
export function planOf(seed: number): Plan {
  const chance = chanceOf(seed, 0)
  const hasHoliday = chance.oneIn(3)
  return {
    seed,
    startsAt: chance.pick(startsAt),
    speed: chance.pick([60, 300, 900]),
    holidayAfterDays: hasHoliday ? chance.between(1, 5) : null,
    lives: [life(chance, hasHoliday, true), ...(chance.oneIn(2) ? [life(chance, hasHoliday, false)] : [])],
    isLong: chance.oneIn(4),
    moods: moodsOf(chance),
    receive: chance.oneIn(3) ? [drawnForReceive(chance), ""] : [drawnForReceive(chance)],
  }
}

function life(chance: Chance, hasHoliday: boolean, isFirst: boolean): Life {
  const end = endOf(chance)
  const kill = end === "failpoint-kill" ? [drawnKill(chance, hasHoliday)] : []
  const troubles = [drawnTrouble(chance, "throw", hasHoliday), drawnTrouble(chance, "delay", hasHoliday)]
  return {
    jumpMinutes: isFirst ? 0 : chance.pick([0, 0, 70, 300, 1080]),
    failpoints: [...troubles, ...kill],
    strikes: [strike(chance), strike(chance), ...(chance.oneIn(2) ? [strike(chance)] : [])],
    lastsMs: chance.between(700, 1100),
    end,
  }
}

function endOf(chance: Chance): EndKind {
  const number = chance.below(20)
  if (number < 11) return "failpoint-kill"
  if (number < 14) return "kill-desk"
  return number < 16 ? "kill-both" : "stop-desk"
}

function strike(chance: Chance): Strike {
  const kinds = Object.keys(strikes).filter((each): each is StrikeKind => each in strikes)
  const [first = "cut-links", ...others] = kinds
  return {
    afterMs: chance.between(50, 500),
    kind: chance.pick([first, ...others]),
    forMs: chance.between(150, 500),
    nth: chance.between(1, 3),
  }
}

function moodsOf(chance: Chance): Record<number, Mood> {
  const bad = Object.keys(moods).filter((each): each is Mood => each in moods && each !== "take")
  const [first = "busy", ...others] = bad
  return Object.fromEntries(Array.from({ length: 5 }, () => [chance.between(1, 14), chance.pick([first, ...others])]))
}

/** The plan in lines that a person reads. */
export function planInWords(plan: Plan): string {
  const lives = plan.lives.map(
    (each, index) =>
      `  life ${index + 1}: clock +${each.jumpMinutes} min, ${each.failpoints.join(" ")}; ${each.strikes
        .map(({ kind, afterMs, forMs, nth }) => `${kind} after ${afterMs} ms (for ${forMs} ms, nth ${nth})`)
        .join(", ")}; ${each.end} after ${each.lastsMs} ms`,
  )
  const relay = Object.entries(plan.moods).map(([nth, mood]) => `${nth}: ${mood}`)
  return [
    `seed ${plan.seed}: clock ${plan.startsAt} x${plan.speed}, holiday ${plan.holidayAfterDays ?? "none"}`,
    ...lives,
    `  relay: ${relay.join(", ")}; receive: ${plan.receive.map((each) => each || "-").join(" | ")}`,
  ].join("\n")
}
