import assert from "node:assert/strict"
import { test } from "node:test"
import { system } from "../people/index.ts"
import { caseIn, personIn, targetShown } from "./audit-targets.ts"

const known = {
  people: new Map([
    [7, { name: "Priya Nair", isStaff: true }],
    [8, { name: "Monitoring", isStaff: false }],
  ]),
  cases: new Map([[42, "INC-2026-000042"]]),
  teams: new Map([["second-line", "Second line"]]),
}
const administrator = { ...system, role: "administrator" } as const
const auditor = { ...system, role: "auditor" } as const

const table: readonly (readonly [
  target: string,
  text: string,
  administrators: string | null,
  auditors: string | null,
])[] = [
  ["INC-2026-000042", "INC-2026-000042", "/desk/cases/INC-2026-000042", "/desk/cases/INC-2026-000042"],
  ["INC-2026-000042.5", "INC-2026-000042, content 5", "/desk/cases/INC-2026-000042", "/desk/cases/INC-2026-000042"],
  ["INC-2026-000043", "INC-2026-000043", null, null],
  ["case:42", "INC-2026-000042", "/desk/cases/INC-2026-000042", "/desk/cases/INC-2026-000042"],
  ["case:43", "A case that you may not see", null, null],
  ["person:7", "Priya Nair", "/desk/admin/staff/7", null],
  ["person:8", "Monitoring", null, null],
  ["person:9", "Person 9", null, null],
  ["letter:8", "Letter 8", "/desk/letters/8", "/desk/letters/8"],
  ["call:3", "Call 3", "/desk/calls/3", null],
  ["team:second-line", "Second line", "/desk/admin/teams/second-line", null],
  ["team:gone", "Team gone", null, null],
  ["role:team-leader", "Team leader", null, null],
  ["reason:audit", "An audit, or an inspection", null, null],
  ["snippet:4", "Snippet 4", null, null],
  ["by-person", "By person", null, null],
  ["constructor:1", "Constructor 1", null, null],
  ["letter:../x", "Letter ../x", "/desk/letters/..%2Fx", "/desk/letters/..%2Fx"],
  ["", "", null, null],
]

test("what the audit is about is said in words, with a link for whoever may follow it", () => {
  for (const [target, text, administrators, auditors] of table) {
    assert.deepEqual(targetShown(target, administrator, known), { text, href: administrators }, target)
    assert.deepEqual(targetShown(target, auditor, known), { text, href: auditors }, target)
  }
})

test("the cases and people that are to be looked up are found in the targets", () => {
  assert.deepEqual(["INC-2026-000042.5", "case:7", "letter:3", "case:x"].map(caseIn), [42, 7, undefined, undefined])
  assert.deepEqual(["person:7", "person:07", "customer:7"].map(personIn), [7, undefined, undefined])
})
