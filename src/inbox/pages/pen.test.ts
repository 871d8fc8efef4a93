import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant } from "../../../test/support/desk.ts"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague, type Visitor, visitor } from "../../../test/support/visitor.ts"
import { row, sql } from "../../database/index.ts"
import { openScanner } from "../../files/index.ts"
import { eicar, testClamd } from "../../files/test-clamd.ts"
import { checkCaseFiles, incidentPages } from "../../incidents/index.ts"
import { type Inbox, keepLetter, letterHandlers, letterParser, readLetter } from "../index.ts"
import { letterOf } from "../sample-letter.ts"
import { penPages } from "./pen.ts"

const parser = letterParser()
const clamd = await testClamd()
const inboxes: Inbox[] = []
const desk = await deskPages((small) => {
  const ours = { key: Buffer.alloc(32, 7), mailAddress: "desk@college.example", prefixes: ["INC"] }
  inboxes.push({
    db: small.db,
    now: () => instant(desk.now),
    parser,
    ours,
    handlers: letterHandlers(small.db, { checksFiles: true }),
    scanner: openScanner(clamd.url),
  })
  return [...incidentPages, ...inboxes.flatMap(penPages)]
})
after(async () => {
  await desk.close()
  await parser.close()
  await clamd.close()
})

let adviser: Visitor
let auditor: Visitor
let security: Visitor

before(async () => {
  adviser = await colleague(desk.server, desk.db, "adviser", "Priya Shah")
  auditor = await colleague(desk.server, desk.db, "auditor", "Ann Auditor")
  security = await colleague(desk.server, desk.db, "security-manager", "Sol Security")
})

/** A letter as the listener keeps it and the worker reads it; gives its page. */
async function arrived(raw: Buffer): Promise<string> {
  const envelope = { from: null, to: [] }
  const letter = await keepLetter(desk.db, { raw, envelope, source: "smtp", receivedAt: instant(desk.now) })
  for (const inbox of inboxes) await readLetter(inbox, letter)
  return `/desk/letters/${letter}`
}

let written = 0

// Each with words of its own: the same letter again would be a repeat.
function claiming(reference: string, body = `Letter ${++written}.\r\n`): Buffer {
  return letterOf({ Subject: `Re: [${reference}] close please` }, body)
}

test("a held letter is saved once the scanner finds nothing in it, and not while it is away", async () => {
  const reference = await desk.opened()
  const clean = await arrived(claiming(reference))
  const infected = await arrived(claiming(reference, eicar.toString("latin1")))
  const saved = await adviser.get(`${clean}/raw`)
  assert.deepEqual([saved.status, /^attachment/.test(String(saved.headers["content-disposition"]))], [200, true])
  const closed = await adviser.get(`${infected}/raw`)
  assert.equal(closed.status, 422)
  assert.match(closed.text, /A virus was found in this letter/)
  assert.equal((await security.get(`${infected}/raw`)).status, 200, "what a virus was found in opens who has the right")
  clamd.says = "ERROR"
  const waiting = await adviser.get(`${clean}/raw`)
  clamd.says = undefined
  assert.equal(waiting.status, 422)
  assert.match(waiting.text, /cannot be checked for viruses now/)
})

test("the case offers the letter as it came no sooner than the scanner has looked, and one with a virus only to who may open it", async () => {
  const reference = await desk.opened()
  const path = await arrived(claiming(reference, `${eicar.toString("latin1")} again`))
  await adviser.post(
    `${path}/release`,
    { as: "case", reference: `inc ${Number(reference.slice("INC-2026-".length))}` },
    path,
  )
  const link = /Save the letter as it came/
  const waiting = await adviser.get(`/desk/cases/${reference}`)
  assert.match(waiting.text, /The letter as it came is waiting to be checked for viruses/)
  assert.doesNotMatch(waiting.html, link)
  await checkCaseFiles(desk.db, openScanner(clamd.url), instant(desk.now) + 120_000)
  const closed = await adviser.get(`/desk/cases/${reference}`)
  assert.match(closed.text, /The letter as it came is in quarantine: a virus was found in it/)
  assert.doesNotMatch(closed.html, link)
  assert.doesNotMatch(closed.text, /Save it all the same/)
  const opened = await security.get(`/desk/cases/${reference}`)
  assert.match(opened.text, /Save it all the same/)
})

