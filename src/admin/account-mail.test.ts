// A56: whoever's way of signing in changes is told by mail, without a secret in it; invitations go to their address and to nobody else.

import assert from "node:assert/strict"
import { after, test } from "node:test"
import PostalMime from "postal-mime"
import { deskPages } from "../../test/support/desk-pages.ts"
import { colleague, password, visitor } from "../../test/support/visitor.ts"
import { row, rows, sql, transaction } from "../database/index.ts"
import { openOutgoing, sendDueMails } from "../notices/index.ts"
import {
  accountActions,
  addStaff,
  changeRoles,
  disablePerson,
  doneBy,
  removeAuthenticator,
  system,
} from "../people/index.ts"
import { languages } from "../words/index.ts"
import { adminMailWriters, adminPages } from "./index.ts"

const secretKey = Buffer.alloc(32, 7)
const desk = await deskPages(adminPages({ secretKey, reach: "public", canMail: true }))
after(() => desk.close())
const { server, db } = desk
const at = Temporal.Instant.from("2026-03-27T09:00Z").epochMilliseconds
const admin = await colleague(server, db, "administrator", "Ada Admin")
let hired = 0

async function hire(): Promise<{ personId: number; email: string }> {
  const email = `told-${++hired}@desk.example`
  const staff = { name: "Some Body", email, role: "adviser", password }
  return { email, personId: await transaction(db, (tx) => addStaff(tx, staff, at)) }
}

/** Sends what is due, an hour later; gives what arrived. Without a relay nothing does, and what others may read is caught. */
async function mailed(hasRelay = true) {
  const sent: Buffer[] = []
  const relay = {
    send: async ({ bytes }: { bytes: Buffer }) => {
      sent.push(bytes)
      return { is: "accepted" } as const
    },
    close: () => {},
  }
  const letterhead = {
    mailAddress: "desk@desk.example",
    publicUrl: "http://127.0.0.1",
    zone: "Europe/London",
    phone: null,
  }
  const options = { letterhead: { ...letterhead, key: secretKey, deskName: "Desk" }, onError: () => {} }
  const outgoing = { ...openOutgoing(options), relay: hasRelay ? relay : null }
  const onError = (error: unknown) => assert.fail(String(error))
  const later = () => at + 60_000
  while ((await sendDueMails({ db, outgoing, writers: adminMailWriters, now: later, onError })) > 0);
  await outgoing.close()
  const read = await Promise.all(sent.map((bytes) => PostalMime.parse(bytes)))
  return read.map(({ to, subject = "", text = "" }) => ({ to: to?.[0]?.address ?? "", subject, text }))
}

test("every change has its sentence", () => {
  for (const action of accountActions) assert.ok(languages.base.has(`mail.staff.change.${action}`), action)
})

test("A56: a change is told to the address of whose account it is, once, with when and by whom, and with no secret", async () => {
  await mailed()
  const { personId, email } = await hire()
  const someone = visitor(server)
  await someone.post("/sign-in", { email, password })
  assert.equal((await someone.post("/desk/account/password", { password: "short", again: "short" })).status, 400)
  const other = "violet-anchor-parsnip"
  assert.equal((await someone.post("/desk/account/password", { password: other, again: other })).status, 303)
  await transaction(db, (tx) => changeRoles(tx, { personId, roles: ["engineer"], by: system }, at))
  await transaction(db, (tx) => disablePerson(tx, personId, at))
  const told = await mailed()
  assert.deepEqual(new Set(told.map((each) => each.to)), new Set([email]))
  const texts = told.map((each) => each.text).toSorted()
  assert.equal(texts.length, 3)
  assert.ok(texts.some((text) => /Your roles were changed[\s\S]*whoever runs the desk/.test(text)))
  assert.ok(
    texts.some((text) => /password of your account was changed[\s\S]*signed in as you[\s\S]*desk\/account/.test(text)),
  )
  assert.ok(texts.some((text) => /cannot sign in any more/.test(text) && !text.includes("/desk/account")))
  for (const text of texts) assert.doesNotMatch(text, new RegExp(`${other}|${password}|[\\w-]{40,}`))
  assert.deepEqual(await mailed(), [])
})

