import assert from "node:assert/strict"
import { after, test } from "node:test"
import { instant } from "../../../test/support/desk.ts"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague } from "../../../test/support/visitor.ts"
import { rows, sql } from "../../database/index.ts"
import { Invalid, Refused } from "../../errors.ts"
import { system } from "../../people/index.ts"
import { checkMailbox, mustBeMailServer } from "../mailbox-check.ts"
import { addMailbox, renewMailbox, secretOf } from "../mailboxes.ts"
import { mailboxAt } from "../mailboxes-store.ts"
import { microsoftSignIn } from "../microsoft.ts"
import { mailboxAdminPages } from "./mailboxes.ts"

const secretKey = Buffer.alloc(32, 7)
const desk = await deskPages(mailboxAdminPages({ secretKey }))
after(() => desk.close())
const admin = await colleague(desk.server, desk.db, "administrator")
const adviser = await colleague(desk.server, desk.db, "adviser")
const verb = { db: desk.db, secretKey, actor: system, at: instant("2026-03-27T09:00") }
const here = { name: "Help", host: "127.0.0.1", port: 1, security: "none", userName: "help", secret: "x" } as const
const of =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: 4 }))
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
  assert.deepEqual(wrong.errors, ["Enter the mailbox’s address, like help@example.org", "Enter a name for the mailbox"])
  assert.match(wrong.html, /value="nonsense"/)
  assert.doesNotMatch(wrong.html, /s3cret-word/)
  const named = { ...given, address: "new@college.example", name: "New" }
  const nowhere = await admin.post(`${page}/new`, named)
  assert.deepEqual(nowhere.errors, ["There is no mail server of this name that we may look at"])
  assert.equal((await admin.post(`${page}/new`, { ...named, port: "5432" })).status, 400)
})

