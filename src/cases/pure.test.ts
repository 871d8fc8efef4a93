// References, classification and erasure: the small rules of cases.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { defaultCharterText, instant } from "../../test/support/desk.ts"
import { bookOfOne, readCharter } from "../charter/index.ts"
import { rulebook } from "../clocks/index.ts"
import { Invalid } from "../errors.ts"
import { shippedHolidays } from "../time/index.ts"
import { caseIdIn, classification, referenceOf, sharingWords } from "./index.ts"

const charter = readCharter(defaultCharterText, "college-learn.yaml")
const rules = rulebook(bookOfOne(charter, defaultCharterText, ""), shippedHolidays())
const at = instant("2026-03-27T16:30")
const moments = { receivedAt: at, priority: null, firstMessageAt: null, resolvedAt: null, updatedAt: at, waits: [] }

test("a reference is the kind, the year of receipt in London and the number, and reads back", () => {
  assert.equal(referenceOf("INC", instant("2026-12-31T23:59:59.999"), 123), "INC-2026-000123")
  assert.equal(referenceOf("INC", instant("2027-01-01T00:00"), 1234567), "INC-2027-1234567")
  // Midnight in London is 23:00 of the day before in UTC while summer time lasts.
  assert.equal(referenceOf("INC", instant("2026-07-01T00:00"), 5), "INC-2026-000005")
  fc.assert(fc.property(fc.integer({ min: 1, max: 2 ** 48 }), (id) => caseIdIn(referenceOf("INC", at, id)) === id))
})

test("what is not exactly a reference is none", () => {
  const others = [
    "1",
    " INC-2026-000001",
    "INC-2026-000001 ",
    "inc-2026-000001",
    "INC-2026-1",
    "INC-2026-0000001",
    "INC-2026-000000",
    "INC-26-000001",
    "INC-2026-1e0005",
    "INC-2026-٠٠٠٠٠١",
    "INC-2026-000001\n",
    "",
  ]
  for (const other of others) assert.equal(caseIdIn(other), undefined, JSON.stringify(other))
})

test("the highest condition that is answered with yes decides, and is on record with its clause", () => {
  const [low, high] = [
    charter.priorities.find((each) => each.level === 3),
    charter.priorities.find((each) => each.level === 2),
  ]
  const answers = { [low?.conditions[0]?.id ?? ""]: true, [high?.conditions[1]?.id ?? ""]: true }
  const found = classification({ answers }, moments, {}, rules, at)
  assert.equal(found?.priority, 2)
  assert.equal(found?.condition, high?.conditions[1]?.id)
  assert.equal(found?.clause, high?.id)
  assert.deepEqual(found?.answers, answers)
})

test("a priority that staff name stands above the answers; nothing given, or nothing that applies, gives none", () => {
  const id = charter.priorities.find((each) => each.level === 3)?.conditions[0]?.id ?? ""
  assert.equal(classification({ priority: 1, answers: { [id]: true } }, moments, {}, rules, at)?.priority, 1)
  assert.equal(classification({ answers: { [id]: false } }, moments, {}, rules, at), undefined)
  assert.equal(classification({}, moments, {}, rules, at), undefined)
  assert.throws(() => classification({ answers: { constructor: true } }, moments, {}, rules, at), Invalid)
})

test("redacting a part of a letter takes the letter, its formatted copy and the mails that quote it, and leaves its other parts", () => {
  const node = (contentId: number, kind: string, originContentId: number | null = null) => ({
    contentId,
    kind,
    originContentId,
  })
  const tree = [
    node(1, "letter"),
    node(2, "body", 1),
    node(3, "html", 2),
    node(4, "quoted", 1),
    node(5, "file-name", 1),
    node(6, "file", 1),
    node(7, "email", 1),
    node(8, "notice"),
    node(9, "note"),
  ]
  assert.deepEqual(sharingWords(tree, 2), [1, 2, 3, 8])
  assert.deepEqual(sharingWords(tree, 3), [1, 2, 3])
  assert.deepEqual(sharingWords(tree, 4), [1, 3, 4])
  assert.deepEqual(sharingWords(tree, 6), [1, 6])
  assert.deepEqual(sharingWords(tree, 9), [9])
  assert.deepEqual(sharingWords(tree, 1), [1, 2, 3, 4, 5, 6, 7])
  assert.deepEqual(sharingWords(tree, 77), [])
})
