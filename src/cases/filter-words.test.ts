// Filters in words: what is taken from a search, what is left in it, and what is told of.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { filtersInWords } from "./filter-words.ts"

const taken: [typed: string, fields: Record<string, string>, words: string][] = [
  ['owner:me due:today priority:1 "error 500"', { owner: "me", due: "today", priority: "1" }, '"error 500"'],
  ['Team:"second-line" STATE:on-hold', { queue: "second-line", state: "on-hold" }, ""],
  ['team:"Contact centre" login', { queue: "Contact centre" }, "login"],
  ["queue:second-line", { queue: "second-line" }, ""],
  ["is:open org:Thornleigh", { state: "open", organisation: "Thornleigh" }, ""],
  ['owner:"Tom Ashby"', { owner: "Tom Ashby" }, ""],
  ["due:10:30", { due: "10:30" }, ""],
  ["", {}, ""],
]
for (const [typed, fields, words] of taken) {
  test(`of ${JSON.stringify(typed)} the filters are taken, and the words left`, () => {
    assert.deepEqual(filtersInWords(typed), { fields, words, faults: [] })
  })
}

const words = [
  "http://a.example/x",
  "owner://a.example",
  "10:30",
  "note:this",
  "error:500",
  "re:certificate",
  "Sue:",
  "a:b",
  ":me",
  "owner",
  '"owner:me" -login',
  '"onwer:me"',
  "constructor:x __proto__:y",
]
for (const typed of words) {
  test(`${JSON.stringify(typed)} is words to search for`, () => {
    assert.deepEqual(filtersInWords(typed), { fields: {}, words: typed, faults: [] })
  })
}

const refused: [typed: string, fault: RegExp][] = [
  ["onwer:me", /^There is no filter onwer\. Did you mean owner:me\? Put words to look for in quotation marks$/],
  ["-onwer:me", /Did you mean owner:me\?/],
  ["sttae:open", /Did you mean state:open\?/],
  ["stats:open", /Did you mean state:open\?|Did you mean status:open\?/],
  ["tema:second-line", /Did you mean team:second-line\?/],
  ["deu:today", /Did you mean due:today\?/],
  ["organization:x organisaton:x", /Did you mean organisation:x\?/],
  ["Onwer:", /Did you mean owner:\?/],
  ['onwer:"Tom Ashby"', /Did you mean owner:"Tom Ashby"\?/],
  ["owner:", /^Write what to filter by straight after owner: like owner:me$/],
  ["owner: me", /straight after owner/],
  ['team:""', /straight after team/],
  ['team:" "', /straight after team/],
  ["-owner:me", /^A filter cannot be turned round with a minus\. Take the minus away from -owner:me$/],
  ['-team:"Contact centre"', /Take the minus away from -team:"Contact centre"/],
  ["owner:me owner:none", /^Write owner: only once$/],
  ["owner:me owner:me", /^Write owner: only once$/],
  ["team:second-line queue:third-line", /^Write team: only once$/],
  ["is:open state:ended", /^Write state: only once$/],
  ['owner:"a b@c', /^Close the quotation marks, like owner:me$/],
]
for (const [typed, fault] of refused) {
  test(`${JSON.stringify(typed)} is told of`, () => {
    const { faults } = filtersInWords(typed)
    assert.equal(faults.length, 1, faults.join())
    assert.match(faults[0] ?? "", fault)
  })
}

test("every fault is told of, each once, and none is long", () => {
  const { faults } = filtersInWords(`onwer:me onwer:me due: -team:${"x".repeat(400)} state:a state:b`)
  assert.equal(faults.length, 4, faults.join("\n"))
  for (const fault of faults) assert.ok(fault.length < 200, fault)
})

test("whatever is typed, each part is a filter, a word or a fault, and what is left has no filter in it", () => {
  const part = fc.oneof(
    fc.constantFrom("owner:me", "is:open", "-due:1h", "onwer:x", 'team:"a b"', "http://x", "a b", '"', "owner:", "-"),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (typed) => {
      const { words: left, faults } = filtersInWords(typed.join(" "))
      if (faults.length === 0) assert.deepEqual(filtersInWords(left), { fields: {}, words: left, faults: [] })
    }),
  )
})
