// Every sentence that the public reads comes from the message files: each of its pages, feeds and mails is read in a language in which
// every message is marked, and nothing without marks is left but names, addresses, numbers and people's own words - which are Greek here.

import assert from "node:assert/strict"
import { rmSync } from "node:fs"
import { after, before, test } from "node:test"
import { row, sql, transaction } from "../../src/database/index.ts"
import { featurePages } from "../../src/features.ts"
import { frontPages } from "../../src/front/index.ts"
import { charterWithParts, type FrontSite, frontSite, type SentMail } from "../../src/front/test-front.ts"
import { begun, sent, written } from "../../src/front/test-site.ts"
import {
  holdIncident,
  receiveMessage,
  replyToCustomer,
  resolveIncident,
  splitIncident,
} from "../../src/incidents/index.ts"
import { forgeryField } from "../../src/web/forgery.ts"
import { colleague, type Visitor } from "../support/visitor.ts"
import { markedLanguages, unmarked } from "./second-language.ts"

const { languages, folder } = markedLanguages()
let site: FrontSite
let leader: Visitor
before(async () => {
  site = await frontSite({ languages, charter: charterWithParts })
  leader = await colleague(site.server, site.db, "team-leader", "Λευκή")
})
after(async () => {
  await site.close()
  rmSync(folder, { recursive: true })
})

// Proper names, which no language changes.
const names = [
  "College Learn service charter",
  "Videos",
  "Signing in",
  "College Learn",
  "Customer Contact Centre",
  "Charter",
  "Atom",
  "iCalendar",
  "English",
  ...["visitor", "customer", "language", "flash", "session", "step", "seen"].map((use) => `__Host-charter-${use}`),
]
const greek = { problem: "Δεν ανοίγει", details: "Η σελίδα μένει κενή.", name: "Σοφία", email: "sofia@force.example" }

// Where somebody has been; each page of the public must be among them.
const seen = new Set<string>()

function inMarks(at: string, html: string) {
  assert.deepEqual(unmarked(html, names), [], at)
}

async function reader() {
  const person = site.visitor()
  await person.get("/?lang=cy")
  const read = async (path: string, status = 200) => {
    const answer = await person.get(path)
    assert.equal(answer.status, status, path)
    inMarks(path, answer.html)
    seen.add(path.split("?", 1)[0] ?? "")
    return answer
  }
  const refused = async (path: string, fields: Record<string, string>, formAt = path) => {
    const answer = await person.post(path, fields, formAt)
    inMarks(`POST ${path}`, answer.html)
    return answer
  }
  return { ...person, read, refused }
}

function mailsTo(mails: readonly SentMail[], address: string) {
  return mails.filter(({ to }) => to === address)
}

function mailInMarks(mails: readonly SentMail[], count: number) {
  assert.equal(mails.length, count)
  for (const { subject, text, html } of mails) {
    inMarks(subject, subject)
    inMarks(subject, text)
    inMarks(subject, html)
    assert.match(html, /<html lang="cy">/)
  }
}

test("the guard sees a sentence of its own, and passes over one that says its language", () => {
  assert.deepEqual(unmarked("<p>Ŵë are here</p>"), ["are here"])
  assert.deepEqual(unmarked('<p>Ŵë</p><a aria-label="Close it" lang="cy">Cau</a>'), [])
  assert.deepEqual(unmarked('<button title="Close it">Ċ</button>'), ["Close it"])
  assert.deepEqual(unmarked("INC-2026-000001 https://desk.example/follow jo@force.example College Learn", names), [])
})

