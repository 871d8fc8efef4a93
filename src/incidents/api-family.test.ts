// The verbs of cases among others by the API, asked as a program asks: what they answer, who may, and what is refused.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { FastifyInstance } from "fastify"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { apiPrefix, apiRoutes } from "../api/index.ts"
import { primaryOnly, transaction } from "../database/index.ts"
import { addStaff, addToken, type Role } from "../people/index.ts"
import { openLog, webServer } from "../web/index.ts"
import { incidentCalls } from "./index.ts"

let desk: TestDesk
let server: FastifyInstance
let now = "2026-03-30T09:00"
const tom = "tom.reid@desk.example"
before(async () => {
  desk = await testDesk()
  const { db } = desk
  const secretKey = Buffer.alloc(32, 7)
  const publicUrl = "http://127.0.0.1"
  const at = () => instant(now)
  const api = { db, places: primaryOnly(db), now: at, secretKey, calls: incidentCalls, publicUrl }
  server = webServer({
    db,
    now: at,
    clock: at,
    settings: { publicUrl },
    secretKey,
    log: openLog({ level: "silent" }),
    pages: [],
    mounts: [{ prefix: apiPrefix, routes: apiRoutes(api) }],
  })
  const password = "violet kettle under 41 bridges"
  await transaction(db, (tx) => addStaff(tx, { name: "Tom Reid", email: tom, role: "lead-engineer", password }, 0))
})
after(async () => {
  await server.close()
  await desk.close()
})

async function program(role: Role) {
  const { token } = await transaction(desk.db, (tx) => addToken(tx, { name: `A ${role}`, role }, 0))
  const ask = async (method: "GET" | "POST", path: string, payload?: object, key?: string) => {
    const headers = { authorization: `Bearer ${token}`, ...(key === undefined ? {} : { "idempotency-key": key }) }
    const asked = { method, url: `${apiPrefix}/cases/${path}`, headers }
    const answer = await server.inject(payload === undefined ? asked : { ...asked, payload })
    return { status: answer.statusCode, body: answer.json() }
  }
  const post = (path: string, payload: object, key?: string) => ask("POST", path, payload, key)
  return { get: (path: string) => ask("GET", path), post }
}

const opened = async (email: string) => (await desk.open(now, { requester: { name: "Sam", email } })).reference
const typesIn = (body: { timeline: { type: string }[] }) => body.timeline.map((each) => each.type)

test("a program merges, asks again with its key, looks, and undoes it", async () => {
  const adviser = await program("adviser")
  const [one, other] = [await opened("merge@api.example"), await opened("MERGE@api.example")]
  for (let times = 0; times < 2; times++) {
    const { status, body } = await adviser.post(`${one}/merge`, { into: other }, "merge-once")
    assert.deepEqual([status, body.reference], [200, other])
    assert.equal(typesIn(body).filter((type) => type === "absorbed").length, 1)
  }
  assert.equal((await adviser.get(`${one}/relations`)).body.mergedInto, other)
  assert.deepEqual((await adviser.get(`${other}/relations`)).body.merged, [one])
  assert.deepEqual((await adviser.post(`${one}/reply`, { body: "No" })).status, 422)
  assert.equal((await adviser.post(`${one}/separation`, {})).status, 200)
  assert.deepEqual((await adviser.get(`${other}/relations`)).body.merged, [])
})

test("refusals are those of the pages, in the same words, at the field that is wrong", async () => {
  const adviser = await program("adviser")
  const [one, other] = [await opened("one@api.example"), await opened("two@api.example")]
  const refused = await adviser.post(`${one}/merge`, { into: other })
  assert.equal(refused.status, 422)
  assert.match(refused.body.detail, /not from the same person/)
  for (const [noun, field, given] of [
    ["merge", "into", { into: "INC-2026-999999" }],
    ["parent", "parent", { parent: "nonsense" }],
    ["children", "children", { children: ["INC-2026-999999"] }],
    ["split", "content", { content: 999, subject: "Other" }],
    ["split", "subject", { content: 1, subject: "Two\nlines" }],
  ] as const) {
    const { status, body } = await adviser.post(`${one}/${noun}`, given)
    assert.deepEqual([status, body.fields.map((each: { field: string }) => each.field)], [400, [field]], noun)
  }
  assert.equal((await adviser.post(`INC-2026-999999/merge`, { into: one })).status, 404)
  assert.equal((await adviser.post(`${one}/separation`, {})).status, 422)
  assert.equal((await adviser.post(`${one}/merge`, { into: other, version: 99 })).status, 409)
})

