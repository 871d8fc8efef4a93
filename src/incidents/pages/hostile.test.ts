import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague, type Visitor } from "../../../test/support/visitor.ts"
import { addNote, holdIncident, incidentPages, redactContent, replyToCustomer, resolveIncident } from "../index.ts"
import { nouns } from "../paths.ts"

const desk = await deskPages(incidentPages)
after(() => desk.close())

const script = `<script>alert(1)</script>"'><img src=x onerror=alert(2)><svg/onload=alert(3)>`
const turned = "invoice\u202efdp.exe"
const template = `{{constructor.constructor('return process.env')()}} \${7*7} <%= 7*7 %> {% raw %}`

let someone: Visitor
let reference = ""
let file = ""
let message = ""

before(async () => {
  someone = await colleague(desk.server, desk.db, "administrator", `Admin <b onmouseover=alert(4)>`)
  reference = await desk.opened({
    subject: `${script} ${turned} ${template}`,
    requester: { name: `${script}${"n".repeat(1_000_000)}`, email: `"${script}"@force.example`, phone: script },
    correspondence: {
      body: `${script}\n${template}\n${turned}`,
      html: `<p>Hello <b>there</b></p>`,
      quoted: script,
      files: [
        {
          name: `"><img src=x onerror=alert(1)>.png${turned}\r\nx: y`,
          bytes: Buffer.from("<script>alert(9)</script>"),
        },
      ],
      letter: { id: 1, raw: Buffer.from(`From: x\r\n\r\n${script}`) },
    },
  })
  const actor = await desk.actor("administrator")
  const ask = async () => await desk.ask(actor, { reference }, desk.now)
  await replyToCustomer(desk.db, await ask(), { body: script, to: [`${script}@evil.example`] })
  await addNote(desk.db, await ask(), script)
  await holdIncident(desk.db, await ask(), { for: "supplier" })
  const { html } = await someone.get(`/desk/cases/${reference}`)
  file = /href="(\/desk\/cases\/[\w-]+\/files\/\d+)" download>Save <bdi>/.exec(html)?.[1] ?? ""
  message = /href="(\/desk\/cases\/[\w-]+\/content\/\d+)"/.exec(html)?.[1] ?? ""
})

function mustBeInert(html: string, where: string): void {
  const ours = html.replace(
    /<script>document\.body\.className[^<]*<\/script>|<script type="module" src="[^"]*"><\/script>/g,
    "",
  )
  const tags = ours.replace(/="[^"]*"/g, '=""')
  assert.doesNotMatch(tags, /<script|<img|<svg\/|<b |<[a-z][^>]*\son[a-z]+=/i, where)
  assert.doesNotMatch(ours, /\u202e/, where)
  assert.ok(html.length < 300_000, `${where} is ${html.length} characters long`)
}

test("A01 A02 A05 A09 A48 words from outside are shown and do nothing, on every page", async () => {
  const legal = nouns.filter((noun) => !["reopening", "closure", "hold"].includes(noun))
  const paths = [
    "/desk/cases",
    "/desk/cases?q=alert",
    `/desk/cases/${reference}`,
    `/desk/cases/${reference}?show=all&order=oldest`,
    ...legal.map((noun) => `/desk/cases/${reference}/${noun}`),
    message,
  ]
  for (const path of paths) {
    const { status, html, text } = await someone.get(path)
    assert.equal(status, 200, path)
    mustBeInert(html, path)
    assert.ok(text.includes("<script>alert(1)</script>"), `${path} shows the words`)
    if (path.includes(reference))
      assert.ok(text.includes("{{constructor.constructor("), `${path} shows a template as words`)
  }
})

test("A02 what was typed is as inert when a form is shown again", async () => {
  const wrong = {
    body: script,
    reason: script,
    authority: script,
    to: script,
    email: script,
    "until-day": script,
    "until-time": script,
  }
  for (const [noun, fields] of [
    ["reply", ["to"]],
    ["assignment", ["email"]],
    ["redaction", ["reason", "authority"]],
    ["escalation", ["to"]],
  ] as const) {
    const sent = Object.fromEntries(Object.entries(wrong).filter(([name]) => fields.some((each) => each === name)))
    const { status, html } = await someone.post(`/desk/cases/${reference}/${noun}`, sent)
    assert.equal(status, 400, noun)
    mustBeInert(html, noun)
  }
  const { html, status } = await someone.post("/desk/calls/new", {
    name: script,
    subject: script,
    body: script,
    email: script,
    "received-time": script,
  })
  assert.equal(status, 400)
  mustBeInert(html, "log a call")
})

