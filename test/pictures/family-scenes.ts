// Cases that belong together, a major incident, and the floor. Each goes on from the one before.

import type { Page } from "playwright-core"
import { openCase } from "./demonstration.ts"
import type { Scene } from "./scene.ts"

type At = (path: string) => string

const subject = "Nobody at Thornleigh can open a course"

/** A page of the case that is a major incident, by the end of its address. */
const of = (name: string, noun: string): Scene => ({
  name,
  goes: async (page, at) => {
    await openCase(page, at, subject)
    await page.goto(`${page.url().split("?")[0]}/${noun}`)
  },
})

export const familyScenes: readonly Scene[] = [
  of("major-declaration", "major-incident"),
  { name: "major-incident", goes: declared },
  of("gold-group", "gold-group"),
  { name: "gold-decision", goes: decided },
  of("children-none", "children"),
  { name: "notice-to-all", goes: foreseen },
  of("restoration", "restoration"),
  { name: "floor", goes: (page, at) => page.goto(at("/desk/floor")) },
  { name: "split", goes: (page, at) => goesOn(page, at, "split") },
  { name: "merge", goes: (page, at) => goesOn(page, at, "merge") },
  { name: "merge-refused", goes: refused },
]

async function declared(page: Page, at: At): Promise<void> {
  await of("", "major-incident").goes(page, at)
  await page.getByLabel("I lead it myself").check({ force: true })
  await page.getByLabel("Why is this a major incident?").fill("The whole of Thornleigh is without courses.")
  await page.getByRole("button", { name: "Declare a major incident" }).click()
  await page.getByRole("region", { name: "Major incident" }).waitFor()
}

async function decided(page: Page, at: At): Promise<void> {
  await of("", "gold-group").goes(page, at)
  await page.getByLabel("Who is in it?").fill("marek.dvorak@desk.example")
  await page.getByRole("button", { name: "Call the gold group" }).click()
  await page.getByRole("button", { name: "Log a decision" }).click()
  await page.getByLabel("What was decided?").fill("Go back to the release of Monday.")
  await page.getByLabel("Why?", { exact: true }).fill("The cause is not known, and exams begin at noon.")
  await page.getByRole("button", { name: "Log the decision" }).click()
  await page.getByRole("button", { name: "Log a decision" }).click()
  await page.getByRole("heading", { name: "The log, newest first" }).waitFor()
}

async function foreseen(page: Page, at: At): Promise<void> {
  await of("", "notice-to-all").goes(page, at)
  await page.getByLabel("What do you tell everyone?").fill("We are going back to the release of Monday.")
  await page.getByRole("button", { name: "Show whom it reaches" }).click()
  await page.getByRole("heading", { name: "Look at it once more" }).waitFor()
}

async function goesOn(page: Page, at: At, noun: string): Promise<void> {
  await openCase(page, at, "My name is wrong on the certificate")
  await page.goto(`${page.url().split("?")[0]}/${noun}`)
}

async function refused(page: Page, at: At): Promise<void> {
  await openCase(page, at, subject)
  const reference = /INC-\d{4}-\d{6}/.exec(page.url())?.[0] ?? ""
  await goesOn(page, at, `merge?into=${reference}`)
}
