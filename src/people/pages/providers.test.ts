// Signing in with accounts of identity providers: a real one in this process, and one that lies.

import assert from "node:assert/strict"
import { createSign, generateKeyPairSync, randomUUID } from "node:crypto"
import { createServer } from "node:http"
import { after, before, test } from "node:test"
import { type DeskPages, deskPages } from "../../../test/support/desk-pages.ts"
import { type IdentityProvider, identityProvider } from "../../../test/support/identity-provider.ts"
import { visitor } from "../../../test/support/visitor.ts"
import { row, sql, transaction } from "../../database/index.ts"
import { openLog, webServer } from "../../web/index.ts"
import { addStaff, disablePerson, inviteToSignIn, openProviders, system } from "../index.ts"

const publicUrl = "http://127.0.0.1"
const returnsTo = (id: string) => `${publicUrl}/sign-in/with/${id}/return`
const at = Temporal.Instant.from("2026-03-27T09:00Z").epochMilliseconds

let desk: DeskPages
let college: IdentityProvider
let force: IdentityProvider
let liar: Awaited<ReturnType<typeof lyingProvider>>
let server: ReturnType<typeof webServer>
const told: unknown[] = []
let hired = 0

before(async () => {
  desk = await deskPages([])
  college = await identityProvider([returnsTo("college")])
  force = await identityProvider([returnsTo("force")])
  liar = await lyingProvider()
  const settings = [
    { id: "college", name: "College account", ...college },
    { id: "force", name: "Force account", ...force },
    { id: "liar", name: "Liar", ...liar },
  ]
  server = webServer({
    db: desk.db,
    now: () => at,
    clock: () => at,
    settings: { publicUrl },
    secretKey: Buffer.alloc(32, 7),
    log: openLog({ level: "silent" }),
    pages: [{ method: "GET", path: "/desk", audience: "signed-in", answer: async ({ actor }) => shown(actor?.name) }],
    providers: openProviders(settings, (error) => told.push(error)),
  })
})
after(async () => {
  await server.close()
  for (const each of [college, force, liar, desk]) await each.close()
})

function shown(name: string | undefined) {
  return { view: "people/pages/not-signed-in.njk", model: { title: name ?? "", sentence: "", signInPath: "/" } }
}

async function colleague(name: string, role = "adviser"): Promise<number> {
  const email = `person-${++hired}@desk.example`
  return await transaction(desk.db, (tx) => addStaff(tx, { name, email, role, password: "kettle-moss-violin" }, at))
}

/** Goes to a provider and comes back; gives what the desk then says. */
async function through(id: string, at_: IdentityProvider, account: string, from = `/sign-in/with/${id}`) {
  const someone = visitor(server)
  const there = (await someone.get(from)).location ?? assert.fail("nobody was sent anywhere")
  const back = (await at_.visit(there, account)).slice(publicUrl.length)
  return { someone, there, back, seen: await someone.get(back) }
}

async function linked(name: string, id: string, provider: IdentityProvider, account: string): Promise<number> {
  const personId = await colleague(name)
  const invitation = await transaction(desk.db, (tx) => inviteToSignIn(tx, { personId, by: system }, at))
  const { seen } = await through(id, provider, account, `/sign-in/invitation/${invitation}/with/${id}`)
  assert.deepEqual([seen.status, seen.location], [303, "/desk"])
  return personId
}

test("the sign-in page names each provider, and leads there with a question that only this browser can answer", async () => {
  const someone = visitor(server)
  const { text, html } = await someone.get("/sign-in?next=/desk%3Fstate%3Dopen")
  assert.match(text, /Sign in with College account Sign in with Force account/)
  assert.match(html, /href="\/sign-in\/with\/college\?next=%2Fdesk%3Fstate%3Dopen"/)
  const asked = new URL((await someone.get("/sign-in/with/college")).location ?? "")
  assert.equal(asked.origin, college.issuer)
  assert.equal(asked.searchParams.get("redirect_uri"), returnsTo("college"))
  assert.equal(asked.searchParams.get("code_challenge_method"), "S256")
  for (const each of ["state", "nonce", "code_challenge"]) assert.ok((asked.searchParams.get(each) ?? "").length >= 32)
})

