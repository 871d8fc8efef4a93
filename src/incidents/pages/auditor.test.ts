// An auditor reads everything and changes nothing: what they are shown has no button that says otherwise.

import assert from "node:assert/strict"
import { after, test } from "node:test"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague } from "../../../test/support/visitor.ts"
import { incidentPages } from "../index.ts"

const desk = await deskPages(incidentPages)
after(() => desk.close())

function posts(html: string): string[] {
  const forms = [...html.matchAll(/<form[^>]*>/g)].map(([form]) => form).filter((form) => /method="post"/.test(form))
  return forms.map((form) => /action="([^"?]*)/.exec(form)?.[1] ?? "").filter((action) => action !== "/sign-out")
}

test("an auditor is offered no button on a case or on a list, and presses none by hand; an adviser is", async () => {
  const reference = await desk.opened()
  const [auditor, adviser] = [
    await colleague(desk.server, desk.db, "auditor"),
    await colleague(desk.server, desk.db, "adviser"),
  ]
  const path = `/desk/cases/${reference}`
  for (const page of [path, "/desk/cases", "/desk/views"]) {
    const { status, html } = await auditor.get(page)
    assert.notEqual(status, 500, page)
    assert.deepEqual(posts(html), [], page)
  }
  assert.doesNotMatch((await auditor.get(path)).html, /class="govuk-button/)
  assert.equal((await auditor.post(`${path}/following`, { follow: "yes" }, path)).status, 403)
  assert.equal((await auditor.post("/desk/play", { query: "" }, "/desk/cases")).status, 403)
  assert.ok(posts((await adviser.get(path)).html).includes(`${path}/following`))
  assert.ok(posts((await adviser.get("/desk/cases")).html).includes("/desk/play"))
})
