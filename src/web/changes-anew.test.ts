// Who begins to listen when everybody else has left.

import assert from "node:assert/strict"
import { after, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import { instant } from "../../test/support/desk.ts"
import { deskPages } from "../../test/support/desk-pages.ts"
import { until } from "../../test/support/until.ts"
import { colleague } from "../../test/support/visitor.ts"
import { caseIdIn } from "../cases/index.ts"
import { run, sql } from "../database/index.ts"
import { addNote, incidentPages } from "../incidents/index.ts"
import type { News } from "./change-listeners.ts"
import { openChanges } from "./changes.ts"

const desk = await deskPages(incidentPages)
after(() => desk.close())
const actor = await desk.actor("adviser")

// Changes of a minute ago are no news to whoever comes.
const settled = () => run(desk.db, sql`update case_changes set changed_at = changed_at - interval '1 minute'`)

async function note(reference: string): Promise<number> {
  return (await addNote(desk.db, await desk.ask(actor, { reference }, desk.now), "A note")).caseId
}

test("whoever comes when everybody has left is told nothing of what changed before", async () => {
  const reference = await desk.opened()
  const who = await colleague(desk.server, desk.db, "adviser")
  const [isAsked, isTold] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const changes = openChanges({
    db: desk.db,
    clock: () => instant(desk.now),
    isLeaving: () => false,
    onError: assert.ifError,
    position: async () => {
      isAsked.resolve()
      await isTold.promise
      return undefined
    },
  })
  const heard: News[] = []
  const nothing = () => {}
  const cookie = who.cookies.get("charter-session") ?? ""
  const listener = () => ({
    cookie,
    actor,
    tell: (news: News) => heard.push(news),
    tellOffers: nothing,
    ping: nothing,
    end: nothing,
  })
  await settled()
  const leaves = listener()
  await changes.listen(leaves, undefined)
  await note(reference)
  changes.hint()
  await isAsked.promise
  // They leave while they are about to be told, and this changes while nobody is there.
  changes.leave(leaves)
  const other = await desk.opened()
  isTold.resolve()
  await settled()
  await pause(200)
  const comes = listener()
  await changes.listen(comes, undefined)
  const caseId = await note(reference)
  changes.hint()
  await until(() => heard.length > 0)
  changes.leave(comes)
  assert.deepEqual([heard.map((news) => news.cases), caseIdIn(other) === caseId], [[[caseId]], false])
})
