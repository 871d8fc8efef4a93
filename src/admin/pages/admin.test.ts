import assert from "node:assert/strict"
import { after, test } from "node:test"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague, password, visitor } from "../../../test/support/visitor.ts"
import { rows, sql } from "../../database/index.ts"
import { incidentPages } from "../../incidents/index.ts"
import { actorOfToken } from "../../people/index.ts"
import { openReceiver } from "../../webhooks/test-receiver.ts"
import { adminPages } from "../index.ts"

const wiring = { secretKey: Buffer.alloc(32, 7), reach: "loopback", canMail: false } as const
const desk = await deskPages([...incidentPages, ...adminPages(wiring)])
after(() => desk.close())
const { server, db } = desk
const admin = await colleague(server, db, "administrator", "Ada Admin")
const adviser = await colleague(server, db, "adviser", "Adi Adviser")
const auditor = await colleague(server, db, "auditor", "Aud Auditor")

test("administration is for administrators; auditors have the audit of it, advisers nothing", async () => {
  for (const path of ["staff", "invitations", "teams", "tokens", "webhooks", "audit"]) {
    assert.equal((await admin.get(`/desk/admin/${path}`)).status, 200, path)
    assert.equal((await adviser.get(`/desk/admin/${path}`)).status, 403, path)
    assert.equal((await auditor.get(`/desk/admin/${path}`)).status, path === "audit" ? 200 : 403, path)
  }
  const home = await auditor.get("/desk/admin")
  assert.match(home.text, /Audit/)
  assert.doesNotMatch(home.text, /API tokens/)
  assert.equal((await visitor(server).get("/desk/admin")).status, 303)
})

test("somebody is invited, chooses a password by a link that works once, and signs in with the role and teams that they were given", async () => {
  const fields = { name: "New Person", email: "New@desk.example", role: "engineer", teams: "second-line", sees: "own" }
  const invited = await admin.post("/desk/admin/invitations", fields)
  assert.equal(invited.heading, "Invitation made")
  const path = /\/join\/[\w-]{43}/.exec(invited.html)?.[0] ?? ""
  const stranger = visitor(server)
  assert.match((await stranger.get(path)).text, /new@desk\.example/)
  assert.equal((await stranger.get(path)).headers["referrer-policy"], "no-referrer")
  const unlike = await stranger.post(path, { password, again: "another-one-entirely" })
  assert.deepEqual([unlike.status, unlike.errors], [400, ["The two passwords are not the same"]])
  assert.equal((await stranger.post(path, { password: "password1234", again: "password1234" })).status, 400)
  assert.equal((await stranger.post(path, { password, again: password })).status, 303)
  assert.equal((await visitor(server).get(path)).status, 404)
  assert.equal((await stranger.post("/sign-in", { email: "new@desk.example", password })).status, 303)
  const listed = await admin.get("/desk/admin/staff?q=new@")
  assert.match(listed.text, /New Person.*Application operations engineer.*Application operations.*Their teams’ cases/)
})

test("an invitation can be withdrawn, and one that is made anew ends the one before", async () => {
  const fields = { name: "Late Comer", email: "late@desk.example", role: "adviser", sees: "all" }
  const first = /\/join\/[\w-]{43}/.exec((await admin.post("/desk/admin/invitations", fields)).html)?.[0] ?? ""
  const second = /\/join\/[\w-]{43}/.exec((await admin.post("/desk/admin/invitations", fields)).html)?.[0] ?? ""
  assert.deepEqual([(await visitor(server).get(first)).status, (await visitor(server).get(second)).status], [404, 200])
  const page = await admin.get("/desk/admin/invitations")
  const withdrawal = /\/desk\/admin\/invitations\/\d+\/withdrawal/.exec(page.html)?.[0] ?? ""
  assert.equal((await admin.post(withdrawal, {}, "/desk/admin/invitations")).status, 303)
  assert.equal((await visitor(server).get(second)).status, 404)
})

test("a form that is wrong keeps what was typed and says what is wrong", async () => {
  const wrong = await admin.post("/desk/admin/invitations", {
    name: "",
    email: "nonsense",
    role: "adviser",
    sees: "own",
  })
  assert.equal(wrong.status, 400)
  assert.match(wrong.errors.join(), /Enter a name/)
  assert.match(wrong.html, /value="nonsense"/)
  const taken = await admin.post("/desk/admin/invitations", {
    name: "X",
    email: "new@desk.example",
    role: "adviser",
    sees: "all",
  })
  assert.deepEqual([taken.status, taken.errors], [422, ["Somebody with this email address is already here."]])
})

