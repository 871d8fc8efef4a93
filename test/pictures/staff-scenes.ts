// The pages of staff.

import type { Page } from "playwright-core"
import { until } from "../support/until.ts"
import { openCase } from "./demonstration.ts"
import type { Scene } from "./scene.ts"

type At = (path: string) => string

const forgotten = "Videos in module 7 have no subtitles"
const waiting = "Results of 14 officers are missing"
const lost = "Nobody at Thornleigh can open a course"

const at = (name: string, path: string): Scene => ({ name, goes: (page, address) => page.goto(address(path)) })

const onCase = (
  name: string,
  subject: string,
  goes: (page: Page) => Promise<unknown> = async () => undefined,
): Scene => ({
  name,
  goes: async (page, address) => {
    await openCase(page, address, subject)
    await goes(page)
  },
})

/** A verb of a case, reached by its button. */
const verb = (name: string, subject: string, button: string): Scene =>
  onCase(name, subject, (page) => page.getByRole("button", { name: button, exact: true }).click())

export const staffScenes: readonly Scene[] = [
  at("queue", "/desk/cases"),
  at("queue-none", "/desk/cases?owner=me"),
  at("queue-nothing-found", "/desk/cases?q=unicorn"),
  at("call", "/desk/calls/new"),
  { name: "call-wrong", goes: callWithoutWords },
  { name: "call-logged", goes: loggedCall },
  onCase("case", lost),
  onCase("case-forgotten", forgotten),
  onCase("case-on-hold", waiting),
  onCase("case-why-then", lost, (page) => page.getByText("Why then?").first().click()),
  verb("priority", lost, "Set the priority"),
  verb("assign", lost, "Assign"),
  verb("hold", lost, "Put on hold"),
  verb("escalate", lost, "Escalate"),
  verb("resolve", lost, "Resolve"),
  verb("resume", waiting, "Take off hold"),
  verb("reopen", "My account is locked", "Reopen"),
  verb("close", "My account is locked", "Close"),
  onCase("erase", forgotten, (page) => page.getByRole("link", { name: "Erase words from this case" }).click()),
  onCase("reply", lost, (page) => page.goto(`${page.url()}/reply`)),
  onCase("note", lost, (page) => page.goto(`${page.url()}/note`)),
  at("administration", "/desk/admin"),
  { name: "changed-meanwhile", goes: changedMeanwhile },
  at("letters", "/desk/letters"),
  { name: "letter", goes: heldLetter },
  at("letters-set-aside", "/desk/letters?state=ignored"),
  at("letters-none", "/desk/letters?state=received"),
  at("mailbox", "/desk/mailbox"),
  { name: "mail", goes: resolutionMail },
  at("what-if", "/desk/what-if"),
  { name: "what-if-proposal", goes: proposedCharter },
  { name: "what-if-replay", goes: replayedWeek },
  at("nothing-here", "/desk/cases/INC-2026-999999"),
]

async function callWithoutWords(page: Page, address: At): Promise<void> {
  await page.goto(address("/desk/calls/new"))
  await page.getByLabel("Caller’s name").fill("Dr Fiona Marsh")
  await page.getByRole("button", { name: "Log the call" }).first().click()
  await page.getByRole("heading", { name: "There is a problem" }).waitFor()
}

async function loggedCall(page: Page, address: At): Promise<void> {
  await page.goto(address("/desk/calls/new"))
  await page.getByLabel("Caller’s name").fill("Wanda Kay")
  await page.getByLabel("Email address").fill("wanda.kay@thornleigh.example")
  await page.getByLabel("Subject").fill("The sign-in page is blank on a phone")
  await page
    .getByLabel("What happened?")
    .fill("White page on her own phone since this morning. Works on the office computer.")
  await page.getByLabel("Styling, layout or the interface is at fault").check()
  await page.getByRole("button", { name: "Log the call" }).first().click()
  await page.getByText("Read this reference to the caller").waitFor()
}

// Two people at one case: what was sent second is shown what came first.
async function changedMeanwhile(page: Page, address: At): Promise<void> {
  await openCase(page, address, lost)
  await page.getByRole("button", { name: "Resolve", exact: true }).click()
  const other = await page.context().newPage()
  await openCase(other, address, lost)
  await other
    .getByLabel("Reply to the customer")
    .fill("The database is being restored. We expect it to be back by 11am.")
  await other.getByRole("button", { name: "Send reply" }).click()
  await other.getByRole("button", { name: "Send now" }).click()
  const said = other.getByRole("region", { name: "History" }).getByText("Reply to the customer")
  await until(async () => {
    await other.reload()
    return (await said.count()) > 0
  })
  await other.close()
  await page.getByLabel("Fixed").check()
  await page.getByLabel("What do you tell the customer?").fill("Courses open again.")
  await page.getByRole("button", { name: "Resolve the case" }).click()
  await page.getByText("This case has changed").waitFor()
}

async function proposedCharter(page: Page, address: At): Promise<void> {
  await page.goto(address("/desk/what-if"))
  const charter = page.getByLabel("The proposed charter")
  await charter.fill((await charter.inputValue()).replaceAll("3: 8h, 4: 8h }", "3: 30h, 4: 45h }"))
  await page.getByRole("button", { name: "Preview the proposal" }).click()
  await page.getByRole("heading", { name: "What differs from the charter in force" }).waitFor()
}

async function replayedWeek(page: Page, address: At): Promise<void> {
  await proposedCharter(page, address)
  await page.getByRole("button", { name: "Replay the cases under this charter" }).click()
  for (let looks = 0; looks < 30 && !(await page.getByText("Kept and missed").isVisible()); looks++) {
    await page.waitForTimeout(1000)
    await page.reload()
  }
  await page.getByText("Kept and missed").waitFor()
}

async function heldLetter(page: Page, address: At): Promise<void> {
  await page.goto(address("/desk/letters"))
  await page.getByRole("main").getByRole("listitem").getByRole("link").filter({ hasText: "Re:" }).first().click()
  await page.getByText("Why it is here").waitFor()
}

async function resolutionMail(page: Page, address: At): Promise<void> {
  await page.goto(address("/desk/mailbox"))
  await page
    .getByRole("link", { name: /^Resolved: / })
    .first()
    .click()
  await page.getByRole("heading", { name: "As text" }).waitFor()
}
