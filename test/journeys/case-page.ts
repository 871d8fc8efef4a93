// What a colleague finds on the page of a case, by the words that stand there.

import assert from "node:assert/strict"
import type { Locator } from "playwright-core"
import { until } from "../support/until.ts"
import type { Person } from "./person.ts"

export type Promised = "Time to respond" | "Time to restore" | "First response" | "Review"

/** The row of a promise: its state, when it falls due, and "why then?". */
export function promise({ page }: Person, title: Promised): Locator {
  const titles = page.locator("dt", { hasText: title })
  return page.getByRole("region", { name: "Promises" }).locator(".govuk-summary-list__row", { has: titles })
}

export async function promiseIs(me: Person, title: Promised, state: "Running" | "Paused" | "Met" | "Missed") {
  await promise(me, title).locator(".govuk-tag", { hasText: state }).waitFor()
}

/** Opens the explanation of a promise by keyboard, and gives its words in one line. */
export async function whyThen(me: Person, title: Promised): Promise<string> {
  const folded = promise(me, title).locator("details")
  await me.reach(folded.locator("summary"))
  await me.press("Enter")
  const words = await folded.locator(".govuk-details__text").innerText()
  return words.replace(/\s+/g, " ")
}

/** Everything that the history says, in one line. */
export async function historyOf({ page }: Person): Promise<string> {
  const words = await page.getByRole("region", { name: "History" }).innerText()
  return words.replace(/\s+/g, " ")
}

/** The sentence above the page that says what was just done. */
export async function told({ page }: Person, sentence: string): Promise<void> {
  try {
    await page.locator(".govuk-notification-banner--success").getByText(sentence, { exact: true }).waitFor()
  } catch {
    assert.fail(
      `“${sentence}” is not on ${page.url()}; it says:\n${(await page.locator("body").innerText()).slice(0, 5000)}`,
    )
  }
}

/** A reply was sent off and can be undone: it is sent at once instead, and is in the history. */
export async function replySent(me: Person, reference: string): Promise<void> {
  await told(me, `Your reply on ${reference} goes in a few seconds. Until then you can undo it.`)
  await sentNow(me)
  await me.page.getByRole("region", { name: "History" }).getByText("Reply to the customer").first().waitFor()
}

/** The same of a resolution. */
export async function resolutionSent(me: Person, reference: string): Promise<void> {
  await told(me, `${reference} will be resolved in a few seconds. Until then you can undo it.`)
  await sentNow(me)
  await me.page.getByRole("region", { name: "History" }).getByText("Words to the customer").first().waitFor()
}

async function sentNow(me: Person): Promise<void> {
  await me.push("Send now")
  await told(me, "It goes now.")
  // The worker lets it go; without scripts nobody tells the page.
  await until(async () => {
    const isWaiting = (await me.page.locator(".charter-waiting").count()) > 0
    await me.page.reload()
    return !isWaiting
  })
}

/** The reference of the case whose page opens. */
export async function referenceIn({ page }: Person): Promise<string> {
  const pattern = /INC-\d{4}-\d{6}(?=$|[?#])/
  await page.waitForURL(pattern)
  return pattern.exec(page.url())?.[0] ?? ""
}
