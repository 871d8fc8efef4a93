// Roles as data: what each allows, who holds which, and what a register of any date says of it.

import assert from "node:assert/strict"
import { after, test } from "node:test"
import { testDatabase } from "../../test/support/database.ts"
import { row, rows, sql, transaction } from "../database/index.ts"
import { Invalid, NotAllowed, NotFound, Refused } from "../errors.ts"
import {
  type Actor,
  actorOfSession,
  actorOfToken,
  addStaff,
  addToken,
  changeRoles,
  disablePerson,
  forgetTokens,
  grantRole,
  may,
  recordPrivileges,
  registerAt,
  registerMoment,
  registerSentences,
  revokeRole,
  rights,
  rightsOf,
  roles,
  system,
} from "./index.ts"
import { beginSession } from "./sessions.ts"

const database = await testDatabase()
const { db } = database
after(() => database.close())
const at = (text: string) => Temporal.Instant.from(`${text}Z`).epochMilliseconds
const start = at("2026-03-02T09:00")
const hour = 3_600_000
let people = 0

async function hired(role: string, when = start): Promise<number> {
  const email = `person-${++people}@desk.example`
  const staff = { name: "Some Body", email, role, password: "kettle-moss-violin" }
  return await transaction(db, (tx) => addStaff(tx, staff, when))
}

const begun = (personId: number) =>
  beginSession(db, { personId, userAgent: "test", remoteAddress: "192.0.2.1", method: "password" }, start)

async function actorFor(personId: number): Promise<Actor> {
  const cookie = await begun(personId)
  const session = await actorOfSession(db, cookie, start)
  return session?.actor ?? assert.fail("nobody is signed in")
}

const changed = (personId: number, roles: readonly string[], by: Actor = system, when = start + hour) =>
  transaction(db, (tx) => changeRoles(tx, { personId, roles, by }, when))

test("an administrator may do everything, an auditor reads and changes nothing, and every right is somebody's", () => {
  assert.deepEqual([...rightsOf("administrator")], rights)
  const changes = [...rightsOf("auditor")].filter((right) => !right.startsWith("see-"))
  assert.deepEqual(changes, [])
  for (const role of roles) assert.ok(rightsOf(role).has("see-cases"), role)
})

test("of several roles each counts, and the foremost is shown", async () => {
  const id = await hired("adviser")
  assert.equal(may(await actorFor(id), "redact"), false)
  await transaction(db, (tx) => grantRole(tx, { personId: id, role: "team-leader", by: system }, start + hour))
  const both = await actorFor(id)
  assert.deepEqual([both.role, may(both, "redact"), may(both, "open")], ["team-leader", true, true])
  await transaction(db, (tx) => revokeRole(tx, { personId: id, role: "team-leader", by: system }, start + 2 * hour))
  assert.equal(may(await actorFor(id), "redact"), false)
})

test("a role that this release does not know allows nothing", async () => {
  const id = await hired("adviser")
  await row(db, sql`update people set roles = '{archivist}' where person_id = ${id}`)
  const cookie = await begun(id)
  assert.equal(await actorOfSession(db, cookie, start), undefined)
})

test("A41: only who manages staff changes roles, never their own, and the last administrator stays one", async () => {
  const [first, second, adviser] = [await hired("administrator"), await hired("administrator"), await hired("adviser")]
  const [boss, other] = [await actorFor(first), await actorFor(second)]
  await assert.rejects(changed(adviser, ["administrator"], await actorFor(adviser)), NotAllowed)
  await assert.rejects(changed(first, ["administrator", "auditor"], boss), Refused)
  await changed(second, ["adviser"], boss)
  await assert.rejects(changed(first, ["adviser"]), Refused)
  await assert.rejects(changed(adviser, [], boss), Invalid)
  await assert.rejects(changed(adviser, ["king"], boss), Invalid)
  await assert.rejects(changed(adviser, ["auditor"], await actorFor(second)), NotAllowed)
  assert.equal(other.role, "administrator")
})

test("two administrators cannot take the role from each other at once", async () => {
  const [one, other] = [await hired("administrator"), await hired("administrator")]
  await row(
    db,
    sql`update people set disabled_at = now() where 'administrator' = any(roles) and person_id not in (${one}, ${other})`,
  )
  const [left, right] = [await actorFor(one), await actorFor(other)]
  const outcomes = await Promise.allSettled([changed(other, ["adviser"], left), changed(one, ["adviser"], right)])
  const holders = await rows(
    db,
    sql`select from people where 'administrator' = any(roles) and disabled_at is null and kind = 'staff'`,
  )
  assert.ok(holders.length >= 1, JSON.stringify(outcomes))
})

test("a role is granted once and taken away once, by who manages staff alone, and each time is kept with when and by whom", async () => {
  const [boss, id] = [await hired("administrator"), await hired("adviser")]
  const by = await actorFor(boss)
  const one = (verb: typeof grantRole, role: string, who: Actor = by, personId = id) =>
    transaction(db, (tx) => verb(tx, { personId, role, by: who }, start + hour))
  await one(grantRole, "auditor")
  await assert.rejects(one(grantRole, "auditor"), Refused)
  await assert.rejects(one(grantRole, "king"), Invalid)
  await assert.rejects(one(grantRole, "engineer", await actorFor(id)), NotAllowed)
  await assert.rejects(one(grantRole, "engineer", by, 987_654), NotFound)
  await assert.rejects(one(grantRole, "auditor", by, boss), Refused)
  await one(revokeRole, "adviser")
  await assert.rejects(one(revokeRole, "adviser"), Refused)
  await assert.rejects(one(revokeRole, "king"), Invalid)
  await assert.rejects(one(revokeRole, "auditor"), Invalid)
  await assert.rejects(one(revokeRole, "auditor", await actorFor(id)), NotAllowed)
  assert.equal(may(await actorFor(id), "see-audit"), true)
  const kept = await rows(
    db,
    sql`select role, change, changed_by as "by" from role_changes where person_id = ${id} order by change_id`,
  )
  assert.deepEqual(kept, [
    { role: "adviser", change: "granted", by: null },
    { role: "auditor", change: "granted", by: boss },
    { role: "adviser", change: "revoked", by: boss },
  ])
  const audited = sql`select from audit where action = 'roles-changed' and target = ${[`person:${id}`]} and person_id = ${boss}`
  assert.equal((await rows(db, audited)).length, 2)
})