test("A05 A06 A51 a file is only ever saved, under a name without a path or a header in it", async () => {
  const { status, headers, html } = await someone.get(file)
  assert.equal(status, 200)
  assert.equal(headers["content-type"], "application/octet-stream")
  assert.equal(headers["x-content-type-options"], "nosniff")
  assert.match(String(headers["content-disposition"]), /^attachment; filename\*=UTF-8''[\w%.!~-]+$/)
  assert.doesNotMatch(decodeURIComponent(String(headers["content-disposition"])), /[\r\n\u202e/\\"<>]/)
  assert.equal(headers["x"], undefined)
  assert.equal(html, "<script>alert(9)</script>")
})

test("A06 the letter as it came is saved as a letter, never shown", async () => {
  const { html } = await someone.get(`/desk/cases/${reference}`)
  const letter = /href="([^"]+)" download>Save the letter as it came/.exec(html)?.[1] ?? ""
  const { headers } = await someone.get(letter)
  assert.match(String(headers["content-disposition"]), /letter\.eml$/)
  assert.equal(headers["content-type"], "application/octet-stream")
})

test("A01 A08 the formatted version stands in a frame where nothing runs and nothing is fetched", async () => {
  const { html, headers } = await someone.get(message)
  const frame = /<iframe[^>]*>/.exec(html)?.[0] ?? ""
  assert.match(frame, /sandbox="allow-popups allow-popups-to-escape-sandbox"/)
  assert.match(frame, /referrerpolicy="no-referrer"/)
  assert.match(frame, /default-src &#39;none&#39;/)
  assert.match(frame, /&lt;p&gt;Hello &lt;b&gt;there&lt;\/b&gt;&lt;\/p&gt;"/)
  assert.match(String(headers["content-security-policy"]), /default-src 'none'/)
})

test("a formatted version is asked for by its own number, and by no other content's", async () => {
  const other = file.replace("/files/", "/content/")
  assert.equal((await someone.get(other)).status, 404)
})

test("A71 an erased formatted version is gone, and with it the way to it", async () => {
  const body = "Words to erase"
  const erased = await desk.opened({ correspondence: { body, html: `<p>${body}</p>` } })
  const { html } = await someone.get(`/desk/cases/${erased}`)
  const path = /href="(\/desk\/cases\/[\w-]+\/content\/(\d+))"/.exec(html)
  const actor = await desk.actor("administrator")
  await redactContent(desk.db, await desk.ask(actor, { reference: erased }, desk.now), {
    content: Number(path?.[2]),
    authority: "DPO",
    reason: "Asked for.",
  })
  assert.equal((await someone.get(path?.[1] ?? "")).status, 404)
  const after = await someone.get(`/desk/cases/${erased}`)
  assert.doesNotMatch(after.html, /Words to erase|\/content\//)
})

test("a message of a megabyte is cut on the page and whole in the file", async () => {
  const body = "x".repeat(1_000_000)
  const long = await desk.opened({ correspondence: { body } })
  const { html, text } = await someone.get(`/desk/cases/${long}`)
  assert.ok(html.length < 100_000)
  assert.match(text, /This is the beginning of 1000000 characters\. Save the whole text/)
  const saved = /href="([^"]+)">Save the whole text/.exec(html)?.[1] ?? ""
  assert.equal((await someone.get(saved)).html.length, 1_000_000)
})

test("A61 reading changes nothing: no page of the desk acts on a GET", async () => {
  const quiet = await desk.opened()
  const actor = await desk.actor("administrator")
  await resolveIncident(desk.db, await desk.ask(actor, { reference: quiet }, desk.now), {
    outcome: "fixed",
    body: "Done.",
  })
  const before = await someone.get(`/desk/cases/${quiet}?show=all`)
  for (const noun of nouns) await someone.get(`/desk/cases/${quiet}/${noun}?body=x&reason=x&to=me&outcome=fixed`)
  const since = await someone.get(`/desk/cases/${quiet}?show=all`)
  const events = (html: string) => html.match(/id="event-\d+"/g)?.length
  assert.equal(events(since.html), events(before.html))
})