test("who was invited and linked signs in with that account, whatever the Host header says", async () => {
  await linked("Priya Nair", "college", college, "account-1")
  const { someone, seen } = await through("college", college, "account-1", "/sign-in/with/college?next=/desk")
  assert.deepEqual([seen.status, seen.location], [303, "/desk"])
  assert.equal((await someone.get("/desk")).heading, "Priya Nair")
  const spoofed = await visitor(server, { host: "evil.example" }).get("/sign-in/with/college")
  assert.equal(new URL(spoofed.location ?? "").searchParams.get("redirect_uri"), returnsTo("college"))
})

test("A59: an account that nobody linked signs nobody in, and makes nobody", async () => {
  const before = await row(desk.db, sql`select count(*) from people`)
  const { someone, seen } = await through("college", college, "administrator@desk.example")
  assert.equal(seen.status, 400)
  assert.match(seen.text, /not linked to anybody who works here/)
  assert.equal((await someone.get("/desk")).status, 303)
  assert.deepEqual(await row(desk.db, sql`select count(*) from people`), before)
})

test("A59: another provider that names the same account is somebody else", async () => {
  await linked("Tom Ashby", "college", college, "shared-name")
  const { seen } = await through("force", force, "shared-name")
  assert.equal(seen.status, 400)
})

test("A59: the answer is taken once, in the browser that asked, for the provider that was asked", async () => {
  await linked("Grace Okafor", "college", college, "account-3")
  const { someone, back, seen } = await through("college", college, "account-3")
  assert.equal(seen.status, 303)
  assert.equal((await someone.get(back)).status, 400)
  assert.equal((await visitor(server).get(back)).status, 400)
  const other = visitor(server)
  const there = (await other.get("/sign-in/with/college")).location ?? ""
  const step = other.cookies.get("charter-step") ?? ""
  const returned = (await college.visit(there, "account-3")).slice(publicUrl.length)
  assert.equal((await other.get(returned.replace("/college/", "/force/"))).status, 400)
  const thief = visitor(server)
  thief.cookies.set("charter-step", step)
  assert.equal((await thief.get(returned.replace(/state=[^&]+/, "state=made-up"))).status, 400)
})

test("A59: a token that is unsigned, signed by another key, or of another question, issuer or client is refused", async () => {
  await colleague("Marek Dvorak")
  const lies = ["alg-none", "other-key", "nonce", "issuer", "audience", "expired"] as const
  for (const lie of lies) {
    liar.tells(lie)
    const someone = visitor(server)
    const asked = new URL((await someone.get("/sign-in/with/liar")).location ?? "")
    liar.heard(asked.searchParams.get("nonce") ?? "")
    const back = `/sign-in/with/liar/return?code=x&state=${asked.searchParams.get("state")}`
    const { status, text } = await someone.get(back)
    assert.deepEqual([lie, status], [lie, 400])
    assert.match(text, /did not confirm who you are/, lie)
  }
  liar.tells("nothing")
  const someone = visitor(server)
  const asked = new URL((await someone.get("/sign-in/with/liar")).location ?? "")
  liar.heard(asked.searchParams.get("nonce") ?? "")
  const honest = await someone.get(`/sign-in/with/liar/return?code=x&state=${asked.searchParams.get("state")}`)
  assert.match(honest.text, /not linked to anybody/, "the same provider is believed when it does not lie")
  assert.equal(told.length >= lies.length, true)
})

test("A59: nobody is let in by a header", async () => {
  const headers = { "x-remote-user": "priya.nair@desk.example", "x-forwarded-user": "admin", remote_user: "admin" }
  assert.equal((await visitor(server, headers).get("/desk")).status, 303)
})

test("A56: an invitation is good once, for a quarter of an hour, until the next one, and for the address that it was made for", async () => {
  const personId = await colleague("Helen Strand")
  const invite = (when = at) => transaction(desk.db, (tx) => inviteToSignIn(tx, { personId, by: system }, when))
  const works = async (secret: string) => (await visitor(server).get(`/sign-in/invitation/${secret}`)).status
  const first = await invite()
  assert.equal(await works(first), 200)
  const second = await invite()
  assert.deepEqual([await works(first), await works(second)], [404, 200])
  assert.equal(await works(await invite(at - 15 * 60_000)), 404)
  for (const nothing of ["%20", "undefined", "null", "a".repeat(190)]) assert.equal(await works(nothing), 404)
  const last = await invite()
  await row(desk.db, sql`update people set email = 'other@desk.example' where person_id = ${personId}`)
  assert.equal(await works(last), 404)
  const kept = await row<{ text: string }>(
    desk.db,
    sql`select string_agg(i::text, ' ') as text from sign_in_invitations i`,
  )
  assert.ok(!kept?.text.includes(last))
})

