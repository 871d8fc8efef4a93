// Search, saved views, going through one, and one thing done to several cases.

import type { Page } from "playwright-core"
import type { Scene } from "./scene.ts"

type At = (path: string) => string

const at = (name: string, path: string): Scene => ({ name, goes: (page, address) => page.goto(address(path)) })

export const viewScenes: readonly Scene[] = [
  at("search-excerpts", "/desk/cases?q=certificate&state=any"),
  at("search-mistyped", "/desk/cases?q=certifcate&state=any"),
  at("search-wrong-filter", "/desk/cases?q=priority:9"),
  at("filters", "/desk/cases?due=week&priority=3"),
  at("all-selected", "/desk/cases?select=all"),
  { name: "view-wrong", goes: viewWithoutName },
  at("views", "/desk/views"),
  { name: "play", goes: played },
  { name: "bulk", goes: chosen },
  { name: "bulk-details", goes: (page, address) => replied(page, address, false) },
  { name: "bulk-preview", goes: (page, address) => replied(page, address, true) },
]

async function viewWithoutName(page: Page, address: At): Promise<void> {
  await page.goto(address("/desk/views/new?due=week&priority=3"))
  await page.getByRole("button", { name: "Save" }).click()
}

async function played(page: Page, address: At): Promise<void> {
  await page.goto(address("/desk/cases?priority=3"))
  await page.getByRole("button", { name: "Go through them one by one" }).click()
}

async function chosen(page: Page, address: At): Promise<void> {
  await page.goto(address("/desk/cases"))
  const boxes = await page.getByRole("checkbox", { name: /^Select INC-/ }).all()
  for (const box of boxes.slice(0, 3)) await box.check({ force: true })
  await page.getByRole("button", { name: "Do one thing to the selected cases" }).click()
}

async function replied(page: Page, address: At, isForeseen: boolean): Promise<void> {
  await chosen(page, address)
  await page.getByRole("radio", { name: "Reply to the customers" }).check({ force: true })
  await page.getByRole("button", { name: "Continue" }).click()
  if (!isForeseen) return
  await page.getByLabel("What do you write to each customer?").fill("The report is mended. Thank you for waiting.")
  await page.getByRole("button", { name: "Continue" }).click()
}
