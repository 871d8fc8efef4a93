import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant } from "../../../test/support/desk.ts"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { repliesGo } from "../../../test/support/replies.ts"
import { colleague, type Seen, type Visitor } from "../../../test/support/visitor.ts"
import { row, rows, sql } from "../../database/index.ts"
import { checkUploads, fileLimits, openScanner } from "../../files/index.ts"
import { eicar } from "../../files/test-clamd.ts"
import { testScanner } from "../../files/test-scanner.ts"
import { checkCaseFiles, incidentPages } from "../index.ts"

const desk = await deskPages(incidentPages)
const clamd = await testScanner()
after(async () => {
  await clamd.close()
  await desk.close()
})

let priya: Visitor
let tom: Visitor
let leader: Visitor
let auditor: Visitor
let administrator: Visitor

before(async () => {
  priya = await colleague(desk.server, desk.db, "adviser", "Priya Shah")
  tom = await colleague(desk.server, desk.db, "adviser", "Tom Reilly")
  leader = await colleague(desk.server, desk.db, "team-leader", "Anna Webb")
  auditor = await colleague(desk.server, desk.db, "auditor", "Olu Ade")
  administrator = await colleague(desk.server, desk.db, "administrator", "Ada Min")
})

const pathOf = (reference: string, noun = "") => `/desk/cases/${reference}${noun === "" ? "" : `/${noun}`}`
const valueIn = ({ html }: Seen, id: string) => new RegExp(`<textarea[^>]*id="${id}"[^>]*>([^<]*)<`).exec(html)?.[1]
const numberIn = ({ html }: Seen, pattern: RegExp) => pattern.exec(html)?.[1] ?? ""
const text = (bytes: string) => Buffer.from(bytes)

async function countOf(reference: string, type: string): Promise<number> {
  const found = await row<{ count: number }>(
    desk.db,
    sql`select count(*) as count from events join cases using (case_id) where reference = ${reference} and type = ${type}`,
  )
  return found?.count ?? 0
}

test("A05 A06 A52 files go with a note and come back only as downloads, whatever they are called and say that they are", async () => {
  const reference = await desk.opened()
  const name = '"><img src=x onerror=alert(1)>.html'
  const files = [
    { name, bytes: text("<script>alert(1)</script>"), type: "text/html" },
    { name: "../../etc/passwd", bytes: text("x") },
    { name: "entities.svg", bytes: text(svgWithEntities), type: "image/svg+xml" },
  ]
  assert.equal((await priya.send(pathOf(reference, "note"), { body: "See these" }, files)).status, 303)
  const waiting = await priya.get(pathOf(reference))
  assert.match(waiting.text, /is waiting to be checked for viruses/)
  const content = await fileOf(reference)
  const closed = await priya.get(pathOf(reference, `files/${content}`))
  assert.deepEqual([closed.status, closed.heading], [422, "This cannot be done now"])
  await checkCaseFiles(desk.db, undefined, instant(desk.now))
  const shown = await priya.get(pathOf(reference))
  assert.doesNotMatch(shown.html, /<img src=x/)
  assert.match(shown.text, /Save passwd \(1 byte\)/)
  for (const file of files.keys()) {
    const { status, headers } = await priya.get(pathOf(reference, `files/${Number(content) + 2 * file}`))
    assert.equal(status, 200)
    assert.match(String(headers["content-disposition"]), /^attachment; filename\*=UTF-8''[\w.%-]+$/)
    assert.deepEqual(
      [headers["content-type"], headers["x-content-type-options"]],
      ["application/octet-stream", "nosniff"],
    )
    assert.match(String(headers["content-security-policy"]), /default-src 'none'|default-src 'self'/)
  }
})

const svgWithEntities = `<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script><text>&b;&x;</text></svg>`

async function fileOf(reference: string): Promise<string> {
  const found = await row<{ id: number }>(
    desk.db,
    sql`select content_id as id from content join cases using (case_id) where reference = ${reference} and content.kind = 'file' order by 1 limit 1`,
  )
  return String(found?.id)
}

test("a file with a virus is quarantined: said on the case, and fetched by few", async () => {
  const reference = await desk.opened()
  await priya.send(pathOf(reference, "note"), { body: "From the customer’s stick" }, [
    { name: "tool.exe", bytes: eicar },
  ])
  const content = await fileOf(reference)
  await checkCaseFiles(desk.db, openScanner(clamd.url), instant(desk.now))
  const shown = await priya.get(pathOf(reference))
  assert.match(shown.text, /A virus was found in a file: content \d+ is in quarantine\./)
  assert.match(shown.text, /What the scanner found: Eicar-Test-Signature/)
  assert.match(shown.text, /tool\.exe \(68 bytes\) is in quarantine/)
  for (const someone of [priya, leader, auditor]) {
    assert.equal((await someone.get(pathOf(reference, `files/${content}`))).status, 403)
  }
  assert.match((await administrator.get(pathOf(reference))).text, /Save it all the same/)
  assert.equal((await administrator.get(pathOf(reference, `files/${content}`))).status, 200)
})

test("a reply that was to carry a virus comes back with its words, and the file is on the case in quarantine", async () => {
  const reference = await desk.opened()
  const uploaded = await priya.send(
    "/desk/uploads",
    {},
    [{ name: "invoice.exe", bytes: eicar }],
    pathOf(reference, "reply"),
  )
  const upload = numberIn(uploaded, /value="([\w-]{22})"/)
  await checkUploads(desk.db, openScanner(clamd.url), instant(desk.now))
  const refused = await priya.post(pathOf(reference, "reply"), { body: "Your invoice", upload })
  assert.equal(refused.status, 400)
  assert.match(refused.errors.join(), /“invoice\.exe” holds a virus \(Eicar-Test-Signature[.A-Z]*\) and cannot be sent/)
  assert.equal(valueIn(refused, "body"), "Your invoice")
  assert.equal(await countOf(reference, "file-quarantined"), 1)
  assert.equal((await priya.post(pathOf(reference, "reply"), { body: "Your invoice" })).status, 303)
})