test("an invitation sets a password, and what is wrong with it leaves the link good", async () => {
  const personId = await colleague("Ines Moreau")
  const secret = await transaction(desk.db, (tx) => inviteToSignIn(tx, { personId, by: system }, at))
  const path = `/sign-in/invitation/${secret}`
  const someone = visitor(server)
  assert.equal((await someone.get(path)).headers["referrer-policy"], "no-referrer")
  const short = await someone.post(path, { password: "short", again: "short" })
  assert.deepEqual([short.status, short.errors], [400, ["Password must be 12 characters or more"]])
  const other = await someone.post(path, { password: "harbour-lemon-kite", again: "harbour" })
  assert.deepEqual(other.errors, ["The two passwords are not the same"])
  const done = await someone.post(path, { password: "harbour-lemon-kite", again: "harbour-lemon-kite" })
  assert.deepEqual([done.status, done.location], [303, "/sign-in"])
  assert.equal((await someone.get(path)).status, 404)
})

test("A54: a disabled person's account signs nobody in, and an account is linked to one person only", async () => {
  const gone = await linked("Gone", "college", college, "account-9")
  const other = await colleague("Other")
  const invitation = await transaction(desk.db, (tx) => inviteToSignIn(tx, { personId: other, by: system }, at))
  const path = `/sign-in/invitation/${invitation}/with/college`
  const twice = await through("college", college, "account-9", path)
  assert.match(twice.seen.text, /linked to somebody else here/)
  await transaction(desk.db, (tx) => disablePerson(tx, gone, at))
  assert.equal((await through("college", college, "account-9")).seen.status, 400)
})

type Lie = "nothing" | "alg-none" | "other-key" | "nonce" | "issuer" | "audience" | "expired"

/** A provider whose tokens are wrong in one way. */
async function lyingProvider() {
  const keys = [0, 1].map(() => generateKeyPairSync("rsa", { modulusLength: 2048 }))
  let lie: Lie = "nothing"
  let nonce = ""
  const listener = createServer((request, response) => {
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify(answerTo(request.url ?? "")))
  })
  await new Promise<void>((listening) => listener.listen(0, "127.0.0.1", listening))
  const address = listener.address()
  const issuer = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`
  return {
    issuer,
    clientId: "charter",
    clientSecret: "secret",
    tells: (next: Lie) => {
      lie = next
    },
    heard: (asked: string) => {
      nonce = asked
    },
    close: () => new Promise((closed) => listener.close(closed)),
  }

  function answerTo(url: string): object {
    if (url.startsWith("/.well-known")) return metadata()
    if (url === "/keys")
      return { keys: [{ ...keys[0]?.publicKey.export({ format: "jwk" }), kid: "one", alg: "RS256" }] }
    return { access_token: randomUUID(), token_type: "Bearer", id_token: token() }
  }

  function metadata(): object {
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ["code"],
      id_token_signing_alg_values_supported: ["RS256"],
    }
  }

  function token(): string {
    const now = Math.floor(Temporal.Now.instant().epochMilliseconds / 1000)
    const claims = {
      iss: lie === "issuer" ? "https://else.example" : issuer,
      aud: lie === "audience" ? "somebody-else" : "charter",
      nonce: lie === "nonce" ? "another" : nonce,
      iat: lie === "expired" ? now - 7200 : now,
      exp: lie === "expired" ? now - 3600 : now + 300,
      sub: "anybody",
    }
    const head = lie === "alg-none" ? { alg: "none" } : { alg: "RS256", kid: "one" }
    const signed = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")
    const key = keys[lie === "other-key" ? 1 : 0]?.privateKey
    if (lie === "alg-none" || key === undefined) return `${signed}.`
    return `${signed}.${createSign("sha256").update(signed).sign(key).toString("base64url")}`
  }
}
