// The front door in a real browser: answers while somebody types, signing in by a link, being told, satisfaction; read by axe at the
// narrowest and a usual screen, by keyboard, without scripts, and in a second language.

import assert from "node:assert/strict"
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { gzipSync } from "node:zlib"
import { type Browser, openBrowser, type Page, violations } from "../../test/support/browser.ts"
import { colleague, type Visitor } from "../../test/support/visitor.ts"
import { resolveIncident } from "../incidents/index.ts"
import { openLanguages } from "../words/index.ts"
import { charterWithParts, type FrontSite, frontSite, type SentMail } from "./test-front.ts"
import { plainAnswers, sent } from "./test-site.ts"

const folder = mkdtempSync(join(tmpdir(), "charter-welsh-"))
let site: FrontSite
let browser: Browser
let address: string
let leader: Visitor
before(async () => {
  site = await frontSite({
    url: "http://127.0.0.1",
    charter: charterWithParts,
    languages: openLanguages(secondLanguage()),
  })
  address = await site.listening()
  browser = await openBrowser()
  leader = await colleague(site.server, site.db, "team-leader")
  await told()
})
after(async () => {
  await browser.close()
  await site.close()
  rmSync(folder, { recursive: true })
})

// A second language for tests: whole, and to be told from English by its first words.
function secondLanguage(): string {
  const english = join(import.meta.dirname, "../words/en")
  cpSync(english, join(folder, "en"), { recursive: true })
  cpSync(english, join(folder, "cy"), { recursive: true })
  for (const name of readdirSync(english)) {
    const text = readFileSync(join(english, name), "utf8")
    writeFileSync(
      join(folder, "cy", name),
      text.replaceAll("Get help with", "Cael help gyda").replace("language: English", "language: Cymraeg"),
    )
  }
  return folder
}

async function told() {
  const review = { "review-day": "27", "review-month": "3", "review-year": "2027" }
  const article = {
    title: "Why is module 3 empty?",
    summary: "Reload the page.",
    body: "Reload the page.\n\n- Press F5.",
    ...review,
  }
  const { location = "" } = await leader.post("/desk/articles/new", article)
  await leader.post(`${location}/publication`, {}, location)
  const report = {
    kind: "incident",
    service: "college-learn",
    effect: "partly",
    title: "Videos do not play",
    words: "We look into it.",
    publish: "now",
  }
  await leader.post("/desk/status/new", report)
}

async function page(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  return await (await browser.newContext(options)).newPage()
}

async function arrives(shown: Page, name: string | RegExp): Promise<void> {
  await shown.getByRole("heading", { level: 1, name, exact: true }).waitFor()
}

test("answers that may help appear while the problem is typed, and say so politely", async () => {
  const shown = await page()
  await shown.goto(`${address}/report`)
  assert.deepEqual(await violations(shown), [])
  await shown.getByRole("button", { name: "Start now" }).click()
  await shown.getByLabel("What is the problem?").pressSequentially("module 3 is empty")
  await shown.getByRole("link", { name: "Why is module 3 empty?" }).waitFor()
  assert.match((await shown.getByRole("status").textContent()) ?? "", /1 answer that may help/)
  assert.deepEqual(await violations(shown), [])
})

test("without scripts a page of its own has them, and the way on, by keyboard alone", async () => {
  const shown = await page({ javaScriptEnabled: false })
  await shown.goto(`${address}/report`)
  await shown.getByRole("button", { name: "Start now" }).press("Enter")
  await shown.getByLabel("What is the problem?").fill("module 3 is empty")
  await shown.keyboard.press("Enter")
  await arrives(shown, "Does one of these help?")
  await shown.getByRole("button", { name: "None of these helps" }).press("Enter")
  await shown.waitForURL(/\/details$/)
})

test("a customer signs in by the link of their mail and reads their report", async () => {
  const email = "journey@force.example"
  const { reference } = await sent(site.visitor(), { ...plainAnswers, email })
  await site.posted()
  const shown = await page()
  await shown.goto(`${address}/account`)
  await arrives(shown, "See your reports")
  assert.deepEqual(await violations(shown), [])
  await shown.getByLabel("Email address").fill(email)
  await shown.keyboard.press("Enter")
  await arrives(shown, "Check your email")
  assert.deepEqual(await violations(shown), [])
  const entrance = (await site.posted())
    .flatMap(({ text }) => /\/account\/enter\/[a-z0-9-]+/.exec(text)?.[0] ?? [])
    .at(-1)
  await shown.goto(`${address}${entrance}`)
  assert.deepEqual(await violations(shown), [])
  await shown.getByRole("button", { name: "Sign in" }).click()
  const link = shown.getByRole("link", { name: reference })
  const path = await link.getAttribute("href")
  assert.deepEqual(await violations(shown), [])
  await link.click()
  await shown.waitForURL(`**${path}`)
  assert.deepEqual(await violations(shown), [])
  await resolveIncident(site.db, await site.ask(await site.actor("adviser"), reference), {
    outcome: "fixed",
    body: "It opens.",
  })
  const mail = (await site.posted()).find(({ text }) => text.includes("/satisfaction?score=5"))
  const question = /https?:\/\/[^\s]+\/satisfaction\?score=5/.exec(mail?.text ?? "")?.[0] ?? ""
  await shown.goto(question)
  assert.equal(await shown.getByLabel("Very satisfied").isChecked(), true)
  assert.deepEqual(await violations(shown), [])
  await shown.getByRole("button", { name: "Send" }).click()
  await arrives(shown, "Thank you")
  assert.deepEqual(await violations(shown), [])
})

