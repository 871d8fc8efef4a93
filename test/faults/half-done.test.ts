import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { until } from "../support/until.ts"
import { casesAbout, contactAbout, numberOf, posted, referenceIn } from "./asking.ts"
import { type DeskProcess, deskProcess } from "./desk-process.ts"
import { endWaiting, hold, letGo, reached } from "./hold.ts"

let desk: DeskProcess
let token: string
before(async () => {
  desk = await deskProcess()
  await desk.start()
  token = await desk.token()
})
after(() => desk.remove())

type Owner = Awaited<ReturnType<DeskProcess["owner"]>>

async function asOwner<T>(work: (owner: Owner) => Promise<T>): Promise<T> {
  const owner = await desk.owner()
  try {
    return await work(owner)
  } finally {
    await owner.end()
  }
}

const opened = ["idempotency", "events", "content", "clocks", "notices", "pgboss.job", "case_words", "cases"]
const partsOfCase = ["events", "content", "clocks", "notices", "case_words"]

// A part without its case would be half of something.
function orphans(owner: Owner): Promise<number> {
  const loose = partsOfCase.map(
    (part) => `select case_id from ${part} where case_id not in (select case_id from cases)`,
  )
  return numberOf(owner, `(${loose.join(" union all ")})`)
}

async function hasOpened(subject: string): Promise<boolean> {
  const answer = await posted(desk, token, "contacts", contactAbout(subject), subject).catch(() => undefined)
  return answer?.status === 201
}

function isLetGo(table: string): Promise<boolean> {
  return asOwner((owner) => letGo(owner, table)).then(
    () => true,
    () => false,
  )
}

for (const table of opened) {
  test(`F06: PostgreSQL killed at ${table} while a case is opened leaves nothing of it; the client is told, and asks again within 10 s`, async () => {
    const subject = `f06-${table}`
    // With a key the desk may ask again by itself, and succeed.
    const key = table === "idempotency" ? subject : undefined
    const answer = await asOwner(async (owner) => {
      await hold(owner, table)
      const pending = posted(desk, token, "contacts", contactAbout(subject), key)
      await reached(owner)
      await desk.killDatabase()
      return pending
    })
    const isDone = key !== undefined && answer.status === 201
    if (!isDone) assert.deepEqual([answer.status, answer.type.split(";")[0]], [503, "application/problem+json"])
    await until(() => isLetGo(table))
    await asOwner(async (owner) => {
      assert.equal(await casesAbout(owner, subject), isDone ? 1 : 0)
      assert.equal(await orphans(owner), 0)
      await until(() => hasOpened(subject), 10_000)
      assert.equal(await casesAbout(owner, subject), 1)
      assert.equal(
        await numberOf(owner, `events e join cases c using (case_id) where subject = $1 and type = 'opened'`, [
          subject,
        ]),
        1,
      )
    })
  })
}

test("F06: a desk killed at any write of a reply has done none of it, and the reply asked for again is done once", async () => {
  await asOwner(async (owner) => {
    for (const table of ["idempotency", "events", "content", "notices", "pgboss.job"]) {
      const made = await posted(desk, token, "contacts", contactAbout(`f06-reply-${table}`))
      const reference = referenceIn(made)
      const reply = () => posted(desk, token, `cases/${reference}/reply`, { body: `words ${table}` }, `reply-${table}`)
      await until(async () => (await numberOf(owner, "notices where state = 'waiting'")) === 0)
      await hold(owner, table)
      const pending = reply().catch(() => undefined)
      await reached(owner)
      await desk.kill()
      assert.equal(await pending, undefined)
      await endWaiting(owner)
      await letGo(owner, table)
      assert.equal(
        await numberOf(owner, "events e join cases c using (case_id) where reference = $1 and type = 'replied'", [
          reference,
        ]),
        0,
      )
      assert.equal(await numberOf(owner, "content where kind = 'body' and bytes = $1", [`words ${table}`]), 0)
      await desk.start()
      assert.equal((await reply()).status, 200)
      assert.equal(
        await numberOf(owner, "events e join cases c using (case_id) where reference = $1 and type = 'replied'", [
          reference,
        ]),
        1,
      )
      assert.equal(await numberOf(owner, "content where kind = 'body' and bytes = $1", [`words ${table}`]), 1)
    }
  })
})

test("F06: after all of it nothing stored differs from what the events give", async () => {
  const { code, stdout } = await desk.verb(["verify"])
  assert.equal(code, 0, stdout)
  assert.match(stdout, /, 0 differences/)
})