test("what is wrong keeps the files too, and what is unticked does not go", async () => {
  const reference = await desk.opened()
  const files = ["one.txt", "two.txt"].map((name) => ({ name, bytes: text(name) }))
  const empty = await priya.send(pathOf(reference, "reply"), { body: " " }, files)
  assert.deepEqual([empty.status, empty.errors], [400, ["Enter your reply"]])
  const ids = [...empty.html.matchAll(/name="upload" value="([\w-]{22})" checked/g)].map(([, id]) => id ?? "")
  assert.equal(ids.length, 2)
  await priya.post(pathOf(reference, "reply"), { body: "One is enough", upload: ids.slice(0, 1) })
  await checkUploads(desk.db, undefined, instant(desk.now))
  await repliesGo(desk)
  assert.match((await priya.get(pathOf(reference))).text, /Save one\.txt/)
  assert.doesNotMatch((await priya.get(pathOf(reference))).text, /two\.txt/)
})

test("F41 limits of size and number are said on the form, and nothing is lost", async () => {
  const reference = await desk.opened()
  const large = { name: "film.mp4", bytes: Buffer.alloc(fileLimits.bytes + 1) }
  const tooLarge = await priya.send(pathOf(reference, "reply"), { body: "A film" }, [large])
  assert.deepEqual([tooLarge.status, tooLarge.errors], [400, ["Each file must be 10 MB or smaller"]])
  assert.equal(valueIn(tooLarge, "body"), "A film")
  const many = Array.from({ length: 11 }, (_, index) => ({ name: `${index}.txt`, bytes: text("x") }))
  const tooMany = await priya.send(pathOf(reference, "reply"), { body: "Many" }, many)
  assert.deepEqual(tooMany.errors, ["Attach 10 files or fewer at once"])
  const heavy = Array.from({ length: 3 }, (_, index) => ({
    name: `${index}.bin`,
    bytes: Buffer.alloc(8 * 1024 * 1024),
  }))
  const tooHeavy = await priya.send(pathOf(reference, "reply"), { body: "Heavy" }, heavy)
  assert.ok([400, 413].includes(tooHeavy.status), String(tooHeavy.status))
  assert.equal(await countOf(reference, "replied"), 0)
})

test("nobody sends, reads or removes what somebody else uploaded", async () => {
  const reference = await desk.opened()
  const uploaded = await tom.send(
    "/desk/uploads",
    {},
    [{ name: "mine.txt", bytes: text("x") }],
    pathOf(reference, "reply"),
  )
  const upload = numberIn(uploaded, /value="([\w-]{22})"/)
  const stolen = await priya.post(pathOf(reference, "reply"), { body: "Look", upload })
  assert.match(stolen.errors.join(), /A file is not here any more/)
  assert.doesNotMatch(stolen.html, /mine\.txt/)
  const saved = await priya.post(
    pathOf(reference, "drafts/reply"),
    { body: "x", upload, version: "1" },
    pathOf(reference),
  )
  assert.equal(saved.status, 200)
  assert.doesNotMatch((await priya.get(pathOf(reference, "reply"))).html, /mine\.txt/)
})

test("a call is logged with files, once however often it is pressed", async () => {
  const fields = { once: "e".repeat(22), subject: "With a screenshot", body: "The page is white.", name: "Sam" }
  const file = { name: "screen.png", bytes: text("png") }
  const first = await priya.send("/desk/calls/new", fields, [file])
  assert.equal(first.status, 303, first.text)
  const second = await priya.send("/desk/calls/new", fields, [file])
  assert.equal(second.location, first.location)
  const made = await rows(desk.db, sql`select from cases where subject = 'With a screenshot'`)
  assert.equal(made.length, 1)
  assert.match((await priya.get(first.location ?? "")).text, /screen\.png \(3 bytes\) is waiting to be checked/)
})

test("a signed-out form with files gives the words back, and reads no file", async () => {
  const reference = await desk.opened()
  const form = await priya.get(pathOf(reference, "reply"))
  const token = numberIn(form, /name="csrf" value="([^"]+)"/)
  const { multipart } = await import("../../../test/support/multipart.ts")
  const sent = multipart({ csrf: token, body: "Written while away" }, [{ name: "x.bin", bytes: Buffer.alloc(1000) }])
  const answer = await desk.server.inject({ method: "POST", url: pathOf(reference, "reply"), ...sent })
  assert.equal(answer.statusCode, 403)
  assert.match(answer.body, /Written while away/)
  assert.deepEqual(await rows(desk.db, sql`select from uploads where name = 'x.bin'`), [])
})

test("a form with files is ours like any other, and pages that take none refuse it", async () => {
  const reference = await desk.opened()
  const { multipart } = await import("../../../test/support/multipart.ts")
  const cookie = [...priya.cookies].map(([name, value]) => `${name}=${value}`).join("; ")
  const forged = multipart({ body: "Forged", version: "1", once: "f".repeat(22) }, [])
  const ask = (url: string) =>
    desk.server.inject({ method: "POST", url, payload: forged.payload, headers: { ...forged.headers, cookie } })
  assert.equal((await ask(pathOf(reference, "reply"))).statusCode, 403)
  assert.equal((await ask(pathOf(reference, "resolution"))).statusCode, 415)
  assert.equal(await countOf(reference, "replied"), 0)
})