test("who may not relate or lead may not by the API either", async () => {
  const [auditor, adviser] = [await program("auditor"), await program("adviser")]
  const [one, other] = [await opened("may@api.example"), await opened("may@api.example")]
  for (const [noun, given] of [
    ["merge", { into: other }],
    ["separation", {}],
    ["split", { content: 1, subject: "x" }],
    ["parent", { parent: other }],
    ["departure", {}],
    ["children", { children: [other] }],
    ["notice-to-all", { body: "x" }],
    ["gold-decision", { decision: "x", reason: "y" }],
    ["restoration", { body: "x" }],
    ["review", { review: "x" }],
  ] as const)
    assert.equal((await auditor.post(`${one}/${noun}`, given)).status, 403, noun)
  for (const [noun, given] of [
    ["major-incident", { reason: "x", lead: "me" }],
    ["major-lead", { lead: "me" }],
    ["gold-group", { members: [tom] }],
  ] as const)
    assert.equal((await adviser.post(`${one}/${noun}`, given)).status, 403, noun)
  assert.equal((await auditor.get(`${one}/relations`)).status, 200)
  assert.equal((await auditor.get(`${one}/children`)).status, 200)
})

test("what is split off is answered with, and says where it came from", async () => {
  const adviser = await program("adviser")
  const reference = await opened("split@api.example")
  const { timeline } = (await adviser.get(reference)).body
  const content = timeline[0].content.find((each: { text: string }) => each.text.startsWith("The page stays")).id
  const { body } = await adviser.post(`${reference}/split`, { content, subject: "Another matter" })
  assert.equal(body.subject, "Another matter")
  assert.equal((await adviser.get(`${body.reference}/relations`)).body.splitFrom, reference)
})

test("a major incident goes by the API from its declaration to its review, with its children", async () => {
  const leader = await program("team-leader")
  const reference = await opened("major@api.example")
  const children = [await opened("c1@api.example"), await opened("c2@api.example"), await opened("c3@api.example")]
  const did = async (noun: string, given: object) => {
    const { status, body } = await leader.post(`${reference}/${noun}`, given)
    assert.equal(status, 200, `${noun}: ${JSON.stringify(body)}`)
    return body
  }
  const unknown = await leader.post(`${reference}/major-incident`, { reason: "x", lead: "nobody@desk.example" })
  assert.deepEqual([unknown.status, unknown.body.fields[0].field], [400, "lead"])
  await did("major-incident", { reason: "Nobody can sign in", lead: tom })
  await did("major-lead", { lead: "me" })
  await did("gold-group", { members: [tom] })
  await did("gold-decision", { decision: "Switch sites", reason: "The first is down" })
  await did("children", { children: children.slice(0, 2) })
  assert.equal((await leader.post(`${children[2]}/parent`, { parent: reference })).status, 200)
  const first = (await leader.get(`${reference}/children?limit=2`)).body
  assert.deepEqual(
    first.items.map((each: { reference: string }) => each.reference),
    children.slice(0, 2),
  )
  const rest = (await leader.get(`${reference}/children?limit=2&after=${first.next}`)).body
  assert.deepEqual([rest.items.length, rest.next], [1, null])
  assert.equal((await leader.get(`${reference}/children?after=nonsense`)).status, 400)
  assert.equal((await leader.post(`${children[2]}/departure`, {})).status, 200)
  await did("notice-to-all", { body: "We are on it." })
  const { body: running } = await leader.get(`${reference}/relations`)
  assert.deepEqual([running.children, running.majorIncident.gold], [{ all: 2, open: 2 }, [tom]])
  assert.equal(running.majorIncident.endedAt, null)
  now = "2026-03-30T09:30"
  assert.equal((await leader.post(`${reference}/review`, { review: "Too early" })).status, 422)
  await did("restoration", { body: "It works again.", resolves: true })
  const told = await did("review", { review: "The second site was out of date." })
  for (const type of [
    "major-declared",
    "major-led",
    "gold-formed",
    "gold-decided",
    "told-all",
    "restoration-confirmed",
    "major-reviewed",
  ])
    assert.ok(typesIn(told).includes(type), type)
  assert.equal((await leader.get(`${reference}/relations`)).body.majorIncident.endedAt, "2026-03-30T09:30:00+01:00")
})
