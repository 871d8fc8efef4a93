// A customer in a real browser, with scripts and without: reports a problem, is told what happens next, follows it and adds a message.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { type Browser, openBrowser, type Page, violations } from "../../test/support/browser.ts"
import { holdIncident, replyToCustomer, resolveIncident } from "../incidents/index.ts"
import { sent, type TestSite, testSite } from "./test-site.ts"

let site: TestSite
let browser: Browser
let address: string
before(async () => {
  site = await testSite()
  address = await site.listening()
  browser = await openBrowser()
})
after(async () => {
  await browser.close()
  await site.close()
})

const answers = {
  problem: "Cannot open module 3",
  details: "The page stays empty.\n\nSince this morning, for everybody in the office.",
  name: "Sam Carter",
  email: "sam.carter@force.example",
}

for (const javaScriptEnabled of [true, false]) {
  test(`a customer reports and follows ${javaScriptEnabled ? "with" : "without"} scripts`, async () => {
    const page = await (await browser.newContext({ javaScriptEnabled })).newPage()
    const look = async () => {
      // Axe is a script itself.
      if (javaScriptEnabled) assert.deepEqual(await violations(page), [], page.url())
    }
    await page.goto(address)
    await look()
    await page.getByRole("button", { name: "Report a problem" }).click()
    await look()
    await page.getByRole("button", { name: "Start now" }).click()
    for (const [step, typed] of Object.entries(answers)) {
      await continues(page)
      assert.match(await page.title(), /^Error: /)
      await look()
      await page.fill(`#${step}`, typed)
      await continues(page)
    }
    await look()
    await page.goBack()
    assert.equal(await page.inputValue("#email"), answers.email)
    await page.getByRole("link", { name: "I have no email address" }).click()
    await look()
    await page.getByRole("link", { name: "Back" }).click()
    await page.getByRole("button", { name: "Send report" }).click()
    await arrives(page, "Report sent")
    await look()
    await page.goBack()
    assert.match(page.url(), /\/sent$/)
    const reference = /INC-\d{4}-\d{6}/.exec((await page.textContent("main")) ?? "")?.[0] ?? ""
    await page.locator(".govuk-inset-text a[href*='/follow/']").click()
    await look()
    await wasAsked(reference)
    await page.reload()
    assert.match((await page.textContent("main")) ?? "", /We are waiting for you/)
    await look()
    await page.getByRole("button", { name: "Add a message" }).click()
    await page.getByRole("button", { name: "Send message" }).click()
    await look()
    await page.fill("#body", "It is Firefox.")
    await page.getByRole("button", { name: "Send message" }).click()
    await page.getByText("Your message has been added.").first().waitFor()
    const followed = (await page.textContent("main")) ?? ""
    assert.match(followed, /It is Firefox\./)
    assert.match(followed, /It is with one of our teams/)
    await look()
  })
}

test("what works no more says so, and what to do instead", async () => {
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${address}/report/0/check`)
  await arrives(page, "This form is not here any more")
  assert.deepEqual(await violations(page), [])
  const { reference, link } = await sent(site.visitor())
  const adviser = await site.actor("adviser")
  await resolveIncident(site.db, await site.ask(adviser, reference), { outcome: "fixed", body: "It opens again." })
  await page.goto(`${address}${link}`)
  assert.match((await page.textContent("main")) ?? "", /We think that this is settled/)
  assert.deepEqual(await violations(page), [])
  site.itIs("2026-05-01T10:00")
  await page.goto(`${address}${link}`)
  await arrives(page, "This link does not work any more")
  assert.deepEqual(await violations(page), [])
  await page.getByRole("button", { name: "Email a new link" }).click()
  await arrives(page, "Check your email")
  assert.deepEqual(await violations(page), [])
  for (let index = 0; index < 3; index++) {
    await page.goto(`${address}${link}`)
    await page.getByRole("button", { name: "Email a new link" }).click()
  }
  await arrives(page, "This form has been used too often")
  assert.deepEqual(await violations(page), [])
})

async function continues(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Continue" }).click()
}

async function wasAsked(reference: string): Promise<void> {
  const adviser = await site.actor("adviser")
  const ask = await site.ask(adviser, reference)
  await replyToCustomer(site.db, ask, { body: "Which browser do you use?" })
  await holdIncident(site.db, ask, { for: "customer" })
}

async function arrives(page: Page, name: string): Promise<void> {
  await page.getByRole("heading", { level: 1, name, exact: true }).waitFor()
}
