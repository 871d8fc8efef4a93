// Authenticator apps and recovery codes, confirming who one is, and where one is signed in: as somebody does it on the pages.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { Secret, TOTP } from "otpauth"
import { type DeskPages, deskPages } from "../../../test/support/desk-pages.ts"
import { password, type Visitor, visitor } from "../../../test/support/visitor.ts"
import { row, rows, sql, transaction } from "../../database/index.ts"
import type { Page } from "../../page.ts"
import { openLog, webServer } from "../../web/index.ts"
import { addStaff, disablePerson } from "../index.ts"
import * as paths from "./paths.ts"

const minute = 60_000
let desk: DeskPages
let server: ReturnType<typeof webServer>
let strict: ReturnType<typeof webServer>
let clock = Temporal.Instant.from("2026-03-27T09:00Z").epochMilliseconds
let hired = 0

const view = { view: "people/pages/not-signed-in.njk", model: { title: "Desk", sentence: "", signInPath: "/" } }
const sensitive: Page = {
  method: "POST",
  path: "/desk/secret",
  audience: "signed-in",
  isSensitive: true,
  answer: async () => ({ redirect: "/desk", flash: "Done." }),
}

before(async () => {
  desk = await deskPages([])
  const options = {
    db: desk.db,
    now: () => clock,
    clock: () => clock,
    settings: { publicUrl: "http://127.0.0.1" },
    secretKey: Buffer.alloc(32, 7),
    log: openLog({ level: "silent" }),
    pages: [
      { method: "GET", path: "/desk", audience: "signed-in", answer: async () => view } as const,
      {
        ...sensitive,
        method: "GET",
        answer: async () => ({ ...view, model: { ...view.model, title: "Secret" } }),
      } as const,
      sensitive,
    ],
  }
  server = webServer(options)
  strict = webServer({ ...options, needsSecondFactor: true })
})
after(async () => {
  await server.close()
  await strict.close()
  await desk.close()
})

async function hire(): Promise<{ email: string; personId: number }> {
  const email = `person-${++hired}@desk.example`
  const personId = await transaction(desk.db, (tx) =>
    addStaff(tx, { name: "Priya Nair", email, role: "adviser", password }, clock),
  )
  return { email, personId }
}

async function signedIn(email: string, at = server): Promise<Visitor> {
  const someone = visitor(at)
  await someone.post(paths.signInPath, { email, password })
  return someone
}

/** Sets an app up on the pages, as a person reads them; gives the app and the recovery codes. */
async function withApp(someone: Visitor) {
  const { html, text } = await someone.get(paths.authenticatorPath)
  const key = (/<code>([^<]+)<\/code>/.exec(html)?.[1] ?? "").replace(/\s/g, "")
  const app = new TOTP({ secret: Secret.fromBase32(key) })
  const code = () => app.generate({ timestamp: clock })
  const ticket = /name="ticket" value="([^"]+)"/.exec(html)?.[1] ?? ""
  const done = await someone.post(paths.authenticatorPath, { ticket, code: code() })
  assert.equal(done.heading, "Your authenticator app is set up", done.text)
  const codes = [...done.html.matchAll(/<li><code>([^<]+)<\/code>/g)].map((each) => each[1] ?? "")
  return { code, codes, text }
}

test("an app is set up by a picture and a key, and asked for after the password from then on", async () => {
  const { email, personId } = await hire()
  const someone = await signedIn(email)
  const { code, codes } = await withApp(someone)
  assert.equal(codes.length, 10)
  for (const each of codes) assert.match(each, /^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/)
  clock += minute
  const again = visitor(server)
  const asked = await again.post(paths.signInPath, { email, password, next: "/desk?state=open" })
  assert.deepEqual([asked.status, asked.location], [303, paths.codePath])
  assert.equal((await again.get("/desk")).status, 303, "a password alone lets nobody in any more")
  const wrong = await again.post(paths.codePath, { code: "000000" })
  assert.equal(wrong.status, 400)
  assert.match(wrong.errors[0] ?? "", /incorrect, or was used before/)
  const right = await again.post(paths.codePath, { code: ` ${code().slice(0, 3)} ${code().slice(3)}` })
  assert.deepEqual([right.status, right.location], [303, "/desk?state=open"])
  const kept = await row<{ text: string }>(
    desk.db,
    sql`select encode(sealed_secret, 'escape') as text from authenticators where person_id = ${personId}`,
  )
  assert.ok(kept !== undefined && kept.text.length > 20)
})