test("a change that is taken back with its transaction is told to nobody, and a change of nothing neither", async () => {
  const { personId } = await hire()
  const undone = transaction(db, async (tx) => {
    await disablePerson(tx, personId, at)
    throw new Error("undone")
  })
  await assert.rejects(undone, /undone/)
  assert.equal(await transaction(db, (tx) => removeAuthenticator(tx, personId, doneBy(system), at)), false)
  assert.deepEqual(await mailed(), [])
})

const fields = (email: string) => ({ name: "New Person", email, role: "engineer", teams: "second-line", sees: "own" })

test("A56: an invitation goes to its address alone: whoever makes it does not see the link, and the database does not hold it", async () => {
  const made = await admin.post("/desk/admin/invitations", fields("new@desk.example"))
  assert.match(made.text, /A link is on its way to New Person at new@desk\.example/)
  assert.doesNotMatch(made.html, /\/join\//)
  const [mail, ...others] = await mailed()
  assert.deepEqual([mail?.to, others], ["new@desk.example", []])
  const link = /http:\/\/127\.0\.0\.1(\/join\/([\w-]{43}))/.exec(mail?.text ?? "")
  const [, path = "", secret = ""] = link ?? []
  const kept = await rows<{ all: string }>(
    db,
    sql`select mails::text as all from mails union all select invitations::text from invitations union all select audit::text from audit`,
  )
  assert.ok(kept.length > 3 && kept.every(({ all }) => !all.includes(secret)))
  assert.equal((await visitor(server).post(path, { password, again: password })).status, 303)
  assert.equal((await visitor(server).get(path)).status, 404)
})

test("A56: a link to set up signing in is mailed, works once and for a quarter of an hour, and ends every session of who it is for", async () => {
  const { personId, email } = await hire()
  const attacker = visitor(server)
  await attacker.post("/sign-in", { email, password })
  assert.equal((await attacker.get("/desk/account")).status, 200)
  const made = await admin.post(`/desk/admin/staff/${personId}/sign-in-invitation`, {}, `/desk/admin/staff/${personId}`)
  assert.match(made.text, /A link is on its way to Some Body/)
  assert.doesNotMatch(made.html, /sign-in\/invitation\//)
  const mails = await mailed()
  assert.deepEqual(mails.map((each) => [each.to, each.subject]).toSorted(), [
    [email, "Set up how you sign in"],
    [email, "Your staff account was changed"],
  ])
  const path = /\/sign-in\/invitation\/[\w-]{43}/.exec(mails.map((each) => each.text).join())?.[0] ?? ""
  const other = "violet-anchor-parsnip"
  assert.equal((await visitor(server).post(path, { password: other, again: other })).status, 303)
  assert.equal((await attacker.get("/desk/account")).status, 303, "whoever knew the old password is out")
  assert.equal((await visitor(server).get(path)).status, 404)
  assert.match((await mailed()).map((each) => each.text).join(), /A new password was set/)
})

test("A56: an invitation names one address, and no header of a request moves its link elsewhere", async () => {
  for (const email of [
    "a@x.example,b@y.example",
    "a@x.example b@y.example",
    "a@x.example;b@y.example",
    "a@x@y.example",
    "a@x.example\r\nBcc: b@y.example",
  ])
    assert.equal((await admin.post("/desk/admin/invitations", fields(email))).status, 400, email)
  const headers = { host: "evil.example", "x-forwarded-host": "evil.example" }
  await server.inject({ method: "GET", url: "/desk/admin/invitations", headers })
  await admin.post("/desk/admin/invitations", fields("host@desk.example"))
  assert.match((await mailed())[0]?.text ?? "", /http:\/\/127\.0\.0\.1\/join\//)
})

test("where no relay takes it, a link lies in no mailbox that colleagues read", async () => {
  await admin.post("/desk/admin/invitations", fields("caught@desk.example"))
  await mailed(false)
  const kept = await row(
    db,
    sql`select state, reason, address, caught from mails where kind = 'staff-invitation' order by mail_id desc limit 1`,
  )
  assert.deepEqual(kept, { state: "dropped", reason: "no-relay", address: null, caught: null })
})
