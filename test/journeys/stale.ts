// Two colleagues at one case: whoever comes second reads what has changed, keeps what they typed, and may send it after all.

import assert from "node:assert/strict"
import { colleague } from "../acceptance/colleague.ts"
import { resolutionSent } from "./case-page.ts"
import type { Colleague, Place } from "./place.ts"

export async function comesSecond(place: Place, adviser: Colleague, scripts: boolean): Promise<void> {
  const other = await colleague(place.desk, "adviser", `Omar Haddad ${scripts}`)
  const { reference } = await other.open({ subject: "Two at once" })
  const me = await place.signedIn(adviser, scripts)
  await me.visit(`/desk/cases/${reference}/resolution`)
  await me.choose("Advised")
  await me.write("What do you tell the customer?", "Press the other button.")
  await other.act(reference, "reply", { body: "We are still looking." })
  await me.push("Resolve the case")
  const banner = me.page.getByRole("alert", { name: "This case has changed" })
  await banner.getByText("Nothing has been saved.").waitFor()
  await banner.getByText("We are still looking.").waitFor()
  await me.sees("Resolve")
  assert.equal(await me.field("What do you tell the customer?").inputValue(), "Press the other button.")
  assert.ok(await me.page.getByRole("radio", { name: "Advised" }).isChecked())
  await me.push("Resolve the case")
  // A page that was opened by itself leads back to the whole workspace.
  await me.page.locator(".charter-pane--queue").waitFor()
  await resolutionSent(me, reference)
  await me.sees("Two at once")
  await me.leave()
}