async function personPath(name: string): Promise<string> {
  const found = await admin.get(`/desk/admin/staff?q=${encodeURIComponent(name)}`)
  return /\/desk\/admin\/staff\/\d+/.exec(found.html)?.[0] ?? ""
}

test("roles, teams and sight are changed; nobody changes their own role or lets themselves out", async () => {
  const path = await personPath("Adi Adviser")
  const changed = await admin.post(path, { roles: ["adviser", "team-leader"], teams: ["contact-centre"], sees: "own" })
  assert.equal(changed.status, 303)
  const elsewhere = (await desk.opened()).toString()
  assert.equal((await adviser.get(`/desk/cases/${elsewhere}`)).status, 200)
  await admin.post(path, { roles: ["adviser"], teams: ["second-line"], sees: "own" })
  assert.equal((await adviser.get(`/desk/cases/${elsewhere}`)).status, 404)
  const none = await admin.post(path, { roles: ["adviser"], sees: "own" })
  assert.deepEqual(none.errors, ["Choose at least one team, or let them see the cases of every team"])
  assert.equal((await admin.post(path, { roles: ["king"], sees: "all" })).status, 400)
  assert.equal((await admin.post(path, { roles: ["adviser"], sees: "all" })).status, 303)
  const own = await personPath("Ada Admin")
  assert.equal((await admin.post(own, { roles: ["adviser"], sees: "all" })).status, 422)
  assert.equal((await admin.post(own, { roles: ["administrator"], teams: ["second-line"], sees: "all" })).status, 303)
  assert.equal((await admin.post(`${own}/disabling`, {}, own)).status, 422)
})

test("who is disabled is out with their next page, and may be let in again with roles that are chosen anew", async () => {
  const leaver = await colleague(server, db, "adviser", "Lea Leaver")
  const path = await personPath("Lea Leaver")
  assert.equal((await leaver.get("/desk/cases")).status, 200)
  assert.equal((await admin.post(`${path}/disabling`, {}, path)).status, 303)
  assert.equal((await leaver.get("/desk/cases")).status, 303)
  assert.match((await admin.get("/desk/admin/staff?show=disabled")).text, /Lea Leaver/)
  assert.equal((await admin.post(`${path}/enabling`, {}, path)).status, 400)
  assert.equal((await admin.post(`${path}/enabling`, { roles: "engineer" }, path)).status, 303)
  assert.match((await admin.get(path)).text, /let in again/)
})

test("teams come from the charter with their clause; who works in one is chosen on its page", async () => {
  const teams = await admin.get("/desk/admin/teams")
  assert.match(teams.text, /clause technical-escalation/)
  const adi = /\d+$/.exec(await personPath("Adi Adviser"))?.[0] ?? ""
  assert.equal((await admin.post("/desk/admin/teams/third-line", { people: [adi, "999999", "x"] })).status, 303)
  assert.match((await admin.get("/desk/admin/teams")).text, /Adi Adviser/)
  assert.equal((await admin.post("/desk/admin/teams/third-line", {})).status, 303)
  assert.equal((await admin.get("/desk/admin/teams/nowhere")).status, 404)
})

test("a token is shown once, does no more than whoever answers for it, and is revoked", async () => {
  const made = await admin.post("/desk/admin/tokens/new", { name: "Switch", role: "adviser" })
  const token = /charter_[\w-]{43}/.exec(made.html)?.[0] ?? ""
  assert.equal((await actorOfToken(db, token, 0))?.role, "adviser")
  const list = await admin.get("/desk/admin/tokens")
  assert.doesNotMatch(list.html, /charter_[\w-]{43}/)
  assert.match(list.text, /Switch Adviser Ada Admin/)
  assert.equal((await admin.post("/desk/admin/tokens/new", { name: "Switch", role: "adviser" })).status, 422)
  assert.equal((await admin.post("/desk/admin/tokens/new", { name: "X", role: "" })).status, 400)
  const path = /\/desk\/admin\/tokens\/\d+\/revocation/.exec(list.html)?.[0] ?? ""
  assert.equal((await admin.post(path, {}, "/desk/admin/tokens")).status, 303)
  assert.equal(await actorOfToken(db, token, 0), undefined)
  assert.equal((await admin.post(path, {}, "/desk/admin/tokens/new")).status, 404)
})

