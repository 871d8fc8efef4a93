// Writing as somebody does it at a browser: with scripts, without them, at both widths, and with the keyboard.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { type Browser, openBrowser, type Page, violations } from "../../../test/support/browser.ts"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { repliesGo } from "../../../test/support/replies.ts"
import { password } from "../../../test/support/visitor.ts"
import { transaction } from "../../database/index.ts"
import { addStaff } from "../../people/index.ts"
import { incidentPages } from "../index.ts"

const desk = await deskPages(incidentPages)
const origin = await desk.server.listen({ port: 0, host: "127.0.0.1" })
let browser: Browser | undefined
after(async () => {
  await browser?.close()
  await desk.close()
})

before(async () => {
  for (const name of ["Priya Shah", "Tom Reilly"]) {
    const email = `${name.split(" ")[0]?.toLowerCase()}@desk.example`
    await transaction(desk.db, (tx) => addStaff(tx, { name, email, role: "team-leader", password }, 0))
  }
  browser = await openBrowser()
})

async function signedIn(name: "priya" | "tom", javaScriptEnabled = true): Promise<Page> {
  if (browser === undefined) throw new Error("there is no browser")
  const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 1280, height: 900 } })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  await page.goto(`${origin}/sign-in`)
  await page.fill("#email", `${name}@desk.example`)
  await page.fill("#password", password)
  await page.click("main button[type=submit]")
  await page.waitForURL(/\/desk/)
  return page
}

const pdf = (name: string) => ({ name, mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7") })

test("words are kept as they are typed, and are there again after the session was lost", async () => {
  const reference = await desk.opened()
  const page = await signedIn("priya")
  await page.goto(`${origin}/desk/cases/${reference}`)
  await page.locator("#reply-body").pressSequentially("Typed, and not sent")
  await page.getByText("Draft saved at 9am").waitFor()
  await page.context().clearCookies()
  await page.close()
  const later = await signedIn("priya")
  await later.goto(`${origin}/desk/cases/${reference}`)
  assert.equal(await later.locator("#reply-body").inputValue(), "Typed, and not sent")
  await later.context().close()
})

test("a file that is dropped goes up with its progress shown, and stays attached after a reload", async () => {
  const reference = await desk.opened()
  const page = await signedIn("priya")
  await page.goto(`${origin}/desk/cases/${reference}/reply`)
  await page.evaluate(`(() => {
    const files = new DataTransfer()
    files.items.add(new File(["%PDF-1.7"], "dropped.pdf", { type: "application/pdf" }))
    const box = document.querySelector("[data-files]")
    box.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: files }))
  })()`)
  await page.getByText("dropped.pdf is attached").waitFor()
  await page.locator("[data-files] input[type=file]").setInputFiles(pdf("chosen.pdf"))
  await page.getByText("chosen.pdf is attached").waitFor()
  await page.getByText("Draft saved at 9am").waitFor()
  await page.reload()
  assert.equal(await page.getByRole("checkbox", { name: /dropped\.pdf|chosen\.pdf/ }).count(), 2)
  assert.deepEqual(await violations(page), [])
  await page.context().close()
})

for (const scripts of [true, false]) {
  test(`a reply is taken back and sent again, ${scripts ? "with" : "without"} scripts, by keyboard`, async () => {
    const reference = await desk.opened()
    const page = await signedIn("priya", scripts)
    await page.goto(`${origin}/desk/cases/${reference}/reply`)
    await page.locator("#body").focus()
    await page.keyboard.type("Wrong words")
    await page.locator("input[type=file]").setInputFiles(pdf("guide.pdf"))
    if (scripts) await page.getByText("guide.pdf is attached").waitFor()
    await page.getByRole("button", { name: "Send reply" }).focus()
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: "Undo" }).waitFor()
    if (scripts) assert.deepEqual(await violations(page), [])
    await page.getByRole("button", { name: "Undo" }).focus()
    await page.keyboard.press("Enter")
    await page.getByText("Nothing was sent. Your words are here.").waitFor()
    assert.equal(await page.locator("#body").inputValue(), "Wrong words")
    assert.ok(await page.getByRole("checkbox", { name: /guide\.pdf/ }).isChecked())
    await page.locator("#body").fill("Right words")
    await page.getByRole("button", { name: "Send reply" }).click()
    await page.getByRole("button", { name: "Send now" }).click()
    await page.getByText("It goes now.").waitFor()
    await desk.db.pool.query("update uploads set state = 'clean'")
    assert.equal(await repliesGo(desk), 1)
    await page.goto(`${origin}/desk/cases/${reference}`)
    assert.match(
      (await page.textContent("#case-history")) ?? "",
      /Reply to the customer\s+Right words[\s\S]*Save guide\.pdf/,
    )
    await page.context().close()
  })
}

test("a colleague sees who is writing, and no page of writing has a barrier at either width", async () => {
  const reference = await desk.opened()
  const [priya, tom] = [await signedIn("priya"), await signedIn("tom")]
  await priya.goto(`${origin}/desk/cases/${reference}`)
  await priya.locator("#reply-body").focus()
  await tom.goto(`${origin}/desk/cases/${reference}`)
  for (let tries = 0; (await tom.getByText("Priya Shah is writing a reply.").count()) === 0 && tries < 50; tries++) {
    await tom.waitForTimeout(100)
    await tom.reload()
  }
  await tom.getByText("Priya Shah is writing a reply.").waitFor()
  for (const path of [
    "snippets/new",
    "macros/new",
    "macros",
    "for-you",
    `cases/${reference}/macros`,
    `cases/${reference}/note`,
  ]) {
    await tom.goto(`${origin}/desk/${path}`)
    assert.deepEqual(await violations(tom), [], path)
  }
  await Promise.all([priya.context().close(), tom.context().close()])
})