test("A45: a token never exceeds its owner, whatever becomes of them", async () => {
  const owner = await hired("team-leader")
  const wanted = { name: "Report", role: "administrator", ownerId: owner }
  const { token } = await transaction(db, (tx) => addToken(tx, wanted, start))
  const now = async () => {
    forgetTokens(db)
    return await actorOfToken(db, token, start)
  }
  const first = (await now()) ?? assert.fail("the token is nobody")
  assert.deepEqual([may(first, "redact"), may(first, "manage-staff")], [true, false])
  await changed(owner, ["auditor"])
  const second = (await now()) ?? assert.fail("the token is nobody")
  assert.deepEqual([may(second, "see-cases"), may(second, "reply"), may(second, "redact")], [true, false, false])
  await transaction(db, (tx) => disablePerson(tx, owner, start))
  assert.equal(await now(), undefined)
})

test("somebody limited to their teams sees no other queue, and neither does their token", async () => {
  const id = await hired("adviser")
  await row(db, sql`update people set sees_own_teams_only = true where person_id = ${id}`)
  await row(db, sql`insert into team_members (queue, person_id, since) values ('second-line', ${id}, now())`)
  const { token } = await transaction(db, (tx) => addToken(tx, { name: "Own", role: "adviser", ownerId: id }, start))
  assert.deepEqual((await actorFor(id)).queues, ["second-line"])
  assert.deepEqual((await actorOfToken(db, token, start))?.queues, ["second-line"])
})

test("the register says how many held which role on any past date, each change with when and by whom", async () => {
  const other = await testDatabase()
  try {
    const add = (name: string, role: string, when: string) =>
      transaction(other.db, (tx) =>
        addStaff(tx, { name, email: `${name}@desk.example`, role, password: "kettle-moss-violin" }, at(when)),
      )
    const ada = await add("ada", "administrator", "2026-01-05T09:00")
    const ben = await add("ben", "adviser", "2026-01-05T10:00")
    await transaction(other.db, (tx) => recordPrivileges(tx, at("2026-02-01T00:00")))
    await transaction(other.db, (tx) => recordPrivileges(tx, at("2026-02-02T00:00")))
    const change = (list: string[], when: string) =>
      transaction(other.db, (tx) => changeRoles(tx, { personId: ben, roles: list, by: system }, at(when)))
    await change(["adviser", "administrator"], "2026-03-01T09:00")
    await transaction(other.db, (tx) => addToken(tx, { name: "x", role: "administrator" }, at("2026-03-02T09:00")))
    await transaction(other.db, (tx) => disablePerson(tx, ada, at("2026-04-01T09:00")))
    await change(["adviser"], "2026-05-01T09:00").catch((error: unknown) => assert.ok(error instanceof Refused))
    const administrators = async (when: string) => (await registerAt(other.db, at(when))).administrators
    assert.equal(await administrators("2025-12-31T00:00"), null)
    assert.deepEqual(await administrators("2026-01-06T00:00"), { people: 1, tokens: 0 })
    assert.deepEqual(await administrators("2026-03-03T00:00"), { people: 2, tokens: 1 })
    assert.deepEqual(await administrators("2026-04-02T00:00"), { people: 1, tokens: 1 })
    const words = registerSentences(await registerAt(other.db, at("2026-03-03T12:00"))).join("\n")
    assert.match(
      words,
      /^On 3 March 2026 administrator privileges were held by 3 roles: .* and Administrator \(2 people, 1 API token\)\./,
    )
    assert.doesNotMatch(words, /ada|ben|same before/)
    assert.match(words, /^Team leader: keep organisations, and decide who sees their cases\.$/m)
    assert.deepEqual(registerSentences(await registerAt(other.db, at("2025-12-31T12:00"))), [
      "Nothing is known from before 5 January 2026, the first day on record: neither who held which role, nor what it allowed.",
    ])
    const early = registerSentences(await registerAt(other.db, at("2026-01-06T12:00"))).join("\n")
    assert.match(early, /is recorded since 1 February 2026; this answer takes it to have been the same before/)
    const recorded = await row(other.db, sql`select count(distinct at) from privilege_changes`)
    assert.deepEqual(recorded, { count: 1 })
    await assert.rejects(row(other.db, sql`delete from role_changes`), /permission denied|never changed or deleted/)
  } finally {
    await other.close()
  }
})

test("a day is read as people write it, ends at midnight in London, and does not lie ahead", () => {
  const now = at("2026-07-10T12:00")
  assert.equal(registerMoment("27/6/2026", now), at("2026-06-27T22:59:59.999"))
  assert.equal(registerMoment("2026-06-27", now), at("2026-06-27T22:59:59.999"))
  assert.equal(registerMoment(" 10/07/2026 ", now), now)
  for (const wrong of ["", "31/2/2026", "tomorrow", "11/7/2026", "2026-13-01", "0/0/0000", "1e3/1/2026"])
    assert.throws(() => registerMoment(wrong, now), Invalid, wrong)
})