test("which services to be told about is chosen by keyboard and without scripts, and changed by the link in the mail", async () => {
  const shown = await page({ javaScriptEnabled: false })
  const seen = await page()
  await shown.goto(`${address}/status/subscribe`)
  await shown.getByLabel("Email address").fill("told@force.example")
  await shown.getByLabel("Everything, and what we add later").press("Space")
  await shown.keyboard.press("Enter")
  await shown.getByRole("link", { name: "Select what you want to be told about" }).waitFor()
  await shown.getByLabel("Videos").press("Space")
  await shown.getByRole("button", { name: "Continue" }).press("Enter")
  await arrives(shown, "Check your email")
  const confirm = linkIn(await site.posted(), "confirm")
  await shown.goto(`${address}${confirm}`)
  await shown.getByRole("button", { name: "Confirm" }).press("Enter")
  await arrives(shown, "You will be told")
  const report = {
    kind: "incident",
    service: "videos",
    effect: "slow",
    title: "Videos are slow",
    words: "We look into it.",
  }
  await leader.post("/desk/status/new", { ...report, publish: "now" })
  const choice = linkIn(await site.posted(), "choice")
  await seen.goto(`${address}${choice}`)
  assert.deepEqual(await violations(seen), [])
  await shown.goto(`${address}${choice}`)
  assert.ok(await shown.getByLabel("Videos").isChecked())
  await shown.getByLabel("Signing in").press("Space")
  await shown.getByRole("button", { name: "Save" }).press("Enter")
  await arrives(shown, "Your choice is saved")
  await shown.getByText("the status of Videos, Signing in changes").waitFor()
})

function linkIn(mails: readonly SentMail[], name: string): string {
  return mails.map(({ text }) => new RegExp(`/status/${name}/[a-z0-9-]+`).exec(text)?.[0]).find((each) => each) ?? ""
}

test("the other public pages have nothing that axe finds, at 320 and 1280 pixels", async () => {
  const shown = await page()
  for (const path of [
    "/",
    "/help",
    "/help?q=module",
    "/help/why-is-module-3-empty",
    "/status",
    "/status/1",
    "/status/subscribe",
    "/status/confirm/x",
    "/account/enter/x",
    "/accessibility",
    "/privacy",
    "/cookies",
    "/nowhere",
  ]) {
    await shown.goto(`${address}${path}`)
    assert.deepEqual(await violations(shown), [], path)
  }
})

test("the desk's pages of articles, status and organisations have nothing that axe finds", async () => {
  const context = await browser.newContext()
  await context.addCookies(
    [...leader.cookies].map(([name, value]) => ({ name: name.replace("__Host-", ""), value, url: address })),
  )
  const shown = await context.newPage()
  for (const path of [
    "/desk/articles",
    "/desk/articles/new",
    "/desk/articles/1",
    "/desk/status",
    "/desk/status/new",
    "/desk/status/1",
    "/desk/organisations",
  ]) {
    await shown.goto(`${address}${path}`)
    assert.doesNotMatch(shown.url(), /sign-in/, path)
    assert.deepEqual(await violations(shown), [], path)
  }
})

test("where a second language is whole it is offered on every page, chosen once, and the page says which it is in", async () => {
  const shown = await page()
  await shown.goto(address)
  assert.equal(await shown.getAttribute("html", "lang"), "en")
  const choice = shown.getByRole("navigation", { name: "Language" }).getByRole("link", { name: "Cymraeg" })
  assert.equal(await choice.getAttribute("lang"), "cy")
  await choice.click()
  await arrives(shown, /^Cael help gyda/)
  assert.equal(await shown.getAttribute("html", "lang"), "cy")
  assert.deepEqual(await violations(shown), [])
  await shown.goto(`${address}/help`)
  assert.equal(await shown.getAttribute("html", "lang"), "cy")
  await shown.getByRole("link", { name: "English" }).count()
  await shown.goto(`${address}/?lang=xx`)
  assert.equal(await shown.getAttribute("html", "lang"), "cy")
})

test("a public page and all that it fetches weigh at most 100 kB compressed", async () => {
  for (const path of ["/", "/report", "/status", "/help"]) {
    const shown = await page()
    const weights = new Map<string, number>()
    shown.on("response", async (response) => {
      const bytes = await response.body().catch(() => Buffer.alloc(0))
      weights.set(
        new URL(response.url()).pathname,
        response.url().endsWith(".woff2") ? bytes.length : gzipSync(bytes).length,
      )
    })
    await shown.goto(`${address}${path}`, { waitUntil: "networkidle" })
    const total = [...weights.values()].reduce((sum, each) => sum + each, 0)
    assert.ok(total > 0 && total <= 100_000, `${path}: ${total} bytes, ${JSON.stringify([...weights])}`)
  }
})
