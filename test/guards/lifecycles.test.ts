// The pictures of the lifecycles are drawn from their tables: this draws them again.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { incidentLifecycle } from "../../src/incidents/index.ts"
import { diagram } from "../../src/lifecycle/index.ts"
import { rightsOf, roles } from "../../src/people/index.ts"

for (const lifecycle of [incidentLifecycle]) {
  test(`docs/lifecycles/${lifecycle.kind}.md is the table in the code`, () => {
    const path = join(import.meta.dirname, `../../docs/lifecycles/${lifecycle.kind}.md`)
    assert.equal(readFileSync(path, "utf8"), diagram(lifecycle))
  })

  test(`every move of the ${lifecycle.kind} leads from and to states that exist, and somebody may make it`, () => {
    const names = new Set(lifecycle.states.map((each) => each.name))
    for (const move of lifecycle.moves) {
      assert.ok(
        move.from.every((each) => names.has(each)),
        move.name,
      )
      assert.ok(move.to === "same" || names.has(move.to), move.name)
      assert.ok(
        roles.some((role) => rightsOf(role).has(move.right)),
        move.name,
      )
    }
  })
}
