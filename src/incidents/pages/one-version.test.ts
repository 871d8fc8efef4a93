// One page shows one version of a case, whatever comes to it while the page is being read.

import assert from "node:assert/strict"
import { after, test } from "node:test"
import { instant, testDesk } from "../../../test/support/desk.ts"
import { until } from "../../../test/support/until.ts"
import type { PageRequest } from "../../page.ts"
import { languages } from "../../words/index.ts"
import { resolveIncident } from "../index.ts"
import { casePage } from "./case.ts"

const desk = await testDesk()
after(() => desk.close())
const now = "2026-03-27T09:30"

test("a case that is resolved while its page is read is shown as it was, in every part of the page", async () => {
  const found = await desk.open("2026-03-27T09:00")
  const actor = await desk.actor("engineer")
  const keeper = await desk.db.pool.connect()
  await keeper.query("begin; lock table team_members in access exclusive mode")
  // The page has read the case by now, and waits to learn whether a reason must be given.
  const asked = shown(found.reference, actor)
  await until(async () => (await blocked()) > 0)
  await resolveIncident(desk.db, await desk.ask(actor, found, now), { outcome: "fixed", body: "Mended." })
  await keeper.query("commit")
  keeper.release()
  const before = await asked
  assert.deepEqual(before, { state: "new", version: 1, isOver: false, isToldOver: false, notices: 1 })
  const since = await shown(found.reference, actor)
  assert.deepEqual([since.state, since.isOver, since.isToldOver], ["resolved", true, true])
  assert.ok(since.notices > before.notices && since.version > before.version)
})

async function blocked(): Promise<number> {
  const found = await desk.db.pool.query(
    "select from pg_locks where not granted and relation = 'team_members'::regclass",
  )
  return found.rows.length
}

async function shown(reference: string, actor: NonNullable<PageRequest["actor"]>) {
  const at = instant(now)
  const answer = await casePage.answer({
    db: desk.db,
    read: (work) => work(desk.db),
    at,
    actor,
    session: undefined,
    clock: at,
    step: "",
    browser: () => "",
    userAgent: "",
    language: languages.base,
    params: { reference },
    query: {},
    form: {},
    publicUrl: "http://127.0.0.1",
    remoteAddress: "127.0.0.1",
  })
  assert.ok("view" in answer)
  const { model } = answer
  return partsOf(model)
}

function partsOf(model: object) {
  assert.ok("case" in model && "clocks" in model && "history" in model && "notices" in model)
  const { case: heading, clocks, history, notices } = model
  assert.ok(Array.isArray(clocks) && Array.isArray(notices) && isHeading(heading) && isHistory(history))
  return {
    state: heading.state,
    version: heading.version,
    isOver: clocks.every((each) => each.endedAt !== null),
    isToldOver: history.entries.some(({ sentence }) => sentence.includes("resolved the case")),
    notices: notices.length,
  }
}

function isHeading(given: unknown): given is { state: string; version: number } {
  return typeof given === "object" && given !== null && "state" in given && "version" in given
}

function isHistory(given: unknown): given is { entries: { sentence: string }[] } {
  return typeof given === "object" && given !== null && "entries" in given
}
