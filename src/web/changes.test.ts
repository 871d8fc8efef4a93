import assert from "node:assert/strict"
import { after, afterEach, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import { deskPages } from "../../test/support/desk-pages.ts"
import { isWithin } from "../../test/support/machine.ts"
import { settledMs, until } from "../../test/support/until.ts"
import { colleague, password, type Visitor, visitor } from "../../test/support/visitor.ts"
import { row, run, sql, transaction } from "../database/index.ts"
import { addNote, incidentPages } from "../incidents/index.ts"
import { addStaff, disablePerson } from "../people/index.ts"

const desk = await deskPages(incidentPages)
await desk.server.listen({ port: 0, host: "127.0.0.1" })
after(() => desk.close())
const address = desk.server.server.address()
const at = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/desk/changes`
const actor = await desk.actor("adviser")

type Heard = {
  readonly event: string
  readonly retry: string
  readonly id: string
  readonly data: { cases?: number[] | "many" }
}
type Stream = { readonly status: number; readonly next: () => Promise<Heard | undefined>; readonly close: () => void }

async function stream({ cookies }: Visitor, headers: Record<string, string> = {}): Promise<Stream> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ")
  const leaving = new AbortController()
  const answer = await fetch(at, {
    headers: { ...headers, cookie },
    signal: AbortSignal.any([leaving.signal, leaveAll.signal]),
  })
  const events = answer.status === 200 ? heard(answer) : undefined
  return {
    status: answer.status,
    next: async () => (await within(events?.next()))?.value ?? undefined,
    close: () => leaving.abort(),
  }
}

// What a stream of the test before is still told would be told to the next one, too.
let leaveAll = new AbortController()
afterEach(async () => {
  leaveAll.abort()
  leaveAll = new AbortController()
  await until(() => desk.server.changes.count() === 0)
})

// What is waited for in vain fails here, and not when the whole file has had its time.
async function within<Found>(promise: Promise<Found> | undefined): Promise<Found | undefined> {
  const waiting = new AbortController()
  const inVain = pause(settledMs, undefined, waiting).then(() =>
    assert.fail(`nothing more was heard in ${settledMs} ms`),
  )
  inVain.catch(() => {})
  return await Promise.race([promise, inVain]).finally(() => waiting.abort())
}

async function* heard(answer: Response): AsyncGenerator<Heard, undefined> {
  let text = ""
  for await (const piece of answer.body ?? []) {
    text += Buffer.from(piece).toString()
    const blocks = text.split("\n\n")
    text = blocks.pop() ?? ""
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? ""
      if (field("event") !== "")
        yield { event: field("event"), retry: field("retry"), id: field("id"), data: JSON.parse(field("data")) }
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

let hired = 0
async function hiredAs(role: string) {
  const email = `hears-${++hired}@desk.example`
  const staff = { name: "Some Body", email, role, password }
  return { email, personId: await transaction(desk.db, (tx) => addStaff(tx, staff, 0)) }
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
  assert.ok(isWithin(performance.now() - began, 300), `${performance.now() - began} ms`)
  await note(reference)
  began = performance.now()
  assert.deepEqual((await priya.next())?.data, { cases: [caseId] })
  assert.ok(isWithin(performance.now() - began, 1500), `${performance.now() - began} ms`)
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
  const newcomer = await colleague(desk.server, desk.db, "adviser")
  // Signing in may have taken longer than what counts as just changed.
  await run(
    desk.db,
    sql`update case_changes set changed_at = clock_timestamp() where case_id in (${caseId}, ${missed})`,
  )
  const fresh = await listening(newcomer)
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

test("A55 one person holds 24 streams at most, however often they sign in, and nobody else loses one by it", async () => {
  await settled()
  const other = await listening(await colleague(desk.server, desk.db, "adviser"))
  const { email } = await hiredAs("adviser")
  const many = []
  for (let session = 0; session < 4; session++) {
    const who = visitor(desk.server)
    await who.post("/sign-in", { email, password })
    for (let count = 0; count < 7; count++) many.push(await listening(who))
  }
  for (const oldest of many.slice(0, 4)) assert.equal((await oldest.next())?.event, "replaced")
  assert.equal(desk.server.changes.count(), 25)
  const caseId = await note(await desk.opened())
  for (const each of [other, ...many.slice(4)]) assert.deepEqual((await each.next())?.data, { cases: [caseId] })
  for (const each of [other, ...many]) each.close()
})

test("A55 a stream is asked for and says nothing back: it takes no message and no other method, and each hears only what is theirs", async () => {
  const reference = await desk.opened()
  await settled()
  const [all, limited] = [await hiredAs("adviser"), await hiredAs("adviser")]
  await run(desk.db, sql`update people set sees_own_teams_only = true where person_id = ${limited.personId}`)
  const streams = []
  for (const { email } of [all, limited]) {
    const who = visitor(desk.server)
    await who.post("/sign-in", { email, password })
    streams.push(await listening(who))
    const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"])
      assert.ok((await fetch(at, { method, headers: { cookie }, body: '{"event":"base"}' })).status >= 400, method)
  }
  const caseId = await note(reference)
  const [hears, mustNot] = streams
  assert.deepEqual((await hears?.next())?.data, { cases: [caseId] })
  // Their own queue's case comes as the first that they hear of: the one before was kept from them.
  await run(
    desk.db,
    sql`insert into team_members (queue, person_id, since) select queue, ${limited.personId}, now() from cases where case_id = ${caseId}`,
  )
  const again = await note(reference)
  assert.deepEqual((await mustNot?.next())?.data, { cases: [again] })
  for (const each of streams) each.close()
})

test("A55 a process that has all the streams that it may have sends the next one elsewhere", async () => {
  const small = await deskPages(incidentPages, { streamsLimit: 1 })
  const address = await small.server.listen({ port: 0, host: "127.0.0.1" })
  const who = await colleague(small.server, small.db, "adviser")
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join("; ")
  const first = await fetch(`${address}/desk/changes`, { headers: { cookie } })
  const second = await fetch(`${address}/desk/changes`, { headers: { cookie } })
  assert.deepEqual([first.status, second.status, second.headers.get("retry-after")], [200, 503, "5"])
  await first.body?.cancel()
  await small.close()
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

test("F71: streams that come at one moment are all heard, told to come back at different ones, and pages are answered meanwhile", async () => {
  const people = [await colleague(desk.server, desk.db, "adviser"), await colleague(desk.server, desk.db, "adviser")]
  const opening = Promise.all(
    Array.from({ length: 16 }, (_none, index) => stream(people[index % 2] ?? visitor(desk.server))),
  )
  const page = await people[0]?.get("/desk/cases")
  assert.equal(page?.status, 200)
  const streams = await opening
  const first = await Promise.all(streams.map((each) => each.next()))
  assert.deepEqual(new Set(first.map((each) => each?.event)), new Set(["listening"]))
  const waits = first.map((each) => Number(each?.retry))
  assert.ok(
    waits.every((each) => each >= 1000 && each < 5000),
    String(waits),
  )
  assert.ok(new Set(waits).size > 8, `they come back together: ${waits}`)
  for (const each of streams) each.close()
})
