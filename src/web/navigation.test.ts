import assert from "node:assert/strict"
import { test } from "node:test"
import { system } from "../people/actor.ts"
import { navigationFor, placesFor } from "./navigation.ts"

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

test("an entry leads to others that stand on its page: who may go to one of them sees it, and stands there on theirs", () => {
  const bar = [
    {
      text: "Administration",
      href: "/desk/admin",
      audience: "see-audit",
      leadsTo: [{ text: "Articles", href: "/desk/articles", audience: "write-articles" }],
    },
  ] as const
  const engineer = { ...system, role: "engineer" } as const
  const adviser = { ...system, role: "adviser" } as const
  assert.deepEqual(navigationFor(bar, engineer, "/desk/articles/4"), [
    { text: "Administration", href: "/desk/admin", active: true },
  ])
  assert.deepEqual(placesFor(bar, engineer), [{ text: "Articles", href: "/desk/articles" }])
  assert.deepEqual([navigationFor(bar, adviser, "/desk"), placesFor(bar, adviser)], [[], []])
})