test("articles, the status of services, its feeds and its mail", async () => {
  const review = { "review-day": "27", "review-month": "3", "review-year": "2027" }
  const article = { title: "Δεν ανοίγει;", summary: "Σύνοψη.", body: "Κείμενο.\n\n- Ένα\n\n## Δύο", ...review }
  const { location = "" } = await leader.post("/desk/articles/new", article)
  await leader.post(`${location}/publication`, {}, location)
  const person = await reader()
  const { html } = await person.read("/help")
  await person.read(/href="(\/help\/[^"]+)"/.exec(html)?.[1] ?? "")
  await person.read("/help?q=ανοίγει")
  await person.read("/help?q=χχχ")
  await person.read("/report/suggestions?problem=ανοίγει")

  await person.read("/status")
  await person.read("/status/subscribe")
  await person.refused("/status/subscribe", { email: "x" })
  await person.post("/status/subscribe", { email: "eleni@force.example", services: "videos" })
  await person.read("/status/subscribe/check-email")
  const asked = mailsTo(await site.posted(), "eleni@force.example")
  mailInMarks(asked, 1)
  const confirm = /\/status\/confirm\/[a-z0-9-]+/.exec(asked[0]?.text ?? "")?.[0] ?? ""
  await person.read(confirm)
  await person.refused(confirm, {})

  const broken = {
    kind: "incident",
    service: "videos",
    effect: "partly",
    title: "Βλάβη",
    words: "Κοιτάμε.",
    publish: "now",
  }
  const report = await leader.post("/desk/status/new", broken)
  await leader.post("/desk/status/new", { ...broken, kind: "maintenance", title: "Εργασίες", ...planned })
  const told = mailsTo(await site.posted(), "eleni@force.example")
  mailInMarks(told, 2)
  await person.read("/status")
  await person.read("/")
  await person.read("/report")
  await person.read(`/status/${report.location?.split("/").at(-1)}`)
  await person.read("/status/feed.atom")
  const calendar = await person.get("/status/calendar.ics")
  assert.match(calendar.html, /X-WR-CALNAME:College Learn: þļäññëđ ŵöŕķ/)
  seen.add("/status/calendar.ics")
  await person.read("/status/services/videos/feed.atom")
  seen.add("/status/services/videos/calendar.ics")
  const choice = /\/status\/choice\/[a-z0-9-]+/.exec(told[0]?.text ?? "")?.[0] ?? ""
  await person.read(choice)
  await person.refused(choice, {})
  await person.refused(choice, { services: "*" })
  const stop = /\/status\/unsubscribe\/[a-z0-9-]+/.exec(told[0]?.text ?? "")?.[0] ?? ""
  await person.read(stop)
  await person.refused(stop, {})
  await person.read("/status/confirm/no-such", 410)
})

const planned = {
  effect: "down",
  "from-day": "4",
  "from-month": "4",
  "from-year": "2026",
  "from-time": "10pm",
  "until-day": "5",
  "until-month": "4",
  "until-year": "2026",
  "until-time": "2am",
}

