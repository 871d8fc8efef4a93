// Canonical JSON, the chain, and content that proves itself.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { canonical, chained, chainStart, contentDigest, contentKeeper, contentRefs, linkHash } from "./index.ts"

test("canonical JSON sorts names by code unit, writes numbers as RFC 8785 does, and escapes no more than it must", () => {
  const value = {
    "\u20ac": "Euro",
    "\r": "CR",
    "1": "One",
    "\u0080": "Control",
    "😀": "Smiley",
    "\u00f6": "o",
    "\ufb33": "Dalet",
  }
  assert.equal(
    canonical(value),
    '{"\\r":"CR","1":"One","\u0080":"Control","ö":"o","€":"Euro","😀":"Smiley","\ufb33":"Dalet"}',
  )
  assert.equal(
    canonical([Number("333333333.33333329"), 1e30, 4.5, 2e-3, 1e-27]),
    "[333333333.3333333,1e+30,4.5,0.002,1e-27]",
  )
  assert.equal(canonical({ b: undefined, a: null }), '{"a":null}')
  assert.throws(() => canonical({ a: Number.NaN }), TypeError)
})

test("canonical JSON does not depend on the order in which an object was made, and reads back as it was", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const shuffled: unknown = JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
        each !== null && typeof each === "object" && !Array.isArray(each)
          ? Object.fromEntries(Object.entries(each).reverse())
          : each,
      )
      assert.equal(canonical(shuffled), canonical(value))
      assert.deepEqual(JSON.parse(canonical(value)), JSON.parse(JSON.stringify(value)))
    }),
  )
})

test("a chain changes from the point on where an event was changed", () => {
  const events = [1, 2, 3].map((seq) => ({ seq, at: seq * 1000, by: 7, type: "noted", v: 1, data: { seq } }))
  const chain = chained(12, chainStart, events)
  const forged = chained(
    12,
    chainStart,
    events.map((each) => (each.seq === 2 ? { ...each, data: { seq: 9 } } : each)),
  )
  assert.deepEqual(
    chain.map((each, index) => each.hash.equals(forged[index]?.hash ?? Buffer.alloc(0))),
    [true, false, false],
  )
  assert.deepEqual(linkHash(chainStart, chain[0]?.body ?? ""), chain[0]?.hash)
  assert.notDeepEqual(chained(13, chainStart, events)[0]?.hash, chain[0]?.hash)
})

test("content is numbered on, salted, and proven by what the event carries", () => {
  const keeper = contentKeeper(5)
  const first = keeper.keep("subject", "Anna")
  const second = keeper.keep("name", "Anna")
  assert.deepEqual([first.content, second.content], [5, 6])
  assert.notEqual(first.sha256, second.sha256)
  for (const kept of keeper.kept) assert.match(contentDigest(kept.salt, kept.bytes), /^[0-9a-f]{64}$/)
  assert.equal(contentDigest(keeper.kept[0]?.salt ?? Buffer.alloc(0), Buffer.from("Anna")), first.sha256)
  assert.deepEqual(contentRefs({ files: [{ name: first }], body: second, size: 3 }), [first, second])
})
