// Who signs in for the pictures: a member of the demonstration's staff, with the password that the desk printed.

import type { Page } from "playwright-core"
import type { Desk } from "../acceptance/desk.ts"

/** May do everything that a page offers. */
const email = "sam.whitlock@desk.example"

export async function signedIn(page: Page, desk: Desk): Promise<Page> {
  const [, password] = new RegExp(`${email} with the password: (\\S+)`).exec(desk.log()) ?? []
  if (password === undefined) throw new Error(`the demonstration has no ${email}`)
  await page.goto(`${desk.addresses().web}/sign-in`)
  await page.getByLabel("Email address").fill(email)
  await page.getByLabel("Password", { exact: true }).fill(password)
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
  await page.getByRole("heading", { level: 1, name: "Cases" }).waitFor()
  return page
}

/** Opens a case of the demonstration by its subject, whatever its state. */
export async function openCase(page: Page, at: (path: string) => string, subject: string): Promise<void> {
  await page.goto(at(`/desk/cases?state=any&q=${encodeURIComponent(subject)}`))
  await page.getByRole("link", { name: subject, exact: true }).click()
  await page.getByRole("heading", { level: 1, name: subject, exact: true }).waitFor()
}
