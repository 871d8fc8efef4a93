import assert from "node:assert/strict"
import { after, test } from "node:test"
import { testDatabase } from "../../test/support/database.ts"
import { row, sql, transaction } from "../database/index.ts"
import { addStaff } from "./index.ts"
import {
  actorOfSession,
  beginSession,
  endSession,
  forgetEndedSessions,
  idleLimitMs,
  sessionLimitMs,
} from "./sessions.ts"

const database = await testDatabase()
const { db } = database
after(() => database.close())
const at = Temporal.Instant.from("2026-03-27T09:00Z").epochMilliseconds
const staff = { name: "Priya Raman", email: "priya@college.example", role: "adviser", password: "kettle-moss-violin" }
const id = await transaction(db, (tx) => addStaff(tx, staff, at))

const isIn = async (cookie: string, later: number) => (await actorOfSession(db, cookie, at + later)) !== undefined
const begin = () =>
  beginSession(
    db,
    { personId: id, userAgent: "Browser\0 of a name \ud800", remoteAddress: "192.0.2.1", method: "password" },
    at,
  )

test("a session ends after an hour without a page", async () => {
  const cookie = await begin()
  assert.equal(await isIn(cookie, idleLimitMs - 1), true)
  assert.equal(await isIn(cookie, 2 * idleLimitMs - 2), true)
  assert.equal(await isIn(cookie, 3 * idleLimitMs), false)
})

test("a session ends after twelve hours, however busy it is", async () => {
  const cookie = await begin()
  for (let later = 0; later < sessionLimitMs; later += idleLimitMs / 2) assert.equal(await isIn(cookie, later), true)
  assert.equal(await isIn(cookie, sessionLimitMs), false)
})

test("signing out ends this session and no other", async () => {
  const [here, elsewhere] = [await begin(), await begin()]
  await endSession(db, here)
  assert.deepEqual([await isIn(here, 0), await isIn(elsewhere, 0)], [false, true])
})

test("each session has form tokens of its own", async () => {
  const sessions = await Promise.all([begin(), begin()].map(async (cookie) => actorOfSession(db, await cookie, at)))
  assert.equal(new Set(sessions.map((each) => each?.formSecret)).size, 2)
})

test("a copy of the table signs nobody in", async () => {
  const cookie = await begin()
  const kept = await row<{ hash: string }>(db, sql`select encode(session_hash, 'base64') as hash from sessions limit 1`)
  assert.notEqual(kept?.hash, cookie)
  assert.equal(await isIn(kept?.hash ?? "", 0), false)
})

test("sessions that are over leave no rows", async () => {
  await forgetEndedSessions(db, at + 2 * sessionLimitMs)
  assert.deepEqual(await row(db, sql`select count(*) from sessions`), { count: 0 })
})