test("A36: a page leads to no mail server that is this machine, its link, or what a cloud keeps there; one of our network is one", async () => {
  for (const address of ["127.0.0.1", "::1", "169.254.169.254", "0.0.0.0", "fe80::1", "::ffff:127.0.0.1", "224.0.0.1"])
    await assert.rejects(mustBeMailServer("x", of(address)), Invalid, address)
  await assert.rejects(mustBeMailServer("x", of("10.0.0.1", "127.0.0.1")), Invalid)
  await assert.rejects(
    mustBeMailServer("x", () => Promise.reject(new Error("ENOTFOUND"))),
    Invalid,
  )
  for (const address of ["10.0.0.1", "8.8.8.8", "fd00::1"]) await mustBeMailServer("x", of(address))
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

const microsoft = {
  address: "office@college.example",
  name: "Office",
  tenant: "college.example",
  clientId: "b0f0-client",
  secret: "first-s3cret",
  backlog: "none",
}

async function storedOf(address: string) {
  const found = await mailboxAt(desk.db, address)
  assert.ok(found !== undefined)
  return { ...found, opened: secretOf(found, secretKey) }
}

test("a form that is sent empty is told of everything that is missing, at once", async () => {
  const shared = ["Enter the mailbox’s address, like help@example.org", "Enter a name for the mailbox"]
  const backlog = "Choose what happens to letters that are there already"
  const ordinary = await admin.post(`${page}/new`, { address: "", name: "", host: "", userName: "", secret: "" })
  assert.deepEqual(ordinary.errors, [
    ...shared,
    "Enter the name of the mail server, like outlook.office365.com",
    "Choose how the server is reached",
    "Enter who signs in",
    "Enter the password",
    backlog,
  ])
  const empty = { address: "", name: "", tenant: "", clientId: "", secret: "" }
  const microsoft = await admin.post(`${page}/new-microsoft-365`, empty)
  assert.deepEqual(microsoft.errors, [
    ...shared,
    "Enter the tenant: its id, or a domain of it such as college.example",
    "Enter the client’s id",
    "Enter the client’s secret",
    backlog,
  ])
})

test("a mailbox of Microsoft 365 is added by its tenant and its client; its secret is sealed and never shown", async () => {
  const path = `${page}/new-microsoft-365`
  assert.equal((await adviser.get(path)).status, 403)
  const wrong = await admin.post(path, { ...microsoft, tenant: "evil.example/x?", clientId: "" })
  assert.equal(wrong.status, 400)
  assert.deepEqual(wrong.errors.length, 2)
  assert.match(wrong.html, /value="office@college\.example"/)
  assert.doesNotMatch(wrong.html, /first-s3cret/)
  assert.equal((await admin.post(path, microsoft)).status, 303)
  const { host, port, security, userName, signIn, opened, secret } = await storedOf(microsoft.address)
  assert.deepEqual([host, port, security, userName], ["outlook.office365.com", 993, "tls", microsoft.address])
  assert.deepEqual(signIn, {
    auth: "oauth",
    tokenUrl: "https://login.microsoftonline.com/college.example/oauth2/v2.0/token",
    clientId: "b0f0-client",
    scope: "https://outlook.office365.com/.default",
  })
  assert.equal(opened, "first-s3cret")
  assert.ok(!secret.includes("first-s3cret"))
  const listed = await admin.get(page)
  assert.match(listed.text, /It signs in with a token/)
  assert.doesNotMatch(listed.html, /first-s3cret/)
  assert.equal((await admin.post(path, microsoft)).status, 400)
})

test("its secret is renewed, and its client with it; a wrong form changes nothing, and nothing shows a secret", async () => {
  const path = `${page}/office%40college.example/secret`
  const form = await admin.get(path)
  assert.match(form.html, /value="college\.example"/)
  assert.doesNotMatch(form.html, /first-s3cret/)
  const wrong = await admin.post(path, { tenant: "https://evil.example", clientId: "other", secret: "second-s3cret" })
  assert.equal(wrong.status, 400)
  assert.doesNotMatch(wrong.html, /second-s3cret/)
  assert.equal((await storedOf(microsoft.address)).opened, "first-s3cret")
  const given = { tenant: "5f0c1f0e-0000-4000-8000-000000000001", clientId: "other", secret: "second-s3cret" }
  assert.equal((await admin.post(path, given)).status, 303)
  const { signIn, opened } = await storedOf(microsoft.address)
  assert.equal(opened, "second-s3cret")
  assert.ok(signIn.auth === "oauth" && signIn.clientId === "other" && signIn.tokenUrl.includes("5f0c1f0e-"))
  assert.equal((await adviser.get(path)).status, 403)
  assert.equal((await admin.get(`${page}/nobody%40college.example/secret`)).status, 404)
})

test("a password is renewed in the same way, and a mailbox with one takes no tokens", async () => {
  await addMailbox(verb, { ...here, address: "plain@college.example", signIn: { auth: "password" } })
  const path = `${page}/plain%40college.example/secret`
  assert.doesNotMatch((await admin.get(path)).html, /name="clientId"/)
  assert.equal((await admin.post(path, { secret: "" })).status, 400)
  assert.equal((await admin.post(path, { secret: "another" })).status, 303)
  assert.equal((await storedOf("plain@college.example")).opened, "another")
  const signIn = microsoftSignIn("college.example", "client")
  await assert.rejects(renewMailbox(verb, "plain@college.example", { secret: "x", signIn }), Refused)
})

test("who made and renewed a mailbox is on record, and every page that takes a secret asks again who somebody is", async () => {
  const found = await rows<{ action: string; count: number }>(
    desk.db,
    sql`select action, count(*)::int as count from audit where action in ('mailbox-added', 'mailbox-renewed') group by action order by action`,
  )
  assert.deepEqual(
    found.map(({ action, count }) => [action, Number(count) > 0]),
    [
      ["mailbox-added", true],
      ["mailbox-renewed", true],
    ],
  )
  const pages = mailboxAdminPages({ secretKey }).filter(({ path }) => /secret|new/.test(path))
  assert.equal(pages.length, 6)
  assert.ok(pages.every(({ isSensitive }) => isSensitive === true))
})