test("a code is taken once, by one of two who bring it at the same moment, and none from before it", async () => {
  const { email } = await hire()
  const { code } = await withApp(await signedIn(email))
  clock += 2 * minute
  const [one, other, late] = [visitor(server), visitor(server), visitor(server)]
  for (const each of [one, other, late]) await each.post(paths.signInPath, { email, password })
  const before = code()
  clock += 30_000
  const answers = await Promise.all([one, other].map((each) => each.post(paths.codePath, { code: code() })))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 400])
  assert.equal((await late.post(paths.codePath, { code: before })).status, 400)
  clock += 30_000
  assert.equal((await late.post(paths.codePath, { code: code() })).status, 303)
})

test("a recovery code signs in once, however it is typed; new ones end the old", async () => {
  const { email } = await hire()
  const someone = await signedIn(email)
  const { codes } = await withApp(someone)
  const enter = async (code: string) => {
    const again = visitor(server)
    await again.post(paths.signInPath, { email, password })
    return (await again.post(paths.codePath, { code })).status
  }
  const [first = "", second = ""] = codes
  assert.equal(await enter(first.toUpperCase().replaceAll("-", " ")), 303)
  assert.equal(await enter(first), 400)
  assert.match((await someone.get(paths.accountPath)).text, /Recovery codes 9 left/)
  const made = await someone.post(paths.recoveryCodesPath, {}, paths.accountPath)
  assert.equal(made.heading, "Your new recovery codes")
  assert.equal(await enter(second), 400)
  const kept = await row<{ text: string }>(desk.db, sql`select string_agg(r::text, ' ') as text from recovery_codes r`)
  for (const code of codes) assert.ok(!kept?.text.includes(code))
})

test("A58: of fifty guesses at a code at once ten are answered, and the right one after them is not", async () => {
  const { email } = await hire()
  const { code } = await withApp(await signedIn(email))
  clock += 2 * minute
  const guesser = visitor(server)
  await guesser.post(paths.signInPath, { email, password })
  const guesses = Array.from({ length: 50 }, (_, each) =>
    guesser.post(paths.codePath, { code: String(100_000 + each) }),
  )
  const statuses = (await Promise.all(guesses)).map(({ status }) => status)
  assert.equal(statuses.filter((status) => status === 400).length <= 10, true)
  assert.equal((await guesser.post(paths.codePath, { code: code() })).status, 429)
  clock += 15 * minute
})

test("A30: what is half set up, belongs to somebody else or is sent twice sets nothing up", async () => {
  const [ada, ben] = [await hire(), await hire()]
  const [one, other] = [await signedIn(ada.email), await signedIn(ben.email)]
  const page = await one.get(paths.authenticatorPath)
  const ticket = /name="ticket" value="([^"]+)"/.exec(page.html)?.[1] ?? ""
  const key = (/<code>([^<]+)<\/code>/.exec(page.html)?.[1] ?? "").replace(/\s/g, "")
  const code = new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: clock })
  assert.equal((await other.post(paths.authenticatorPath, { ticket, code })).status, 422)
  assert.equal((await one.post(paths.authenticatorPath, { ticket, code: "1" })).status, 400)
  assert.equal((await one.post(paths.authenticatorPath, { ticket, code })).status, 200)
  assert.equal((await one.post(paths.authenticatorPath, { ticket, code })).status, 422)
  for (const forged of ["", "x", "A".repeat(5000), ticket.replace(/.$/, "_")])
    assert.notEqual((await other.post(paths.authenticatorPath, { ticket: forged, code })).status, 200)
})

test("a sensitive act asks again after ten minutes, gives back what was typed, and changes the session's secret", async () => {
  const { email } = await hire()
  const someone = await signedIn(email)
  assert.equal((await someone.post("/desk/secret", { words: "x" })).location, "/desk")
  clock += 10 * minute
  const asked = await someone.get("/desk/secret")
  assert.equal(asked.location, `${paths.confirmPath}?next=%2Fdesk%2Fsecret`)
  const posted = await someone.post("/desk/secret", { words: "dear words", password: "hidden" }, "/desk")
  assert.deepEqual([posted.status, posted.heading], [403, "Confirm that it is you"])
  assert.match(posted.html, /dear words/)
  assert.doesNotMatch(posted.html, /hidden<|>hidden/)
  const before = someone.cookies.get("charter-session")
  const wrong = await someone.post(paths.confirmPath, { password: "wrong" }, asked.location)
  assert.deepEqual([wrong.status, wrong.errors], [400, ["Password or code is incorrect"]])
  const right = await someone.post(paths.confirmPath, { password }, asked.location)
  assert.deepEqual([right.status, right.location], [303, "/desk/secret"])
  assert.equal((await someone.get("/desk/secret")).heading, "Secret")
  const thief = visitor(server)
  thief.cookies.set("charter-session", before ?? "")
  assert.equal((await thief.get("/desk")).status, 303, "the secret from before is good no more")
})

