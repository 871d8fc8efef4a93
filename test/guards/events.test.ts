// Every event has a sentence, and every shape that ever landed can still be read: a sample of each is frozen here, and never edited.

import assert from "node:assert/strict"
import { test } from "node:test"
import { caseEventFrom } from "../../src/cases/index.ts"
import { declarationOf, declaredEvents, type RecordedEvent } from "../../src/timeline/index.ts"
import samples from "./event-samples.json" with { type: "json" }

const frozen = Object.entries(samples).map(([name, data]) => {
  // What stands after a space tells samples of one version apart: a shape with its optional members, and without.
  const [type = "", v] = name.split(/[@ ]/)
  return { name, recorded: { seq: 1, at: 0, by: 1, type, v: Number(v), data } satisfies RecordedEvent }
})

test("each version of each declared event has a frozen sample", () => {
  const wanted = declaredEvents().flatMap(({ type, v }) =>
    Array.from({ length: v }, (_, index) => `${type}@${index + 1}`),
  )
  const sampled = new Set(frozen.map(({ recorded }) => `${recorded.type}@${recorded.v}`))
  assert.deepEqual([...sampled].sort(), wanted.sort())
})

for (const { name, recorded } of frozen) {
  test(`${name} is read in today's shape, and has a sentence`, () => {
    const { type, data } = caseEventFrom(recorded)
    const declared = declarationOf(type)
    assert.equal(declared.schema.safeParse(data).error, undefined)
    const told = declared.sentence(data, {
      by: "Priya Nair",
      isBy: () => false,
      instant: () => "Friday 27 March 2026 at 4:30pm",
      queue: () => "the second line",
      colleague: () => "Tom Reid",
      reference: () => "INC-2026-000012",
    })
    assert.match(told, /^[A-Z][^{}]*\.$/)
    assert.doesNotMatch(told, /undefined|NaN|\[object/)
  })
}
