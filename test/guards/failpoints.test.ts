import assert from "node:assert/strict"
import { test } from "node:test"
import { failpoints } from "../../src/failpoint.ts"
import { uses } from "../faults/points.ts"
import { isTest, sources } from "./code.ts"

const standing = sources("src")
  .filter(({ path }) => !isTest(path) && path !== "src/failpoint.ts")
  .flatMap(({ text }) => [...text.matchAll(/\bfail\("([a-z]+\.[a-z_]+)"\)/g)].map(([, point]) => point))

test("every failpoint that is declared stands in the code once, and no other does", () => {
  assert.deepEqual(standing.toSorted(), Object.keys(failpoints).toSorted())
})

test("the harness of faults uses every failpoint, and no other", () => {
  assert.deepEqual(Object.keys(uses).toSorted(), Object.keys(failpoints).toSorted())
})
