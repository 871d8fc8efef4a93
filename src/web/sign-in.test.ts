import assert from "node:assert/strict"
import { after, test } from "node:test"
import { testDatabase } from "../../test/support/database.ts"
import { password, visitor } from "../../test/support/visitor.ts"
import { transaction } from "../database/index.ts"
import { addStaff, disablePerson } from "../people/index.ts"
import { openLog } from "./log.ts"
import { webServer } from "./server.ts"

const database = await testDatabase()
const email = "priya@college.example"
const add = (address: string) =>
  transaction(database.db, (tx) => addStaff(tx, { name: "Priya Raman", email: address, role: "adviser", password }, 0))
await add(email)
let time = Temporal.Instant.from("2026-03-27T09:00Z").epochMilliseconds

const server = webServer({
  db: database.db,
  now: () => time,
  clock: () => time,
  settings: { publicUrl: "http://127.0.0.1:3000" },
  secretKey: Buffer.alloc(32, 7),
  log: openLog({ level: "silent" }),
  pages: [
    {
      method: "GET",
      path: "/desk",
      audience: "signed-in",
      answer: async () => ({ view: "web/components/example.test.njk", model: { title: "Desk" } }),
    },
  ],
})
after(async () => {
  await server.close()
  await database.close()
})

test("signing in leads to where one wanted to go", async () => {
  const someone = visitor(server)
  const { location = "" } = await someone.get("/desk?state=open")
  const answer = await someone.post("/sign-in", { email, password }, location)
  assert.deepEqual([answer.status, answer.location], [303, "/desk?state=open"])
  assert.equal((await someone.get("/desk")).heading, "Desk")
  assert.deepEqual((await someone.get("/sign-in")).location, "/desk")
})

test("the session's cookie is for this server's eyes only", async () => {
  const { headers } = await visitor(server).post("/sign-in", { email, password })
  const cookie = [headers["set-cookie"]].flat().find((each) => each?.startsWith("charter-session="))
  assert.match(cookie ?? "", /^charter-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
})

test("A54: a session that was there before is not signed in, and its form tokens are not taken over", async () => {
  const someone = visitor(server)
  someone.cookies.set("charter-session", "chosen-by-an-attacker")
  someone.cookies.set("charter-visitor", "chosen-too")
  await someone.post("/sign-in", { email, password })
  const session = someone.cookies.get("charter-session")
  assert.notEqual(session, "chosen-by-an-attacker")
  assert.equal(someone.cookies.has("charter-visitor"), false)
  const thief = visitor(server)
  thief.cookies.set("charter-session", "chosen-by-an-attacker")
  assert.equal((await thief.get("/desk")).status, 303)
})

test("A54: signing in again ends the session before", async () => {
  const someone = visitor(server)
  await someone.post("/sign-in", { email, password })
  const before = someone.cookies.get("charter-session") ?? ""
  await someone.post("/sign-out", {}, "/desk")
  const thief = visitor(server)
  thief.cookies.set("charter-session", before)
  assert.equal((await thief.get("/desk")).status, 303)
  assert.equal((await someone.get("/desk")).status, 303)
})

test("A54: a person who is disabled with a page open is out at the next click", async () => {
  const id = await add("leaver@college.example")
  const someone = visitor(server)
  await someone.post("/sign-in", { email: "leaver@college.example", password })
  assert.equal((await someone.get("/desk")).status, 200)
  await transaction(database.db, (tx) => disablePerson(tx, id, time))
  assert.equal((await someone.get("/desk")).status, 303)
})

test("A57: the page does not say whether the account or the password was wrong", async () => {
  const texts = new Set<string>()
  for (const address of [email, "nobody@college.example", "leaver@college.example"]) {
    const answer = await visitor(server).post("/sign-in", { email: address, password: "wrong-wrong-wrong" })
    assert.deepEqual([answer.status, answer.errors], [400, ["Email address or password is incorrect"]])
    assert.match(answer.html, /<title>\s*Error: Sign in/)
    texts.add(answer.html.replaceAll(address, "").replace(/csrf" value="[^"]+/g, ""))
  }
  assert.equal(texts.size, 1)
})

test("what was typed is shown again, but never the password", async () => {
  const answer = await visitor(server).post("/sign-in", { email: '"><script>alert(1)</script>', password: "s3cret" })
  assert.match(answer.html, /value="&quot;&gt;&lt;script&gt;/)
  assert.doesNotMatch(answer.html, /s3cret/)
})

test("an empty form says what is missing, beside each field and above", async () => {
  const answer = await visitor(server).post("/sign-in", { email: " ", password: "" })
  assert.deepEqual(answer.errors, ["Enter your email address", "Enter your password"])
  assert.match(answer.html, /href="#email"/)
  assert.match(answer.html, /id="password-error"/)
})

test("A58: after ten mistakes the page says how long to wait, whatever X-Forwarded-For says", async () => {
  const attempt = (index: number) =>
    visitor(server, { "x-forwarded-for": `203.0.113.${index}` }).post("/sign-in", {
      email: "slow@college.example",
      password: "wrong",
    })
  for (let index = 0; index < 10; index += 1) assert.equal((await attempt(index)).status, 400)
  const slowed = await attempt(10)
  assert.deepEqual([slowed.status, slowed.headers["retry-after"]], [429, "900"])
  assert.deepEqual(slowed.errors, ["There were too many attempts. Try again in 15 minutes"])
  time += 15 * 60_000
  assert.equal((await attempt(11)).status, 400)
})

test("A61: nobody can be signed in or out by another site", async () => {
  const someone = visitor(server)
  await someone.post("/sign-in", { email, password })
  const cookie = `charter-session=${someone.cookies.get("charter-session")}`
  const headers = { cookie, "content-type": "application/x-www-form-urlencoded" }
  const out = await server.inject({ method: "POST", url: "/sign-out", headers, payload: "" })
  const into = await server.inject({ method: "POST", url: "/sign-in", headers, payload: `email=${email}` })
  assert.deepEqual([out.statusCode, into.statusCode], [403, 403])
  assert.equal((await someone.get("/desk")).status, 200)
})

test("A62: signing in leads nowhere else", async () => {
  for (const next of ["//evil.example", "/\\evil.example", "https:evil.example", "/%09//evil.example", "\t//evil"]) {
    const answer = await visitor(server).post("/sign-in", { email, password, next })
    assert.deepEqual([answer.status, answer.location], [303, "/desk"], next)
    assert.doesNotMatch((await visitor(server).get(`/sign-in?next=${encodeURIComponent(next)}`)).html, /evil/)
  }
})
