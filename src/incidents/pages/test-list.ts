// A list of four cases in different states, and who looks at it: for the tests of views and of what is done to many.

import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague } from "../../../test/support/visitor.ts"
import { keepSearchUp } from "../../cases/index.ts"
import { holdIncident, incidentPages, resolveIncident } from "../index.ts"

/** Close the desk when the file is done. */
export async function testList() {
  const desk = await deskPages(incidentPages)
  const adviser = await colleague(desk.server, desk.db, "adviser", "Priya Shah")
  const leader = await colleague(desk.server, desk.db, "team-leader", "Tom Reid")
  const auditor = await colleague(desk.server, desk.db, "auditor")
  const phoned = await desk.opened({
    subject: "Phoned",
    channel: "phone",
    priority: 1,
    requester: { phone: "020 7946 0958" },
  })
  const written = await desk.opened({
    subject: "Written <b>bold</b>",
    priority: 3,
    correspondence: { body: "The certificate <script>alert(1)</script> is missing" },
  })
  const held = await desk.opened({ subject: "Held", priority: 4 })
  const resolved = await desk.opened({ subject: "Resolved", priority: 4 })
  const actor = await desk.actor("engineer")
  await holdIncident(desk.db, await desk.ask(actor, { reference: held }, desk.now), { for: "supplier" })
  await resolveIncident(desk.db, await desk.ask(actor, { reference: resolved }, desk.now), {
    outcome: "fixed",
    body: "Done.",
  })
  while (await keepSearchUp(desk.db));
  return { desk, adviser, leader, auditor, phoned, written, held, resolved }
}
