// For tests: histories as the desk itself makes them, by its own decisions and its own settling, without a database.

import fc from "fast-check"
import {
  type CaseEvent,
  type CaseState,
  classification,
  type Deciding,
  type Decision,
  decided,
  folded,
  type Happening,
  momentsOf,
  rulesFor,
  settled,
  type Unfolding,
  wakeAfter,
} from "../cases/index.ts"
import { bookOfOne, type Charter, charterBook, type PriorityLevel, readCharter } from "../charter/index.ts"
import { derivedClocks, nextLook, type Rulebook, rulebook } from "../clocks/index.ts"
import { Refused } from "../errors.ts"
import { closed } from "../incidents/close.ts"
import { held } from "../incidents/hold.ts"
import { noted } from "../incidents/note.ts"
import { received } from "../incidents/receive.ts"
import { reopened } from "../incidents/reopen.ts"
import { replied } from "../incidents/reply.ts"
import { resolved } from "../incidents/resolve.ts"
import { resumed } from "../incidents/resume.ts"
import { type Actor, system } from "../people/index.ts"
import { type Holiday, shippedHolidays } from "../time/index.ts"
import { familyDeedNames, familyDeeds } from "./test-family-deeds.ts"

export const minute = 60_000
export const day = 24 * 60 * minute
/** Friday 27 March 2026, 9am in London; two days later the clocks go forward, and Easter follows. */
export const friday = Temporal.Instant.from("2026-03-27T09:00Z").epochMilliseconds
const adviser: Actor = { personId: 7, name: "An adviser", email: null, role: "adviser", queues: null }
const ref = { content: 1, sha256: "" }

/** Something that somebody does to a case, so many minutes after what came before. */
export type Deed = { readonly after: number; readonly does: string; readonly of: number }

const does = [
  "reply",
  "note",
  "hold",
  "hold-until",
  "resume",
  "resolve",
  "reopen",
  "close",
  "write",
  "classify",
  "answer",
  "end-import",
  ...familyDeedNames,
]
// Short gaps, working days, and long silences; now and then two things at one instant.
const gap = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 300 }),
  fc.integer({ min: 300, max: 3000 }),
  fc.integer({ min: 3000, max: 20_000 }),
)
export const deeds: fc.Arbitrary<Deed[]> = fc.array(
  fc.record({ after: gap, does: fc.constantFrom(...does), of: fc.integer({ min: 1, max: 4 }) }),
  { maxLength: 12 },
)
export const openings = fc.record({
  at: fc.integer({ min: 0, max: 20 * 24 * 60 }).map((minutes) => friday + minutes * minute),
  late: fc.constantFrom(0, 0, 5, 700, 5000),
  priority: fc.constantFrom(0, 1, 2, 3, 4),
  isCall: fc.boolean(),
  hasAnswers: fc.boolean(),
})
export type Opening = (typeof openings extends fc.Arbitrary<infer T> ? T : never) & { readonly imported?: boolean }

/** The history that a desk under these rules makes of some deeds; illegal ones are left out, as the desk refuses them. */
export function historyOf(opening: Opening, done: readonly Deed[], rules: Rulebook): CaseEvent[] {
  let unfolding = opened(opening, rules)
  let at = opening.at
  for (const deed of done) {
    at += deed.after * minute
    unfolding = sweptTo(unfolding, rules, at)
    const decision = decisionOf(deed, settled(unfolding, rules, at).state, rules, at)
    if (decision === undefined) continue
    const by = deed.does === "write" || deed.does === "end-import" ? "system" : opening.imported ? "elsewhere" : 7
    unfolding = settled(decided(settled(unfolding, rules, at), decision.happenings, by, rules, at), rules, at)
  }
  return [...unfolding.added]
}

