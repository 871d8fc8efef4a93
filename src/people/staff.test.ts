import assert from "node:assert/strict"
import { after, test } from "node:test"
import { testDatabase } from "../../test/support/database.ts"
import { row, rows, sql, transaction } from "../database/index.ts"
import { Invalid, NotFound, Refused } from "../errors.ts"
import { actorOfSession, addStaff, disablePerson, findColleague, type NewStaff, namesOf, signIn } from "./index.ts"

const database = await testDatabase()
const { db } = database
after(() => database.close())
const at = Temporal.Instant.from("2026-03-27T09:00Z").epochMilliseconds
const priya = {
  name: "Priya  Raman ",
  email: " Priya@College.example",
  role: "adviser",
  password: "kettle-moss-violin",
}

const add = (staff: NewStaff) => transaction(db, (tx) => addStaff(tx, staff, at))

test("a colleague is found by their address, however it is written, and named by their id", async () => {
  const id = await add(priya)
  const colleague = { personId: id, name: "Priya Raman", email: "priya@college.example", role: "adviser" }
  assert.deepEqual(await findColleague(db, "PRIYA@college.example "), colleague)
  assert.deepEqual(await namesOf(db, [id, id, 999]), new Map([[id, "Priya Raman"]]))
})

test("an address is held by one person", async () => {
  await assert.rejects(add({ ...priya, name: "Somebody Else" }), Refused)
})

test("everything wrong with a new colleague is told at once, by field", async () => {
  const staff = { name: " ", email: "nowhere", role: "root", password: "short" }
  await assert.rejects(add(staff), (error) => {
    assert(error instanceof Invalid)
    return (
      assert.deepEqual(
        error.fields.map((each) => each.field),
        ["name", "email", "role", "password"],
      ) === undefined
    )
  })
})

test("a name that would turn the line around is refused", async () => {
  await assert.rejects(add({ ...priya, email: "x@y.example", name: "Ada \u202Eecalevol" }), Invalid)
})

test("A54: a disabled person is out at once, and cannot come back", async () => {
  const staff = { name: "Tom Ward", email: "tom@college.example", role: "engineer", password: "kettle-moss-violin" }
  const id = await add(staff)
  const credentials = { ...staff, remoteAddress: "192.0.2.7", userAgent: "test" }
  const entered = await signIn(db, credentials, at)
  assert(entered.is === "signed-in")
  assert.equal((await actorOfSession(db, entered.cookie, at))?.actor.personId, id)
  await transaction(db, (tx) => disablePerson(tx, id, at))
  assert.equal(await actorOfSession(db, entered.cookie, at), undefined)
  assert.equal((await signIn(db, credentials, at)).is, "wrong")
  assert.equal(await findColleague(db, staff.email), undefined)
  assert.equal((await namesOf(db, [id])).get(id), "Tom Ward")
  await assert.rejects(
    transaction(db, (tx) => disablePerson(tx, id, at)),
    NotFound,
  )
})

test("the audit says what was done to whom, and cannot be changed, not even by the owner of the tables", async () => {
  const actions = await rows<{ action: string }>(db, sql`select distinct action from audit order by action`)
  assert.deepEqual(
    actions.map((each) => each.action),
    ["person-disabled", "sign-in", "staff-added"],
  )
  const owner = new (await import("pg")).default.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  for (const change of ["update audit set outcome = 'done'", "delete from audit", "truncate audit"]) {
    await assert.rejects(owner.query(change), /never changed or deleted/)
  }
  await owner.end()
})

test("A44: no password is kept in the clear", async () => {
  const kept = await row<{ text: string }>(db, sql`select string_agg(people::text, ' ') as text from people`)
  assert.doesNotMatch(kept?.text ?? "kettle", /kettle/)
})