test("with an app, a password alone confirms nothing, and switching the app off asks for both", async () => {
  const { email } = await hire()
  const someone = await signedIn(email)
  const { code } = await withApp(someone)
  clock += 11 * minute
  assert.equal((await someone.post(paths.authenticatorRemovalPath, {}, paths.accountPath)).status, 403)
  assert.equal((await someone.post(paths.confirmPath, { password })).status, 400)
  assert.equal((await someone.post(paths.confirmPath, { password, code: code() })).status, 303)
  assert.equal((await someone.post(paths.authenticatorRemovalPath, {}, paths.accountPath)).location, paths.accountPath)
  assert.match((await someone.get(paths.accountPath)).text, /Authenticator app None/)
  const audited = await rows(
    desk.db,
    sql`select distinct action, remote from audit where action like 'authenticator-%' order by 1`,
  )
  assert.deepEqual(audited, [
    { action: "authenticator-added", remote: "127.0.0.1" },
    { action: "authenticator-removed", remote: "127.0.0.1" },
  ])
})

test("where the desk is opened by a number, an account says why there are no passkeys, and what to set", async () => {
  const someone = await signedIn((await hire()).email)
  assert.match(
    (await someone.get("/desk/account")).text,
    /Passkeys None, because this desk is opened by a number and not a name\. .* set PUBLIC_URL to an address with a name/,
  )
  assert.equal((await someone.get("/desk/account/passkey")).status, 404)
})

test("sessions are listed and ended one by one or all at once, and nobody ends somebody else's", async () => {
  const [ada, ben] = [await hire(), await hire()]
  const [here, elsewhere, third] = [await signedIn(ada.email), await signedIn(ada.email), await signedIn(ada.email)]
  const stranger = await signedIn(ben.email)
  const { text, html } = await here.get(paths.accountPath)
  assert.match(text, /\(this one\)/)
  const ends = [...html.matchAll(/action="(\/desk\/account\/sessions\/[^"]+)"/g)].map((each) => each[1] ?? "")
  assert.equal(ends.length, 3)
  for (const end of ends) assert.equal((await stranger.post(end, {}, paths.accountPath)).status, 404)
  assert.equal((await here.post(paths.otherSessionsEndPath, {}, paths.accountPath)).status, 303)
  assert.deepEqual([(await elsewhere.get("/desk")).status, (await third.get("/desk")).status], [303, 303])
  const [mine = ""] = [
    ...(await here.get(paths.accountPath)).html.matchAll(/action="(\/desk\/account\/sessions\/[^"]+)"/g),
  ].map((each) => each[1] ?? "")
  assert.equal((await here.post(mine, {}, paths.accountPath)).location, paths.signInPath)
  assert.equal((await here.get("/desk")).status, 303)
})

test("another password ends every other session, and must not be easily guessed", async () => {
  const { email } = await hire()
  const [here, elsewhere] = [await signedIn(email), await signedIn(email)]
  assert.equal((await here.post(paths.passwordPath, { password: "password1234", again: "password1234" })).status, 400)
  const words = "harbour-lemon-kite"
  assert.equal((await here.post(paths.passwordPath, { password: words, again: words })).status, 303)
  assert.deepEqual([(await elsewhere.get("/desk")).status, (await here.get("/desk")).status], [303, 200])
  assert.equal((await visitor(server).post(paths.signInPath, { email, password: words })).status, 303)
})

test("where a second factor is required, a password leads to setting one up and nowhere else", async () => {
  const { email } = await hire()
  const someone = await signedIn(email, strict)
  assert.equal((await someone.get("/desk")).location, paths.authenticatorPath)
  assert.equal((await someone.get(paths.accountPath)).status, 200)
  await withApp(someone)
  assert.equal((await someone.get("/desk")).status, 200)
})

test("A54: a person who was disabled between the password and the code is not let in", async () => {
  const { email, personId } = await hire()
  const { code } = await withApp(await signedIn(email))
  clock += minute
  const someone = visitor(server)
  await someone.post(paths.signInPath, { email, password })
  await transaction(desk.db, (tx) => disablePerson(tx, personId, clock))
  assert.equal((await someone.post(paths.codePath, { code: code() })).status, 400)
})

test("the step after a password is good for a quarter of an hour, and once", async () => {
  const { email } = await hire()
  const { code } = await withApp(await signedIn(email))
  clock += minute
  const someone = visitor(server)
  await someone.post(paths.signInPath, { email, password })
  const step = someone.cookies.get("charter-step") ?? ""
  clock += 15 * minute
  assert.equal((await someone.post(paths.codePath, { code: code() }, paths.signInPath)).location, paths.signInPath)
  assert.equal((await visitor(server).get(paths.codePath)).location, paths.signInPath)
  const forger = visitor(server)
  forger.cookies.set("charter-step", step.replace(/^./, "_"))
  assert.equal((await forger.get(paths.codePath)).location, paths.signInPath)
})
