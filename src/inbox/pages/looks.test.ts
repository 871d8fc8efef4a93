import assert from "node:assert/strict"
import { after, test } from "node:test"
import { openBrowser, violations } from "../../../test/support/browser.ts"
import { instant } from "../../../test/support/desk.ts"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { password } from "../../../test/support/visitor.ts"
import { transaction } from "../../database/index.ts"
import { addStaff } from "../../people/index.ts"
import { type Inbox, keepLetter, letterHandlers, letterParser, readLetter } from "../index.ts"
import { penPages } from "./pen.ts"

const longWord = "https://learn.college.example/a/very/long/address/without/any/space/in/it/at/all/index.html"
const parser = letterParser()
const inboxes: Inbox[] = []
const desk = await deskPages((small) => {
  const ours = { key: Buffer.alloc(32, 7), mailAddress: "desk@college.example", prefixes: ["INC"] }
  inboxes.push({ db: small.db, now: () => instant(desk.now), parser, ours, handlers: letterHandlers(small.db) })
  return inboxes.flatMap(penPages)
})
const origin = await desk.server.listen({ port: 0, host: "127.0.0.1" })
const browser = await openBrowser()
after(async () => {
  await browser.close()
  await desk.close()
  await parser.close()
})

test("the pen and its letters can be read, pointed at and widened by everyone, and nothing in them runs", async () => {
  const raw = [
    `From: "${longWord} <b>" <m@evil.example>`,
    "To: desk@college.example",
    `Subject: INC-2026-000001 ${longWord}`,
    "MIME-Version: 1.0",
    "Content-Type: text/html; charset=utf-8",
    "",
    `<p>${longWord}</p><script>alert(1)</script><img src=x onerror="alert(2)"><blockquote>${longWord}</blockquote>`,
  ].join("\r\n")
  const envelope = { from: null, to: [] }
  const letter = await keepLetter(desk.db, {
    raw: Buffer.from(raw),
    envelope,
    source: "smtp",
    receivedAt: instant(desk.now),
  })
  for (const inbox of inboxes) await readLetter(inbox, letter)
  const staff = { name: "Priya Shah", email: "priya@desk.example", role: "adviser", password }
  await transaction(desk.db, (tx) => addStaff(tx, staff, 0))
  const page = await browser.newPage()
  const ran: string[] = []
  page.on("dialog", (dialog) => {
    ran.push(dialog.message())
    void dialog.dismiss()
  })
  await page.goto(`${origin}/sign-in`)
  await page.fill("#email", "priya@desk.example")
  await page.fill("#password", password)
  await page.click("main button[type=submit]")
  for (const path of ["/desk/letters", "/desk/letters?state=ignored", `/desk/letters/${letter}`]) {
    assert.equal((await page.goto(origin + path))?.status(), 200, path)
    const folded = page.locator("details:not([open]) > summary")
    while ((await folded.count()) > 0) await folded.first().click()
    assert.deepEqual(await violations(page), [], path)
  }
  await page.click("text=Put it on this case")
  assert.match((await page.textContent(".govuk-error-summary")) ?? "", /There is no case with this reference/)
  assert.deepEqual(await violations(page), [])
  assert.deepEqual(ran, [])
})
