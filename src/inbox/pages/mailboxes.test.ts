import assert from "node:assert/strict"
import { after, test } from "node:test"
import { instant } from "../../../test/support/desk.ts"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague } from "../../../test/support/visitor.ts"
import { Invalid, Refused } from "../../errors.ts"
import { system } from "../../people/index.ts"
import { checkMailbox, mustBeMailServer } from "../mailbox-check.ts"
import { addMailbox } from "../mailboxes.ts"
import { mailboxAdminPages } from "./mailboxes.ts"

const secretKey = Buffer.alloc(32, 7)
const desk = await deskPages(mailboxAdminPages({ secretKey }))
after(() => desk.close())
const admin = await colleague(desk.server, desk.db, "administrator")
const adviser = await colleague(desk.server, desk.db, "adviser")
const verb = { db: desk.db, secretKey, actor: system, at: instant("2026-03-27T09:00") }
const here = { name: "Help", host: "127.0.0.1", port: 1, security: "none", userName: "help", secret: "x" } as const
const page = "/desk/admin/mailboxes"

test("mailboxes are for those who manage them", async () => {
  assert.equal((await adviser.get(page)).status, 403)
  assert.match((await admin.get(page)).text, /There are no mailboxes/)
})

test("a mailbox is added; what is wrong is said, what was typed stays, but never the password", async () => {
  const given = {
    address: "nonsense",
    name: "",
    host: "localhost",
    port: "993",
    userName: "u",
    secret: "s3cret-word",
    backlog: "unseen",
  }
  const wrong = await admin.post(`${page}/new`, given)
  assert.equal(wrong.status, 400)
  assert.deepEqual(wrong.errors, ["There is no mail server of this name that we may look at"])
  assert.match(wrong.html, /value="nonsense"/)
  assert.doesNotMatch(wrong.html, /s3cret-word/)
  assert.equal((await admin.post(`${page}/new`, { ...given, port: "5432" })).status, 400)
})

test("A36: a page leads to no mail server that is this machine, its link, or what a cloud keeps there; one of our network is one", async () => {
  for (const address of ["127.0.0.1", "::1", "169.254.169.254", "0.0.0.0", "fe80::1", "::ffff:127.0.0.1", "224.0.0.1"])
    await assert.rejects(
      mustBeMailServer("x", async () => [address]),
      Invalid,
      address,
    )
  await assert.rejects(
    mustBeMailServer("x", async () => ["10.0.0.1", "127.0.0.1"]),
    Invalid,
  )
  await assert.rejects(
    mustBeMailServer("x", () => Promise.reject(new Error("ENOTFOUND"))),
    Invalid,
  )
  for (const address of ["10.0.0.1", "8.8.8.8", "fd00::1"]) await mustBeMailServer("x", async () => [address])
})

test("A36: trying a mailbox says one sentence whatever is wrong, and is few in a while", async () => {
  await addMailbox(verb, { ...here, address: "help@college.example", signIn: { auth: "password" } })
  assert.match((await admin.get(page)).text, /Help.*help@college\.example , at 127\.0\.0\.1 , port 1/)
  const trial = `${page}/help%40college.example/trial`
  assert.equal((await admin.post(trial, {}, page)).status, 303)
  assert.match((await admin.get(page)).html, /help@college\.example cannot be opened\. Check the server/)
  for (let times = 0; times < 9; times += 1) assert.equal(await checkMailbox(verb, "help@college.example"), false)
  await assert.rejects(checkMailbox(verb, "help@college.example"), Refused)
  assert.equal((await admin.post(trial, {}, page)).status, 422)
})

test("a mailbox is paused, resumed and removed", async () => {
  const at = (noun: string) => `${page}/help%40college.example/${noun}`
  assert.equal((await admin.post(at("pause"), {}, page)).status, 303)
  assert.match((await admin.get(page)).text, /Paused since/)
  assert.equal((await admin.post(at("pause"), {}, page)).status, 422)
  assert.equal((await admin.post(at("resumption"), {}, page)).status, 303)
  assert.equal((await admin.post(at("removal"), {}, page)).status, 303)
  assert.match((await admin.get(page)).text, /There are no mailboxes/)
  assert.equal((await admin.post(at("removal"), {}, page)).status, 404)
})