test("A16 a letter that claims a case waits with the reason, and the case has not moved", async () => {
  const reference = await desk.opened()
  const path = await arrived(claiming(reference, "Please close it.\r\n"))
  const list = await adviser.get("/desk/letters")
  assert.equal(list.heading, "Letters")
  assert.match(
    list.text,
    new RegExp(`Re: \\[${reference}\\] close please From: pat@force\\.example Claims ${reference}`),
  )
  const { heading, text, html } = await adviser.get(path)
  assert.equal(heading, `Re: [${reference}] close please`)
  assert.match(text, new RegExp(`Why it is here: claims ${reference}`))
  assert.match(text, /What it says Please close it\./)
  assert.match(text, /Its sender has not been proved/)
  assert.match(html, new RegExp(`name="reference"[^>]*value="${reference}"`))
  assert.doesNotMatch((await adviser.get(`/desk/cases/${reference}`)).text, /Please close it/)
})

test("a letter is put on the case that it belongs to, and leads there from then on", async () => {
  const reference = await desk.opened()
  const path = await arrived(claiming(reference, "More about it.\r\n"))
  const sent = await adviser.post(`${path}/release`, { as: "case", reference: ` ${reference.toLowerCase()} ` }, path)
  assert.equal(sent.location, `/desk/cases/${reference}`)
  const { text } = await adviser.get(`/desk/cases/${reference}`)
  assert.match(text, new RegExp(`The letter is on ${reference} now`))
  assert.match(text, /The customer’s words More about it\./)
  assert.match(text, /From pat@force\.example , which is not the customer’s address/)
  assert.equal((await adviser.get(path)).location, `/desk/cases/${reference}`)
  assert.match((await adviser.get("/desk/letters?state=filed")).text, new RegExp(reference))
})

test("a letter becomes a new case", async () => {
  const reference = await desk.opened()
  const path = await arrived(claiming(reference, "Something else.\r\n"))
  const { location } = await adviser.post(`${path}/release`, { as: "new" }, path)
  assert.match(location ?? "", /^\/desk\/cases\/INC-2026-\d{6}$/)
  assert.notEqual(location, `/desk/cases/${reference}`)
  assert.match((await adviser.get(location ?? "")).text, /The customer’s words Something else\./)
})

