import assert from "node:assert/strict"
import { after, test } from "node:test"
import { deskPages } from "../../test/support/desk-pages.ts"
import { colleague, type Visitor, visitor } from "../../test/support/visitor.ts"
import { row, run, sql, transaction } from "../database/index.ts"
import { addNote, incidentPages } from "../incidents/index.ts"
import { disablePerson } from "../people/index.ts"

const desk = await deskPages(incidentPages)
await desk.server.listen({ port: 0, host: "127.0.0.1" })
after(() => desk.close())
const address = desk.server.server.address()
const at = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/desk/changes`
const actor = await desk.actor("adviser")

type Heard = { readonly event: string; readonly id: string; readonly data: { cases?: number[] | "many" } }
type Stream = { readonly status: number; readonly next: () => Promise<Heard | undefined>; readonly close: () => void }

async function stream({ cookies }: Visitor, headers: Record<string, string> = {}): Promise<Stream> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ")
  const leaving = new AbortController()
  const answer = await fetch(at, { headers: { ...headers, cookie }, signal: leaving.signal })
  const events = answer.status === 200 ? heard(answer) : undefined
  return {
    status: answer.status,
    next: async () => (await events?.next())?.value ?? undefined,
    close: () => leaving.abort(),
  }
}

async function* heard(answer: Response): AsyncGenerator<Heard, undefined> {
  let text = ""
  for await (const piece of answer.body ?? []) {
    text += Buffer.from(piece).toString()
    const blocks = text.split("\n\n")
    text = blocks.pop() ?? ""
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? ""
      if (field("event") !== "") yield { event: field("event"), id: field("id"), data: JSON.parse(field("data")) }
    }
  }
  return undefined
}

async function listening(who: Visitor, headers?: Record<string, string>): Promise<Stream> {
  const opened = await stream(who, headers)
  assert.equal((await opened.next())?.event, "listening")
  return opened
}

async function note(reference: string): Promise<number> {
  const changed = await addNote(desk.db, await desk.ask(actor, { reference }, desk.now), "A note")
  return changed.caseId
}

const settled = () => run(desk.db, sql`update case_changes set changed_at = changed_at - interval '1 minute'`)

test("A55 whoever has not signed in, or asks from a page of somebody else's, hears nothing", async () => {
  assert.equal((await stream(visitor(desk.server))).status, 401)
  const adviser = await colleague(desk.server, desk.db, "adviser")
  const foreign: Record<string, string>[] = [
    { origin: "https://elsewhere.example" },
    { "sec-fetch-site": "cross-site" },
  ]
  for (const headers of foreign) assert.equal((await stream(adviser, headers)).status, 403)
  const marks = ["x".repeat(2000), "1:2:3;drop table cases", "-1:1:"]
  for (const mark of marks) (await listening(adviser, { "last-event-id": mark })).close()
})

test("a change is told at once after a hint, and within a second and a half without, by the number of the case and nothing else", async () => {
  const reference = await desk.opened()
  await settled()
  const priya = await listening(await colleague(desk.server, desk.db, "adviser"))
  const caseId = await note(reference)
  let began = performance.now()
  desk.server.changes.hint()
  const hinted = await priya.next()
  assert.deepEqual([hinted?.event, hinted?.data], ["case-changed", { cases: [caseId] }])
  assert.ok(performance.now() - began < 300, `${performance.now() - began} ms`)
  await note(reference)
  began = performance.now()
  assert.deepEqual((await priya.next())?.data, { cases: [caseId] })
  assert.ok(performance.now() - began < 1500, `${performance.now() - began} ms`)
  priya.close()
})

test("whoever comes back is told what they missed, and whoever comes first what has just changed", async () => {
  const [reference, other] = [await desk.opened(), await desk.opened()]
  await settled()
  const who = await colleague(desk.server, desk.db, "adviser")
  const first = await listening(who)
  const caseId = await note(reference)
  const told = await first.next()
  first.close()
  const missed = await note(other)
  const again = await listening(who, { "last-event-id": told?.id ?? "" })
  assert.deepEqual((await again.next())?.data, { cases: [missed] })
  again.close()
  const fresh = await listening(await colleague(desk.server, desk.db, "adviser"))
  assert.deepEqual((await fresh.next())?.data, { cases: [caseId, missed] })
  fresh.close()
  const invented = await listening(who, { "last-event-id": "9:5:7" })
  assert.deepEqual((await invented.next())?.data, { cases: "many" })
  invented.close()
})

test("whoever signs out, or is disabled, hears nothing more within 5 seconds", async () => {
  await settled()
  const leaves = await colleague(desk.server, desk.db, "adviser", "Priya Shah")
  const loses = await colleague(desk.server, desk.db, "adviser", "Tom Reilly")
  const streams = [await listening(leaves), await listening(loses)]
  await leaves.post("/sign-out", {}, "/desk/cases")
  const found = await row<{ id: number }>(
    desk.db,
    sql`select person_id as id from people where name = 'Tom Reilly' and kind = 'staff'`,
  )
  await transaction(desk.db, (tx) => disablePerson(tx, found?.id ?? 0, 0))
  const began = performance.now()
  for (const each of streams) {
    assert.equal((await each.next())?.event, "signed-out")
    assert.equal(await each.next(), undefined)
  }
  assert.ok(performance.now() - began < 5000, `${performance.now() - began} ms`)
})

test("a session has eight streams at most: the oldest goes", async () => {
  await settled()
  const who = await colleague(desk.server, desk.db, "adviser")
  const many = []
  for (let count = 0; count < 9; count++) many.push(await listening(who))
  assert.equal((await many[0]?.next())?.event, "replaced")
  assert.ok(desk.server.changes.count() <= 8)
  for (const each of many) each.close()
})

test("what a page asks by itself keeps no session alive, and takes nobody's message", async () => {
  const who = await colleague(desk.server, desk.db, "adviser")
  await run(desk.db, sql`update sessions set seen_at = seen_at - interval '10 minutes'`)
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join("; ")
  const seen = () => row<{ at: number }>(desk.db, sql`select max(seen_at) as at from sessions`)
  const before = await seen()
  const asked = { method: "GET" as const, url: "/desk/cases" }
  await desk.server.inject({ ...asked, headers: { cookie, "charter-unattended": "1", "turbo-frame": "live" } })
  assert.deepEqual(await seen(), before)
  await desk.server.inject({ ...asked, headers: { cookie } })
  assert.notDeepEqual(await seen(), before)
})

test("a desk that stops lets everybody go at once", async () => {
  const other = await deskPages(incidentPages)
  await other.server.listen({ port: 0, host: "127.0.0.1" })
  const began = performance.now()
  await other.close()
  assert.ok(performance.now() - began < 5000)
})
