import assert from "node:assert/strict"
import { test } from "node:test"
import { found, minimal, only } from "./testing/spoiled.ts"

const technical = minimal.slice(minimal.indexOf("  - id: technical"), minimal.indexOf("  - id: contact-centre"))

const errors: [what: string, rule: string, clause: string, replacements: Record<string, string>, reason: RegExp][] = [
  [
    "a clause id twice",
    "repeated-id",
    "respond",
    { "clause: restore": "clause: respond" },
    /the id respond stands twice/,
  ],
  [
    "a condition with a clause's id",
    "repeated-id",
    "priority-1",
    { "id: not-bad": "id: priority-1" },
    /the id priority-1 stands twice/,
  ],
  [
    "an id that the page has taken",
    "repeated-id",
    "main-content",
    { "id: not-bad": "id: main-content" },
    /main-content stands twice/,
  ],
  [
    "a kind twice",
    "repeated-id",
    "incident",
    { "kinds:\n": "kinds:\n  - { id: incident, name: Other, prefix: OTH, what: Other. }\n" },
    /the kind of case incident/,
  ],
  [
    "a prefix twice",
    "repeated-id",
    "INC",
    { "kinds:\n": "kinds:\n  - { id: other, name: Other, prefix: INC, what: Other. }\n" },
    /the prefix INC/,
  ],
  [
    "a team twice",
    "repeated-id",
    "desk",
    { "teams:\n": "teams:\n    - { id: desk, name: Other, what: Other. }\n" },
    /the team desk/,
  ],
  [
    "a step twice",
    "repeated-id",
    "desk",
    { "id: engineer, name: Engineer": "id: desk, name: Engineer", "step: engineer": "step: desk" },
    /the step desk/,
  ],
  ["a priority twice", "repeated-id", "priority-2", { "level: 2": "level: 1" }, /the priority 1/],
  [
    "a calendar that there is not",
    "unknown-calendar",
    "reopening",
    { "10wd, calendar: desk": "10wd, calendar: night" },
    /the calendar night, which the charter does not have/,
  ],
  [
    "a time without a calendar",
    "no-calendar",
    "by-then",
    { "security: { clauses: []": "security: { clauses: [{ id: by-then, force: will, words: Soon., within: 2wd }]" },
    /promises 2wd and does not say by which calendar/,
  ],
  [
    "a chain that there is not",
    "unknown-chain",
    "restore",
    { [technical]: "" },
    /the chain technical, which the charter does not have/,
  ],
  [
    "a step that there is not",
    "unknown-step",
    "restore",
    { "step: engineer": "step: wizard" },
    /the step wizard, which the chain technical does not have/,
  ],
  [
    "a queue that there is not",
    "unknown-queue",
    "technical",
    { "queue: engineers": "queue: wizards" },
    /the queue wizards, which no team has/,
  ],
  ["a first queue that there is not", "unknown-queue", "queues", { "first: desk": "first: door" }, /the queue door/],
  ["a chief whom there is not", "unknown-person", "hand", { "under: chief": "under: king" }, /under king/],
  ["a circle of chiefs", "circle", "hand", { "under: chief": "under: hand" }, /under themselves/],
  [
    "a priority without a target",
    "no-target",
    "respond",
    { "{ 1: 1h, 2: 4h }": "{ 1: 1h }" },
    /no target for priority 2/,
  ],
  [
    "a priority without a warning",
    "no-warning",
    "respond",
    { "{ 1: 45m, 2: 3h }": "{ 1: 45m }" },
    /when to warn for priority 2/,
  ],
  [
    "a target for no priority",
    "unknown-priority",
    "respond",
    { "{ 1: 1h, 2: 4h }": "{ 1: 1h, 2: 4h, 3: 5h }" },
    /priority 3, which the charter does not have/,
  ],
  [
    "a warning after its target",
    "late-warning",
    "respond",
    { "{ 1: 45m, 2: 3h }": "{ 1: 61m, 2: 3h }" },
    /warns after 61m, .* priority 1, 1h/,
  ],
  [
    "a warning in other units that can be late",
    "late-warning",
    "respond",
    { "{ 1: 45m, 2: 3h }": "{ 1: 45m, 2: 1wd }" },
    /warns after 1wd, .* priority 2, 4h/,
  ],
  [
    "a target that is never due",
    "never-due",
    "first-reply",
    { "always: 2wd": "always: 99999wd" },
    /99999wd falls due after the year 2100/,
  ],
  [
    "a step that is never reached",
    "unreachable-step",
    "technical",
    { "queue: engineers": "queue: desk" },
    /the step engineer can never be reached: it has the queue of the step desk/,
  ],
  [
    "openings that overlap",
    "wrong-calendar",
    "calendar_desk",
    { "monday: [08:00 to 17:00]": "monday: [08:00 to 17:00, 16:00 to 18:00]" },
    /in order/,
  ],
  [
    "a calendar that is never open",
    "wrong-calendar",
    "calendar_desk",
    {
      "hours:\n      monday: [08:00 to 17:00]\n      tuesday: [08:00 to 17:00]\n      wednesday: [08:00 to 17:00]\n      thursday: [08:00 to 17:00]\n      friday: [08:00 to 17:00]\n      saturday: [08:00 to 17:00]\n      sunday: [08:00 to 17:00]":
        "hours: {}",
    },
    /never open/,
  ],
  ["no incidents", "no-incidents", "kinds", { "id: incident": "id: event" }, /no kind of case has the id incident/],
]

for (const [what, rule, clause, replacements, reason] of errors) {
  test(`${what} is an error`, () => {
    const all = found(replacements)
    const one = only(all, rule)
    assert.deepEqual([one.level, one.clause], ["error", clause])
    assert.match(one.reason, reason)
    assert(
      all.every((each) => each.level === "error"),
      "a charter that contradicts itself is not searched",
    )
  })
}
