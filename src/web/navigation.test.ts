import assert from "node:assert/strict"
import { test } from "node:test"
import { system } from "../people/actor.ts"
import { navigationFor } from "./navigation.ts"

const items = [
  { text: "Cases", href: "/desk/cases", also: ["/desk/candidates"], audience: "see-cases" },
  { text: "Log a call", href: "/desk/calls/new", audience: "open" },
  { text: "Calls", href: "/desk/calls", audience: "open" },
] as const
const activeOn = (path: string) => navigationFor(items, system, path).filter(({ active }) => active)

test("the entry whose prefix accounts for most of the path is where somebody is, and nothing where none does", () => {
  for (const [path, text] of [
    ["/desk/cases/INC-2026-000001", "Cases"],
    ["/desk/candidates/4", "Cases"],
    ["/desk/calls/new", "Log a call"],
    ["/desk/calls/7", "Calls"],
  ] as const)
    assert.deepEqual(
      activeOn(path).map((each) => each.text),
      [text],
      path,
    )
  assert.deepEqual(activeOn("/desk/candidate"), [])
  assert.deepEqual(activeOn("/desk/account"), [])
})
