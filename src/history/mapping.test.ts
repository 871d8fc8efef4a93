import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { Invalid } from "../errors.ts"
import { columnsOf, readMapping } from "./mapping.ts"

const text = readFileSync(join(import.meta.dirname, "samples/old-desk.yaml"), "utf8")

function faults(changed: string): string[] {
  try {
    readMapping(changed, "map.yaml")
    return []
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return error.fields.map((each) => each.message)
  }
}

test("the shipped mappings can be read, and name their columns once", () => {
  for (const name of ["servicenow", "italian-helpdesk"]) {
    const path = join(import.meta.dirname, `../../mappings/${name}.yaml`)
    const columns = columnsOf(readMapping(readFileSync(path, "utf8"), path))
    assert.equal(new Set(columns).size, columns.length)
  }
  assert.deepEqual(columnsOf(readMapping(text, "map.yaml")).slice(0, 3), ["ticket", "raised", "changed"])
})

test("what a mapping says wrongly is named with its line and column, and what was expected", () => {
  const cases: [RegExp, string, RegExp][] = [
    [
      /Done: resolved/,
      "Done: finished",
      /^map.yaml:\d+:\d+: state.values.Done: expected one of new, in-progress,.*; found "finished"$/,
    ],
    [/C: 3/, "C: 5", /priority.values.C: expected one of 1, 2, 3, 4; found 5/],
    [/X2: workaround/, "X2: ignored", /resolution.values.X2: expected one of fixed, workaround/],
    [/form: web/, "form: pigeon", /contact.values.form: expected one of answered-call, call, email, web, letter/],
    [/clock: restore/, "clock: lunch", /verdict.clock: expected one of respond, restore, first-reply, review/],
    [/Europe\/London/, "Europe/Atlantis", /^map.yaml:10:9: times.zone: expected a time zone/],
    [/dd\/MM\/yyyy HH:mm/, "dd/MM", /^map.yaml:11:12: times.pattern: expected iso, or a pattern/],
    [/separator: ";"/, 'separator: ";;"', /format.separator: expected one character/],
    [/ {2}key: ticket\n/, "", /case.key: expected the name of a column; found nothing/],
    [/owner: agent/, "woner: agent", /woner: expected one of title, format, .*; found the key "woner"/],
    [
      /answered: \[Asked\]/,
      "answered: [Asking]",
      /state.answered: expected values that state.values has; found "Asking"/,
    ],
    [/title: The old desk/, "title: [", /YAML/],
  ]
  for (const [from, to, expected] of cases) {
    assert.ok(from.test(text), String(from))
    const found = faults(text.replace(from, to))
    assert.ok(
      found.some((each) => expected.test(each)),
      `${to}: ${found.join("\n")}`,
    )
  }
  assert.deepEqual(faults(text), [])
})

test("nothing in a mapping becomes a part of JavaScript", () => {
  for (const name of ["__proto__", "constructor", "toString"]) {
    const mapping = readMapping(text.replace("Done: resolved", `${name}: resolved\n    Done: resolved`), "map.yaml")
    assert.equal(Object.hasOwn(mapping.state.values, "Done"), true)
    assert.equal(Object.getPrototypeOf({}), Object.prototype)
  }
})
