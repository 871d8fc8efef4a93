// A form that is sent empty, and then with hostile words, says what is wrong above its heading, and keeps what was typed.

import assert from "node:assert/strict"
import { isDeepStrictEqual } from "node:util"
import { until } from "../acceptance/colleague.ts"
import type { Person } from "./person.ts"

export type Form = {
  readonly heading: string | RegExp
  readonly button: string
  /** What is said when the form is sent as it opens. */
  readonly empty: readonly string[]
  /** What is typed then, by the label of its field, and what is said of that. */
  readonly typed: Readonly<Record<string, string>>
  readonly errors: readonly string[]
  /** Fields that are never shown again. */
  readonly forgotten?: readonly string[]
}

export const hostile = `"><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}\${7*7} 'or 1=1--`

/** Hostile words of a length that a field does not take, whatever it does with spaces at the end. */
export function tooLong(length: number): string {
  return `${hostile.repeat(Math.ceil(length / hostile.length)).slice(0, length - 1)}x`
}

export async function wrongInput(me: Person, form: Form): Promise<void> {
  await me.sees(form.heading)
  await me.push(form.button)
  await saysWhatIsWrong(me, form.empty)
  await me.reach(summaryOf(me).getByRole("link").first())
  await me.press("Enter")
  const field = await summaryOf(me).getByRole("link").first().getAttribute("href")
  assert.equal(`#${await me.page.locator(":focus").getAttribute("id")}`, field, "the summary leads to the field")
  for (const [label, words] of Object.entries(form.typed)) await me.paste(label, words)
  await me.push(form.button)
  await saysWhatIsWrong(me, form.errors)
  await me.sees(form.heading)
  await keepsWhatWasTyped(me, form)
}

async function saysWhatIsWrong(me: Person, sentences: readonly string[]): Promise<void> {
  await summaryOf(me).getByRole("heading", { name: "There is a problem" }).waitFor()
  const said = () => summaryOf(me).getByRole("listitem").allInnerTexts()
  await until(said, (found) => isDeepStrictEqual(found, sentences))
  await until(
    () => me.page.title(),
    (title) => title.startsWith("Error: "),
  )
}

async function keepsWhatWasTyped(me: Person, { typed, forgotten = [] }: Form): Promise<void> {
  for (const [label, words] of Object.entries(typed)) {
    const kept = await me.field(label).inputValue()
    assert.equal(kept, forgotten.includes(label) ? "" : words, label)
  }
}

function summaryOf({ page }: Person) {
  return page.locator(".govuk-error-summary")
}