test("reporting, following and everything that is mailed about a case", async () => {
  const person = await reader()
  await person.read("/")
  await person.read("/report")
  const form = await begun(person)
  for (const step of ["problem", "details", "name", "email", "phone"]) {
    await person.read(`${form}/${step}`)
    await person.refused(`${form}/${step}`, { [step]: "" })
  }
  await person.refused(`${form}/details`, { details: "α".repeat(60_000) })
  const whole = await written(person, greek)
  await person.read(`${whole}/answers`)
  await person.read(`${whole}/check`)
  await person.post(`${whole}/check`, {})
  const confirmation = await person.read(`${whole}/sent`)
  const reference = /INC-\d{4}-\d{6}/.exec(confirmation.text)?.[0] ?? ""
  const link = /href="[^"]*(\/follow\/[^"]+)"/.exec(confirmation.html)?.[1] ?? ""
  assert.match(reference, /^INC/)
  const acknowledged = mailsTo(await site.posted(), greek.email)
  mailInMarks(acknowledged, 1)
  await person.read(link)
  await person.read(`${link}/message`)
  await person.refused(`${link}/message`, { message: "" })
  const copy = /\/follow\/[^/\s]+\/copy\/\S+/.exec(acknowledged[0]?.text ?? "")?.[0] ?? ""
  await person.read(copy)
  await person.post(copy, {})
  const actor = await site.actor("team-leader", "Πέτρος")
  await holdIncident(site.db, await site.ask(actor, reference), { for: "customer" })
  await person.read(link)
  await person.post(`${link}/message`, { message: "Γεια σας." })
  await replyToCustomer(site.db, await site.ask(actor, reference), { body: "Καλημέρα." })
  await resolveIncident(site.db, await site.ask(actor, reference), { outcome: "fixed", body: "Τέλος." })
  mailInMarks(mailsTo(await site.posted(), greek.email), 3)
  await person.read(link)
  await person.read(`${link}/satisfaction`)
  await person.refused(`${link}/satisfaction`, { score: "9" })
  await person.post(`${link}/satisfaction`, { score: "4" })
  await person.read(`${link}/satisfaction`)
  site.later(400 * 24 * 3_600_000)
  await person.read(`${link}/link`, 410)
  await person.refused(`${link}/link`, {})
  mailInMarks(mailsTo(await site.posted(), greek.email), 1)
  site.later(-400 * 24 * 3_600_000)
})

test("what follows a case and what is split off from it is written to in its language, and a case of staff in English", async () => {
  const person = await reader()
  const { reference } = await sent(person, { ...greek, email: "dora@force.example" })
  mailInMarks(mailsTo(await site.posted(), "dora@force.example"), 1)
  const actor = await site.actor("team-leader", "Πέτρος")
  await splitIncident(site.db, await site.ask(actor, reference), {
    content: await firstWords(reference),
    subject: "Άλλο",
  })
  mailInMarks(mailsTo(await site.posted(), "dora@force.example"), 1)
  await resolveIncident(site.db, await site.ask(actor, reference), { outcome: "fixed", body: "Τέλος." })
  await site.posted()
  site.later(60 * 24 * 3_600_000)
  const { at, rules } = await site.ask(actor, reference)
  const again = { channel: "web", receivedAt: at, correspondence: { body: "Πάλι." } } as const
  await transaction(site.db, (tx) => receiveMessage(tx, caseIdOf(reference), again, { rules, at }))
  mailInMarks(mailsTo(await site.posted(), "dora@force.example"), 1)
  await sent(site.visitor(), { ...greek, email: "english@force.example" })
  const [plain] = mailsTo(await site.posted(), "english@force.example")
  assert.match(plain?.subject ?? "", /^We have received your report/)
  site.later(-60 * 24 * 3_600_000)
})

const caseIdOf = (reference: string) => Number(reference.split("-").at(-1))

async function firstWords(reference: string): Promise<number> {
  const found = await row<{ content: number }>(
    site.db,
    sql`select content_id as content from content where case_id = ${caseIdOf(reference)} and kind = 'body' order by content_id limit 1`,
  )
  return found?.content ?? 0
}

test("signing in, and what a customer sees of their own", async () => {
  const person = await reader()
  await person.read("/account/sign-in")
  await person.refused("/account/sign-in", { email: "" })
  const { reference } = await sent(person, greek)
  await person.post("/account/sign-in", { email: greek.email })
  await person.read("/account/check-email")
  const link = (await site.posted())
    .map(({ text }) => /\/account\/enter\/[a-z0-9-]+/.exec(text)?.[0])
    .find((each) => each)
  await person.read(link ?? "")
  await person.post(link ?? "", {})
  await person.read("/account")
  await person.read(`/account/cases/${reference}`)
  await person.read("/account/enter/no-such", 410)
})

test("the charter, in every version, and what stands where something went wrong", async () => {
  const person = await reader()
  await person.read("/charter")
  await person.read("/charter/1")
  for (const path of ["/accessibility", "/privacy", "/cookies"]) await person.read(path)
  for (const path of [
    "/nowhere",
    "/charter/99",
    "/follow/no-such",
    "/status/99999",
    "/help/no-such",
    "/report/no-such/check",
  ])
    inMarks(path, (await person.get(path)).html)
  await person.refused("/report", { _csrf: "forged", [forgeryField]: "forged" })
})

// The address is a download, the word of staff, or an address that only sends elsewhere.
const passedOver = [
  "/follow/:token/proof",
  "/audit",
  "/audit/check-inclusion.mjs",
  "/audit/keys.json",
  "/audit/head.json",
]

test("every page of the public was read", () => {
  const pages = [
    ...featurePages({ filesUrl: undefined, secretKey: Buffer.alloc(32, 7) }),
    ...frontPages({ secretKey: Buffer.alloc(32, 7) }),
  ]
  const open = pages.filter(
    ({ audience, method }) => method === "GET" && (audience === "public" || audience === "customer"),
  )
  const unread = open.filter(({ path }) => {
    const fits = new RegExp(`^${path.replace(/:\w+/g, "[^/]+")}$`)
    return !passedOver.includes(path) && ![...seen].some((each) => fits.test(each))
  })
  assert.deepEqual(
    unread.map(({ path }) => path),
    [],
  )
})
