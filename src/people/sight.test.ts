// What a key for many askers must say: whoever shares it sees the same cases, and nobody else does.

import assert from "node:assert/strict"
import { test } from "node:test"
import { type Actor, sightOf, system } from "./index.ts"

const someone: Actor = { ...system, personId: 7, role: "adviser", queues: ["first-line", "second-line"] }

test("whoever sees every queue shares one sight, whatever their role and their rights", () => {
  const all = { ...someone, queues: null }
  assert.equal(sightOf(all), sightOf({ ...all, personId: 8, role: "administrator" }))
  assert.equal(sightOf(all), sightOf({ ...all, rights: new Set(["see-cases"]) }))
  assert.notEqual(sightOf(all), sightOf({ ...someone, queues: [] }))
})

test("a limited sight is of its person and its queues, in whatever order those came", () => {
  assert.equal(sightOf(someone), sightOf({ ...someone, role: "team-leader" }))
  assert.equal(sightOf(someone), sightOf({ ...someone, queues: ["second-line", "first-line"] }))
  assert.notEqual(sightOf(someone), sightOf({ ...someone, personId: 8 }))
  assert.notEqual(sightOf(someone), sightOf({ ...someone, queues: ["first-line"] }))
  assert.notEqual(sightOf(someone), sightOf({ ...someone, queues: ["first-line,second-line"] }))
  assert.notEqual(sightOf(someone), sightOf({ ...someone, charge: [4] }))
  assert.equal(sightOf({ ...someone, charge: [4, 12] }), sightOf({ ...someone, charge: [12, 4] }))
})