/** What a desk under other rules would have recorded, had the same things been done: the slow way, with the desk's own functions. */
export function retold(history: readonly CaseEvent[], rules: Rulebook, until: number): CaseEvent[] {
  const [first, ...more] = history.filter((each) => !each.type.startsWith("clock-") && !isEscalation(each))
  if (first?.type !== "opened") throw new Error("a history begins with opened")
  let unfolding = begun(first, rules)
  for (const event of more) {
    unfolding = settled(sweptTo(unfolding, rules, event.at), rules, event.at)
    const happenings = happeningsOf(event, unfolding.state, rules)
    const by = event.by === "customer" ? "system" : event.by
    unfolding = settled(decided(unfolding, happenings, by, rules, event.at), rules, event.at)
  }
  return [...settled(sweptTo(unfolding, rules, until), rules, until).added]
}

/** A rulebook of charters, each in force from an instant, with the holidays known and some more. */
export function rulesOf(
  charters: readonly (readonly [from: number, charter: Charter])[],
  more: readonly Holiday[] = [],
) {
  const versions = charters.map(([inForceFrom, charter], index) => ({
    number: index + 1,
    inForceFrom,
    publishedAt: 0,
    sha256: "",
    text: "",
    charter,
  }))
  return rulebook(charterBook(versions), [...shippedHolidays(), ...more])
}

export function rulesOfOne(charter: Charter, more: readonly Holiday[] = []): Rulebook {
  return rulebook(bookOfOne(charter, "", ""), [...shippedHolidays(), ...more])
}

/** A charter with some of its text replaced; each must be there. */
export function charterWith(text: string, ...changes: readonly (readonly [string, string])[]): Charter {
  return readCharter(
    changes.reduce((before, [from, to]) => {
      if (!before.includes(from)) throw new Error(`the charter does not say ${from}`)
      return before.replaceAll(from, to)
    }, text),
    "charter",
  )
}

function opened({ at, late, priority, isCall, hasAnswers, imported = false }: Opening, rules: Rulebook): Unfolding {
  const receivedAt = at - late * minute
  const moments = { receivedAt, priority: null, firstMessageAt: isCall ? receivedAt : null, resolvedAt: null }
  const given = givenFor(priority, hasAnswers, rules, at)
  const own = imported ? rulesFor({ imported: { import: 7, charter: 1, endedAt: null } }, rules) : rules
  const found = given && classification(given, { ...moments, updatedAt: receivedAt, waits: [] }, {}, own, at)
  const data = {
    kind: "incident",
    channel: isCall ? ("phone" as const) : ("email" as const),
    receivedAt,
    queue: "contact-centre",
    state: "new",
    requester: {},
    subject: ref,
    body: ref,
    files: [],
    answered: isCall,
    notices: [],
    ...(found === undefined ? {} : { classification: found }),
    ...(imported ? { imported: { import: 7, charter: 1, key: ref } } : {}),
  }
  return begun({ type: "opened", data, by: 7, at, seq: 1 }, rules)
}

function begun(event: CaseEvent & { type: "opened" }, rules: Rulebook): Unfolding {
  const { classification: given, ...data } = event.data
  const plain: CaseEvent = { ...event, data }
  const again = given && {
    ...event,
    data: {
      ...data,
      classification: classifiedAgain(
        given,
        folded(undefined, plain),
        rulesFor(folded(undefined, plain), rules),
        event.at,
      ),
    },
  }
  const first = again ?? plain
  return settled({ state: folded(undefined, first), added: [first] }, rules, event.at)
}

function givenFor(priority: number, hasAnswers: boolean, rules: Rulebook, at: number) {
  const level = levelOf(priority)
  if (level === undefined) return undefined
  const condition = rules.versionAt(at).charter.priorities.find((each) => each.level === level)?.conditions[0]?.id
  return hasAnswers && condition !== undefined ? { answers: { [condition]: true } } : { priority: level }
}

function levelOf(priority: number): PriorityLevel | undefined {
  return ([1, 2, 3, 4] as const).find((each) => each === priority)
}

