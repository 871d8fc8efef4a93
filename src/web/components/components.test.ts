import assert from "node:assert/strict"
import { after, test } from "node:test"
import { openBrowser, type Page, violations } from "../../../test/support/browser.ts"
import { testDatabase } from "../../../test/support/database.ts"
import { colleague, password, visitor } from "../../../test/support/visitor.ts"
import { transaction } from "../../database/index.ts"
import type { Page as FeaturePage } from "../../page.ts"
import { addStaff } from "../../people/index.ts"
import { openLog } from "../log.ts"
import { webServer } from "../server.ts"

const database = await testDatabase()
const at = Temporal.Instant.from("2026-03-27T09:00Z").epochMilliseconds
const hour = 3_600_000
const longWord = "https://learn.college.example/very/long/address/without/any/space/in/it/at/all/index.html"

const model = {
  title: `INC-2026-000123: cannot open ${longWord}`,
  typed: { to: "<kim@force.example>" },
  faults: [{ field: "body", message: "Enter a message" }],
  case: {
    reference: "INC-2026-000123",
    kind: "incident",
    state: "on-hold",
    priority: 1,
    subject: null,
    owner: null,
    openedAt: at - 2 * hour,
    nextDue: { clock: "restore", dueAt: at - hour },
  },
  cases: [
    {
      reference: "INC-2026-000123",
      subject: longWord,
      priority: 2,
      state: "new",
      owner: "Priya Raman",
      dueAt: at - hour,
    },
    {
      reference: "INC-2026-000124",
      subject: "Sound",
      priority: null,
      state: "closed",
      owner: "Tom",
      dueAt: at + 8 * hour,
    },
  ],
  timeline: [
    { title: "Logged", by: "Priya Raman", at: at - hour, words: "It says\n  <b>error</b>", audience: "all" },
    { title: "Note", by: "Tom Ward", at, words: null, audience: "staff", id: "seq-2" },
    { title: "Moved to 2nd line", at },
  ],
}
const every = (method: "GET" | "POST"): FeaturePage => ({
  method,
  path: "/desk/every",
  audience: "public",
  answer: async () =>
    method === "GET" ? { view: "web/components/every.test.njk", model } : { redirect: "/desk/every", flash: "Sent" },
})
const server = webServer({
  db: database.db,
  now: () => at,
  settings: { publicUrl: "http://127.0.0.1" },
  secretKey: Buffer.alloc(32, 7),
  log: openLog({ level: "silent" }),
  navigation: [
    { text: "Queue", href: "/desk/every", audience: "see-cases" },
    { text: "Log a call", href: "/desk/calls", audience: "open" },
    { text: "Holding pen", href: "/desk/letters", audience: "release-letter" },
    { text: "Mailbox", href: "/desk/mailbox", audience: "see-mailbox" },
    { text: "Charter", href: "/charter", audience: "public" },
  ],
  pages: [every("GET"), every("POST")],
})
const address = await server.listen({ host: "127.0.0.1", port: 0 })
const browser = await openBrowser()
after(async () => {
  await browser.close()
  await server.close()
  await database.close()
})

const staff = { name: "Priya Raman", email: "priya@college.example", role: "adviser", password }
await transaction(database.db, (tx) => addStaff(tx, staff, 0))

test("what people wrote is shown as they wrote it, and never as markup", async () => {
  const { html, text } = await visitor(server).get("/desk/every")
  assert.match(html, /It says\n {2}&lt;b&gt;error/)
  assert.match(text, /These words were removed/)
  assert.match(html, /value="&lt;kim@force\.example&gt;"/)
})

test("a deadline says by when and how far away, to people and to machines", async () => {
  const { html, text } = await visitor(server).get("/desk/every")
  assert.match(text, /by 8am on Friday 27 March 2026 \(overdue, 1 hour ago\)/)
  assert.match(text, /by 5pm on Friday 27 March 2026 \(in 8 hours\)/)
  assert.match(html, /<time class="charter-deadline" datetime="2026-03-27T17:00:00Z">/)
})

test("a form tells what is wrong above, beside the field and in the title", async () => {
  const page = await visitor(server).get("/desk/every")
  assert.deepEqual(page.errors, ["Enter a message"])
  assert.match(page.html, /<title>\s*Error: /)
  assert.match(page.html, /id="body-error"[\s\S]*Enter a message/)
})

test("a list goes on from a mark, with what was asked for", async () => {
  assert.match((await visitor(server).get("/desk/every")).html, /href="\/desk\?state=open&amp;after=abc"/)
})

test("every component, and signing in, suits everyone at 320 and 1280 px", async () => {
  await signInAndSend(true, async (page) => assert.deepEqual(await violations(page), []))
})

test("without scripts everything works as well", async () => {
  await signInAndSend(false, async () => {})
})

async function signInAndSend(javaScriptEnabled: boolean, check: (page: Page) => Promise<void>): Promise<void> {
  const person = await browser.newContext({ javaScriptEnabled })
  person.setDefaultTimeout(60_000)
  const page = await person.newPage()
  const complaints: string[] = []
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()))
  page.on("pageerror", (error) => complaints.push(error.message))
  await page.goto(`${address}/sign-in?next=/desk/every`)
  await check(page)
  await page.getByLabel("Email address").fill(staff.email)
  await page.getByLabel("Password", { exact: true }).fill(password)
  await page.getByRole("button", { name: "Sign in" }).click()
  await page.getByRole("heading", { name: "INC-2026-000123" }).waitFor()
  await check(page)
  await page.getByRole("button", { name: "Send reply" }).click()
  await page.getByText("Success").waitFor()
  await check(page)
  await page.getByRole("button", { name: "Sign out" }).click()
  await page.getByRole("heading", { name: "Sign in" }).waitFor()
  assert.deepEqual(complaints, [])
  await person.close()
}

test("the keyboard reaches the content first, and shows where it is", async () => {
  const page = await browser.newPage()
  await page.goto(`${address}/sign-in`)
  await page.keyboard.press("Tab")
  assert.equal(await page.evaluate("document.activeElement.textContent.trim()"), "Skip to main content")
  await page.keyboard.press("Enter")
  assert.equal(await page.evaluate("document.activeElement.id"), "main-content")
  await page.getByLabel("Email address").focus()
  const outline = await page.evaluate<string>("getComputedStyle(document.activeElement).outlineWidth")
  assert.equal(outline, "3px")
  await page.close()
})

test("the content policy holds in a browser: foreign and inline code does not run", async () => {
  const page = await browser.newPage()
  await page.goto(`${address}/sign-in`)
  await page.evaluate(`{
    const own = document.createElement("script"); own.textContent = "window.ran = 1"; document.body.append(own)
    const image = document.createElement("img"); image.setAttribute("onerror", "window.ran = 2"); image.src = "/no"; document.body.append(image)
  }`)
  await page.waitForTimeout(200)
  assert.equal(await page.evaluate("window.ran ?? null"), null)
  assert.equal(await page.evaluate("document.body.classList.contains('govuk-frontend-supported')"), true)
  await page.close()
})

test("a colleague of each role signs in", async () => {
  assert.equal((await (await colleague(server, database.db, "auditor")).get("/desk/every")).status, 200)
})
