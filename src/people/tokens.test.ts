import assert from "node:assert/strict"
import { after, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import { testDatabase } from "../../test/support/database.ts"
import { row, sql, transaction } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import { actorOfToken, addToken, disablePerson, rightsOf, signIn } from "./index.ts"

const database = await testDatabase()
const { db } = database
after(() => database.close())
const at = Temporal.Instant.from("2026-03-27T09:00Z").epochMilliseconds

const add = (name: string, role: string) => transaction(db, (tx) => addToken(tx, { name, role }, at))

test("a token is a colleague of its name and role, without an address", async () => {
  const { token, personId } = await add("Monitoring", "adviser")
  assert.match(token, /^charter_[\w-]{43}$/)
  const rights = rightsOf("adviser")
  const actor = { personId, name: "Monitoring", email: null, role: "adviser", rights, queues: null }
  assert.deepEqual(await actorOfToken(db, token, at), actor)
})

test("A44: only the hash of a token is kept", async () => {
  const { token } = await add("Second", "auditor")
  const kept = await row<{ text: string }>(db, sql`select string_agg(api_tokens::text, ' ') as text from api_tokens`)
  assert(!kept?.text.includes(token.slice(8)))
})

test("a wrong token is nobody, whatever it is made of", async () => {
  for (const wrong of ["", "charter_", "x".repeat(100_000), "\0", "charter_' or true --"]) {
    assert.equal(await actorOfToken(db, wrong, at), undefined)
  }
})

test("A45: a disabled token dies within a second, though it was just used", async () => {
  const { token, personId } = await add("Short-lived", "administrator")
  assert.notEqual(await actorOfToken(db, token, at), undefined)
  await transaction(db, (tx) => disablePerson(tx, personId, at))
  await pause(1010)
  assert.equal(await actorOfToken(db, token, at), undefined)
})

test("a token cannot sign in", async () => {
  const credentials = { email: "Monitoring", password: "", remoteAddress: "192.0.2.1", userAgent: "" }
  assert.equal((await signIn(db, credentials, at)).is, "wrong")
})

test("a token without a name or with an unknown role is refused", async () => {
  await assert.rejects(add("", "adviser"), Invalid)
  await assert.rejects(add("Monitoring", "__proto__"), Invalid)
})
