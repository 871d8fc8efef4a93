import assert from "node:assert/strict"
import { after, test } from "node:test"
import { testDatabase } from "../../../test/support/database.ts"
import { colleague } from "../../../test/support/visitor.ts"
import { rows, sql } from "../../database/index.ts"
import { openLog, webServer } from "../../web/index.ts"
import { organisationPages } from "./pages.ts"

const database = await testDatabase()
const { db } = database
let clock = Temporal.Instant.from("2026-03-27T09:00Z").epochMilliseconds
const server = webServer({
  db,
  now: () => clock,
  clock: () => clock,
  settings: { publicUrl: "http://127.0.0.1" },
  secretKey: Buffer.alloc(32, 7),
  log: openLog({ to: { write: () => {} } }),
  checks: [],
  pages: organisationPages,
})
after(async () => {
  await server.close()
  await database.close()
})

const ann = { email: "ann@force.example", name: "Ann", part: "contact" }
const contacts = () => rows(db, sql`select from organisation_contacts`)

test("A41: whoever lets somebody see the cases of an organisation, or takes that away, has just shown who they are", async () => {
  const leader = await colleague(server, db, "team-leader")
  const path = (await leader.post("/desk/organisations", { name: "Force" })).location ?? ""
  assert.equal((await leader.get(path)).status, 200)
  clock += 11 * 60_000
  assert.match((await leader.get(path)).location ?? "", /^\/desk\/confirm\?next=/)
  for (const verb of [path, `${path}/people/1/removal`, `${path}/end`, `${path}/resumption`])
    assert.equal((await leader.post(verb, ann, "/desk/organisations")).status, 403, verb)
  assert.equal((await contacts()).length, 0)
  const anew = await colleague(server, db, "team-leader", "Another leader")
  assert.equal((await anew.post(path, ann)).status, 303)
  assert.equal((await contacts()).length, 1)
  const added = await rows(db, sql`select remote from audit where action = 'organisation-contact-added'`)
  assert.deepEqual(added, [{ remote: "127.0.0.1" }])
})
