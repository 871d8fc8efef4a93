// What can be recorded can be read, and looked for. The compiler sees to it that what is recorded is one of the actions with words; here,
// that nothing goes round it and that each is a choice.

import assert from "node:assert/strict"
import { test } from "node:test"
import { nouns } from "../../src/incidents/paths.ts"
import { accountActions, actionsOffered, rights } from "../../src/people/index.ts"
import { isTest, sources } from "./code.ts"

const files = sources("src").filter(({ path }) => !isTest(path))
const offered = new Map(actionsOffered().map(({ value, text }) => [value, text]))

test("every action that the code names where it records one is a choice of the audit's search, in words", () => {
  const literal =
    /\baction: "([a-z-]+)"|\b(?:noted|recorded|audited|onMailbox|onLine)\([^"`;={]*?"([a-z]+(?:-[a-z]+)+)"/g
  const recording = files.filter(
    ({ text }) => /\b(?:record|recordAccountChange)\(/.test(text) && /people\/index|audit/.test(text),
  )
  const named = recording.flatMap(({ text }) => [...text.matchAll(literal)].map((found) => found[1] ?? found[2] ?? ""))
  assert.ok(named.length > 60, String(named.length))
  assert.deepEqual(
    [...new Set(named)].filter((each) => !offered.has(each)),
    [],
  )
})

test("a right that was refused, a move on a case that a rule forbade, and a change of an account are choices too", () => {
  for (const action of [...rights, ...nouns, ...accountActions]) assert.ok(offered.has(action), action)
})

test("rows of the audit are written in one place, so that none goes round the dictionary", () => {
  const writers = files.filter(({ text }) => /insert into audit \(/.test(text))
  assert.deepEqual(
    writers.map(({ path }) => path),
    ["src/people/store.ts"],
  )
})