test("a letter is set aside, kept, and found again", async () => {
  const path = await arrived(claiming("INC-2026-000001"))
  assert.equal((await adviser.post(`${path}/dismissal`, {}, path)).location, "/desk/letters")
  assert.match((await adviser.get("/desk/letters")).text, /has been set aside/)
  assert.match((await adviser.get("/desk/letters?state=ignored")).text, /Set aside by a colleague/)
  const { text, html } = await adviser.get(path)
  assert.match(text, /Set aside/)
  assert.doesNotMatch(html, /\/release"/)
})

test("a case that is not there is said at the field, and what was typed is kept", async () => {
  const path = await arrived(claiming("INC-2026-000001"))
  for (const [reference, message] of [
    ["INC-2026-999999", "There is no case with this reference that you can see"],
    ["somewhere", "There is no case with this reference that you can see"],
    ["", "Enter the reference of the case"],
  ]) {
    const { status, errors, html } = await adviser.post(
      `${path}/release`,
      { as: "case", reference: reference ?? "" },
      path,
    )
    assert.deepEqual([status, errors], [400, [message]])
    assert.match(html, new RegExp(`name="reference"[^>]*${reference === "" ? "" : `value="${reference}"`}`))
  }
})

test("what was decided once is refused in words the second time", async () => {
  const path = await arrived(claiming("INC-2026-000001"))
  await adviser.post(`${path}/dismissal`, {}, path)
  const twice = await adviser.post(`${path}/dismissal`, {}, "/desk/letters")
  assert.deepEqual([twice.status, /not held any more/.test(twice.text)], [422, true])
  const held = await arrived(claiming("INC-2026-000001"))
  const both = await Promise.all([1, 2].map(() => adviser.post(`${held}/release`, { as: "new" }, "/desk/letters")))
  assert.match(both[0]?.location ?? "", /^\/desk\/cases\/INC-2026-/)
  assert.equal(both[1]?.location, both[0]?.location, "whoever came second is led to the case that the first one made")
})

test("A01 A02 A05 A08 A09 what a stranger wrote is shown and does nothing", async () => {
  const script = "<script>alert(1)</script>"
  const raw = [
    `From: "${script}\u202etxt.exe" <m@evil.example>`,
    "To: desk@college.example",
    `Subject: Re: INC-2026-000001 ${script} \u202efdp.exe`,
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/html; charset=utf-8",
    "",
    `<p>Hello${script}<img src="http://127.0.0.1:9/p" onerror=alert(2)><svg/onload=alert(3)></p>`,
    "--b",
    `Content-Disposition: attachment; filename="\\"><img src=x onerror=alert(4)>.png"`,
    "Content-Type: text/html",
    "",
    script,
    "--b--",
    "",
  ].join("\r\n")
  const path = await arrived(Buffer.from(raw))
  for (const page of [await adviser.get("/desk/letters"), await adviser.get(path)]) {
    assert.equal(page.status, 200)
    const ours = page.html.replace(
      /<script>document\.body\.className[^<]*<\/script>|<script type="module" src="[^"]*"><\/script>/g,
      "",
    )
    assert.doesNotMatch(ours.replace(/="[^"]*"/g, '=""'), /<script|<img|<svg\/|<[a-z][^<>]*\son[a-z]+=/i)
    assert.doesNotMatch(ours, /\u202e|127\.0\.0\.1:9/)
    assert.ok(page.text.includes(script), "the words are shown")
  }
  const { html } = await adviser.get(path)
  assert.match(
    html,
    /<iframe[^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"[^>]*srcdoc="[^"]*default-src &#39;none&#39;/,
  )
})

test("the letter as it came is only ever saved", async () => {
  const path = await arrived(claiming("INC-2026-000001", "Raw words.\r\n"))
  const { headers, html } = await auditor.get(`${path}/raw`)
  assert.match(String(headers["content-disposition"]), /^attachment; filename\*=UTF-8''letter-\d+\.eml$/)
  assert.match(html, /Raw words\./)
})

test("who read a letter is kept in the audit", async () => {
  const path = await arrived(claiming("INC-2026-000001"))
  await auditor.get(path)
  const target = `letter:${path.split("/").at(-1)}`
  assert.ok(
    await row(desk.db, sql`select from audit where action = 'read' and outcome = 'done' and target = ${[target]}`),
  )
})

test("A41 an auditor reads letters and decides nothing", async () => {
  const path = await arrived(claiming("INC-2026-000001"))
  const { status, html } = await auditor.get(path)
  assert.equal(status, 200)
  assert.doesNotMatch(/<main[\s\S]*<\/main>/.exec(html)?.[0] ?? "", /<button/)
  assert.equal((await auditor.post(`${path}/release`, { as: "new" }, path)).status, 403)
  assert.equal((await auditor.post(`${path}/dismissal`, {}, path)).status, 403)
})

test("A38 A40 numbers are exact, and fields that are not ours are refused", async () => {
  const path = await arrived(claiming("INC-2026-000001"))
  const id = path.split("/").at(-1)
  for (const each of [`0${id}`, `${id}%20`, `${id}.0`, "1e0", "-1", "999999", "x"]) {
    assert.equal((await adviser.get(`/desk/letters/${each}`)).status, 404, each)
    assert.equal((await adviser.get(`/desk/letters/${each}/raw`)).status, 404, each)
  }
  for (const query of ["state=lost", "after=x", "after=01", "limit=1", "state=held&state=filed"]) {
    assert.equal((await adviser.get(`/desk/letters?${query}`)).status, 400, query)
  }
  assert.equal((await adviser.post(`${path}/release`, { as: "new", settledBy: "1" }, path)).status, 400)
  assert.equal((await adviser.post(`${path}/dismissal`, { reason: "x" }, path)).status, 400)
  assert.match((await visitor(desk.server).get(path)).location ?? "", /^\/sign-in/)
})

test("a full pen goes on by key", async () => {
  for (let index = 0; index < 55; index++) await arrived(claiming("INC-2026-000001", `Number ${index}\r\n`))
  const seen: string[] = []
  let path: string | undefined = "/desk/letters"
  for (let pages = 0; path !== undefined && pages < 5; pages++) {
    const { html }: { html: string } = await adviser.get(path)
    seen.push(...[...html.matchAll(/href="(\/desk\/letters\/\d+)"/g)].map((found) => found[1] ?? ""))
    path = /href="(\/desk\/letters\?after=\d+)"/.exec(html)?.[1]
  }
  assert.ok(seen.length > 55)
  assert.equal(new Set(seen).size, seen.length)
})
