// The customer's pages, in the order in which somebody who reports a problem sees them, and the charter.

import type { Page } from "playwright-core"
import type { Scene } from "./scene.ts"

const problem = "Module 4 stops at the second question"
const details =
  "I answer the second question of module 4 and press Next, and the page stays. I tried twice this morning, on the office computer."

const at = (name: string, path: string): Scene => ({ name, goes: (page, address) => page.goto(address(path)) })
const step = (name: string, goes: (page: Page) => Promise<unknown>): Scene => ({ name, goes })

/** Each goes on from the page before. */
const reporting: readonly Scene[] = [
  at("report", "/report"),
  step("report-problem", (page) => page.getByRole("button", { name: "Start now" }).click()),
  step("report-wrong", (page) => page.getByRole("button", { name: "Continue" }).click()),
  step("report-details", (page) => answered(page, "What is the problem?", problem)),
  step("report-name", (page) => answered(page, "What happened?", details)),
  step("report-email", (page) => answered(page, "What is your name?", "Owen Tait")),
  step("report-check", (page) => answered(page, "What is your email address?", "owen.tait@northmere.example")),
  step("report-sent", (page) => page.getByRole("button", { name: "Send report" }).click()),
  step("follow", (page) => page.getByRole("link", { name: /\/follow\// }).click()),
  step("message", (page) => page.getByRole("button", { name: "Add a message" }).click()),
]

export const customerScenes: readonly Scene[] = [
  at("home", "/"),
  ...reporting,
  at("charter", "/charter"),
  at("accessibility", "/accessibility"),
  at("privacy", "/privacy"),
  at("cookies", "/cookies"),
  at("sign-in", "/desk"),
  { name: "sign-in-wrong", goes: signInWrong },
  at("not-found", "/nowhere"),
]

async function answered(page: Page, question: string, words: string): Promise<void> {
  await page.getByLabel(question).fill(words)
  await page.getByRole("button", { name: "Continue" }).click()
}

async function signInWrong(page: Page, address: (path: string) => string): Promise<void> {
  await page.goto(address("/sign-in"))
  await page.getByLabel("Email address").fill("sam.whitlock@desk.example")
  await page.getByLabel("Password", { exact: true }).fill("not this one")
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
  await page.getByRole("heading", { name: "There is a problem" }).waitFor()
}