test("an endpoint is added, its secret shown once and changed, tried, paused, resumed and removed", async () => {
  const receiver = await openReceiver()
  after(receiver.close)
  const wrong = await admin.post("/desk/admin/webhooks/new", { url: "http://10.0.0.1/", types: "opened" })
  assert.match(wrong.errors.join(), /must begin with https/)
  const added = await admin.post("/desk/admin/webhooks/new", { url: receiver.url, types: ["opened", "replied"] })
  assert.match(added.html, /whsec_[\w+/]{43}=/)
  assert.equal((await admin.post("/desk/admin/webhooks/new", { url: receiver.url, types: "opened" })).status, 422)
  const page = /\/desk\/admin\/webhooks\/\d+/.exec(added.html)?.[0] ?? ""
  const reference = await desk.opened()
  assert.match((await admin.get(page)).text, new RegExp(`opened, ${reference}.*Waiting`))
  assert.doesNotMatch((await admin.get(page)).html, /whsec_/)
  assert.match((await admin.post(`${page}/secret`, {}, page)).html, /whsec_/)
  assert.equal((await admin.post(`${page}/secret`, {}, page)).status, 422)
  assert.equal((await admin.post(`${page}/types`, {}, page)).status, 400)
  assert.equal((await admin.post(`${page}/types`, { types: "nothing-like-it" }, page)).status, 400)
  assert.equal((await admin.post(`${page}/types`, { types: "closed" }, page)).status, 303)
  assert.equal((await admin.post(`${page}/trial`, {}, page)).status, 303)
  const delivery = /\/desk\/admin\/webhooks\/\d+\/deliveries\/\d+/.exec((await admin.get(page)).html)?.[0] ?? ""
  assert.match((await admin.get(delivery)).text, /Test message.*None yet/)
  assert.equal((await admin.post(`${delivery}/sending`, {}, page)).status, 422)
  assert.equal((await admin.post(`${page}/pause`, {}, page)).status, 303)
  assert.match((await admin.get(page)).text, /Paused, because somebody paused it/)
  assert.equal((await admin.post(`${page}/resumption`, {}, page)).status, 303)
  assert.equal((await admin.post(`${delivery}/sending`, {}, delivery)).status, 303)
  assert.equal((await admin.post(`${page}/removal`, {}, page)).status, 303)
  assert.equal((await admin.get(page)).status, 404)
})

test("the audit is searched by person, case, outcome and date; wrong input says so; a search is noted", async () => {
  const reference = await desk.opened()
  await adviser.get(`/desk/cases/${reference}`)
  const found = await auditor.get(
    `/desk/admin/audit?person=Adi+Adviser&reference=${reference.toLowerCase()}&from=27+March+2026&until=2026-03-27`,
  )
  assert.match(found.text, new RegExp(`Adi Adviser Read ${reference}`))
  assert.match((await auditor.get("/desk/admin/audit?action=audit-searched")).text, /Searched the audit/)
  const nobody = await auditor.get(`/desk/admin/audit?person=Nobody+Else`)
  assert.deepEqual([nobody.status, nobody.errors], [400, ["Nobody here has this name or email address"]])
  for (const bad of [
    "reference=INC-2026-999999",
    "reference=x",
    "from=31/2/2026",
    "after=x",
    "outcome=maybe",
    "action=A",
    "x=1",
  ])
    assert.equal((await auditor.get(`/desk/admin/audit?${bad}`)).status, 400, bad)
  await adviser.get("/desk/admin/webhooks/7")
  const refused = await auditor.get("/desk/admin/audit?person=Adi+Adviser&outcome=refused")
  assert.match(refused.text, /Adi Adviser Manage webhooks Refused 7/)
  assert.match((await auditor.get(`/desk/admin/audit?until=26/3/2026`)).text, /Nothing was recorded|Nobody known/)
})

test("A49: the audit is taken away as a table whose cells are no formulas, and that is audited too", async () => {
  await colleague(server, db, "adviser", "=HYPERLINK(1)")
  const answer = await auditor.post("/desk/admin/audit/export", { person: "HYPERLINK" }, "/desk/admin/audit")
  assert.equal(answer.headers["content-type"], "text/csv; charset=utf-8")
  assert.match(answer.html, /,'=HYPERLINK\(1\),sign-in,done,/)
  assert.match((await auditor.get("/desk/admin/audit?action=audit-exported")).text, /Exported the audit By person/)
  assert.equal((await adviser.post("/desk/admin/audit/export", {}, "/desk/cases")).status, 403)
})

test("what somebody did by a page says in the audit where from, and every choice of what was done finds its rows", async () => {
  const bare = await rows(db, sql`select distinct action from audit where person_id is not null and remote is null`)
  assert.deepEqual(bare, [])
  const page = await auditor.get("/desk/admin/audit?action=person-disabled")
  assert.match(page.html, /<option value="organisation-contact-removed">Removed a contact/)
  assert.match(page.html, /<option value="see-database">Was refused: see how the database does</)
  assert.match(page.text, /Let in no more .* 127\.0\.0\.1/)
})