// The same priority, decided again under the rules: only what was already past depends on them.
function classifiedAgain(
  data: { priority: PriorityLevel },
  state: CaseState,
  rules: Rulebook,
  at: number,
): Extract<Happening, { type: "classified" }>["data"] {
  const found = classification({ priority: data.priority }, momentsOf(state), state.clocks, rules, at)
  if (found === undefined) throw new Error("a priority that is named is one")
  return { ...data, ...found }
}

function happeningsOf(event: CaseEvent, state: CaseState, rules: Rulebook): Happening[] {
  if (event.type === "classified") return [{ ...event, data: classifiedAgain(event.data, state, rules, event.at) }]
  const isReopening = event.type === "reopened" || (event.type === "carried" && event.data.as === "reopening")
  const withdrawn: Happening[] =
    isReopening && state.clocks.restore?.outcome?.verdict === "met"
      ? [{ type: "clock-withdrawn", data: { clock: "restore" }, by: "system" }]
      : []
  return [event, ...withdrawn]
}

function isEscalation(event: CaseEvent): boolean {
  return event.type === "escalated" && event.data.because === "breach"
}

// As the sweep does: settles each time something is due.
function sweptTo(unfolding: Unfolding, rules: Rulebook, until: number): Unfolding {
  let now = unfolding
  for (let rounds = 0; rounds < 200; rounds++) {
    const { state } = now
    const clocks = derivedClocks(momentsOf(state), state.clocks, rulesFor(state, rules), state.lastAt)
    const next = Math.max(state.lastAt, Math.min(nextLook(clocks), wakeAfter(state, state.lastAt)))
    if (next >= until) return now
    const after = settled(now, rules, next)
    // A deadline moved by a holiday that became known meanwhile: looked for again from here.
    now = after.added.length > now.added.length ? after : { ...now, state: { ...state, lastAt: next } }
    if (after.added.length === now.added.length && next === state.lastAt) return now
  }
  throw new Error("the sweep does not come to rest")
}

function decisionOf(deed: Deed, state: CaseState, rules: Rulebook, at: number): Decision | undefined {
  const keep = () => ref
  const itsRules = rulesFor(state, rules)
  const deciding: Deciding = {
    caseId: 1,
    reference: "INC-2026-000001",
    state,
    actor: adviser,
    rules: itsRules,
    at,
    keep,
  }
  try {
    return decides(deed, deciding)
  } catch (error) {
    if (error instanceof Refused) return undefined
    throw error
  }
}

function decides({ does, of }: Deed, deciding: Deciding): Decision {
  const { state, rules, at } = deciding
  const message = { channel: "email" as const, receivedAt: Math.max(at - of * 40 * minute, state.receivedAt) }
  const classed = (given: ReturnType<typeof givenFor>): Decision => {
    const found = given && classification(given, momentsOf(state), state.clocks, rules, at)
    return { happenings: found === undefined || state.resolvedAt !== null ? [] : [{ type: "classified", data: found }] }
  }
  const ways: Record<string, () => Decision> = {
    ...familyDeeds(deciding, of),
    reply: () => replied(deciding, { body: "" }),
    note: () => noted(deciding, ""),
    hold: () => held(deciding, { for: of === 4 ? "supplier" : "customer" }),
    "hold-until": () => held(deciding, { for: "customer", until: at + of * 700 * minute }),
    resume: () => resumed(deciding),
    resolve: () => resolved(deciding, { outcome: "fixed", body: "" }),
    reopen: () => reopened(deciding, ""),
    close: () => closed(deciding),
    write: () => received({ ...deciding, actor: system }, { ...message, correspondence: { body: "" } }),
    classify: () => classed(givenFor(of, false, rules, at)),
    answer: () => classed(givenFor(of, true, rules, at)),
    "end-import": () => ({
      happenings: state.imported?.endedAt === null ? [{ type: "import-ended", data: { import: 7 }, by: "system" }] : [],
    }),
  }
  return ways[does]?.() ?? { happenings: [] }
}
