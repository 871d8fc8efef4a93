import assert from "node:assert/strict"
import { after, afterEach, before, beforeEach, test } from "node:test"
import { instant } from "../../test/support/desk.ts"
import { row, run, sql } from "../database/index.ts"
import { armFailpoints } from "../failpoint.ts"
import { type SampleInbox, sampleInbox } from "./sample-inbox.ts"
import { letterOf } from "./sample-letter.ts"
import { added, keptCount, readAll, until, type Watching, watching } from "./sample-mailbox.ts"
import { type ImapServer, imapServer } from "./test-imap-server.ts"

let sample: SampleInbox
let server: ImapServer
const watches: Watching[] = []
before(async () => {
  sample = await sampleInbox()
})
after(() => sample.close())
beforeEach(async () => {
  server = await imapServer()
})
afterEach(async () => {
  await Promise.all(watches.splice(0).map((each) => each.stop()))
  await server.close()
  for (const table of ["mailbox_letters", "mailbox_watches", "mailboxes", "letters"])
    await sample.desk.db.pool.query(`delete from ${table}`)
})

function watched(...given: [poller?: string, rest?: number]): Watching {
  const watch = watching(sample, ...given)
  watches.push(watch)
  return watch
}

let number = 0
function letter(headers: Record<string, string> = {}, body?: string): Buffer {
  number += 1
  return letterOf({ "Message-ID": `<m${number}@force.example>`, Subject: `Number ${number}`, ...headers }, body)
}

const isSeen = (uid: number) => server.letters.find((each) => each.uid === uid)?.flags.has("\\Seen") === true

test("a letter is kept, and only then marked; it counts from when the server received it, and its case begins in the mailbox's queue", async () => {
  await added(sample, server.port, { queue: "second-line" })
  let seenAtFetch: boolean | undefined
  server.onFetch = () => {
    seenAtFetch = isSeen(1)
  }
  server.deliver(letter(), { date: "27-Mar-2026 14:30:00 +0000" })
  watched()
  await until("it is marked", () => isSeen(1))
  assert.equal(seenAtFetch, false)
  assert.ok(
    server.asked.every((each) => !/BODY\[/.test(each)),
    "only peeks",
  )
  const [found] = await readAll(sample)
  assert.equal(found?.state, "filed")
  assert.equal(found?.received_at, instant("2026-03-27T14:30"))
  const opened = await row<{ queue: string }>(
    sample.desk.db,
    sql`select queue from cases where case_id = ${found?.case_id ?? 0}`,
  )
  assert.equal(opened?.queue, "second-line")
})

test("F03: a process that dies after the fetch and before the commit has kept and marked nothing; it is fetched again", async () => {
  await added(sample, server.port)
  server.deliver(letter())
  armFailpoints([{ point: "mailbox.before_commit", does: "throw", time: 1 }])
  const seenBefore: boolean[] = []
  server.onFetch = () => seenBefore.push(isSeen(1))
  watched()
  await until("it is marked", () => isSeen(1))
  armFailpoints([{ point: "mailbox.before_commit", does: 0, time: 1 }])
  assert.deepEqual(seenBefore, [false, false])
  assert.equal(await keptCount(sample), 1)
})

test("F04: one that dies after the commit and before it is marked is known again: it is marked, and there is no second letter", async () => {
  await added(sample, server.port)
  server.deliver(letter())
  armFailpoints([{ point: "mailbox.after_commit", does: "throw", time: 1 }])
  let fetches = 0
  server.onFetch = () => {
    fetches += 1
  }
  watched()
  await until("it is marked", () => isSeen(1))
  assert.equal(fetches, 1)
  assert.equal(await keptCount(sample), 1)
})

test("F33: a letter that is cut short in the middle is not kept; the whole one is, once", async () => {
  await added(sample, server.port)
  const whole = letter({}, `${"All of it. ".repeat(5000)}\r\n`)
  server.deliver(whole)
  server.cutShort = { uid: 1, bytes: 2000 }
  const watch = watched()
  await until("it is marked", () => isSeen(1))
  assert.equal(await keptCount(sample), 1)
  const kept = await row<{ size: number }>(sample.desk.db, sql`select size from letters`)
  assert.equal(kept?.size, whole.length)
  assert.ok(watch.errors.length >= 1)
})

test("F34: when the numbering changes nothing is skipped and nothing is kept twice, numbers that are used again included", async () => {
  await added(sample, server.port)
  const [first, second, third] = [letter(), letter(), letter()]
  server.deliver(first)
  server.deliver(second)
  watched()
  await until("both are kept", async () => (await keptCount(sample)) === 2 && isSeen(2))
  server.uidValidity = 2
  server.letters.length = 0
  server.uidNext = 1
  for (const raw of [third, second, first]) server.deliver(raw)
  server.cutAll()
  await until("the new one is kept", async () => (await keptCount(sample)) === 3)
  await until("it is marked", () => isSeen(1))
  const results = await readAll(sample)
  assert.deepEqual(
    results.map(({ state }) => state),
    ["filed", "filed", "filed"],
  )
})

test("F35: what a person moves away or reads meanwhile stops nothing, and of two processes one fetches", async () => {
  await added(sample, server.port)
  for (let each = 0; each < 5; each++) server.deliver(letter(), { flags: each === 1 ? ["\\Seen"] : [] })
  server.onFetch = () => {
    server.onFetch = () => undefined
    server.letters.splice(2, 1)
  }
  await run(sample.desk.db, sql`update mailboxes set backlog = 'all'`)
  watched("one", 5_000)
  watched("two", 5_000)
  await until("four are kept", async () => (await keptCount(sample)) === 4)
  server.deliver(letter())
  await until("the sixth is kept", async () => (await keptCount(sample)) === 5)
  const signIns = server.asked.filter((each) => each === "AUTHENTICATE" || each === "LOGIN").length
  assert.equal(signIns, 1)
})

test("F35: a process that was overtaken keeps nothing more", async () => {
  await added(sample, server.port)
  server.deliver(letter())
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  armFailpoints([{ point: "mailbox.before_commit", does: 400, time: 1 }])
  watched("old")
  await until("it fetches", () => server.asked.some((each) => each.includes("BODY.PEEK[]")))
  release()
  await held
  await run(sample.desk.db, sql`update mailbox_watches set held_until = now() - interval '1 second'`)
  watched("new")
  await until("it is marked", () => isSeen(1))
  assert.equal(await keptCount(sample), 1)
})

test("F37: a letter is fetched whatever the clock of its server says, and a senseless date does not count", async () => {
  await added(sample, server.port)
  server.deliver(letter(), { date: "01-Jan-1970 00:00:00 +0000" })
  server.deliver(letter(), { date: "27-Mar-2031 09:00:00 +0000" })
  watched()
  await until("both are kept", async () => (await keptCount(sample)) === 2)
  server.deliver(letter(), { date: "26-Mar-2026 23:59:59 +0000" })
  await until("the third is kept", async () => (await keptCount(sample)) === 3)
  const received = (await readAll(sample)).map((each) => each.received_at)
  assert.deepEqual(received, [instant("2026-03-27T16:30"), instant("2026-03-27T16:30"), instant("2026-03-26T23:59:59")])
  assert.ok(server.asked.every((each) => !/SINCE|BEFORE|UNSEEN/i.test(each)))
})

test("F37: a number that becomes visible after a higher one is found all the same", async () => {
  await added(sample, server.port)
  server.deliver(letter())
  const late = server.deliver(letter())
  server.letters.pop()
  server.deliver(letter())
  watched()
  await until("two are kept", async () => (await keptCount(sample)) === 2)
  server.letters.splice(1, 0, late)
  await until("the late one is kept", async () => (await keptCount(sample)) === 3)
})

test("F38: the same letter in two mailboxes is one case, and both deliveries are on record", async () => {
  await added(sample, server.port)
  const other = await imapServer()
  await added(sample, other.port, { address: "learn@college.example", name: "Learn" })
  const raw = letter({ To: "help@college.example", Cc: "learn@college.example" })
  server.deliver(raw)
  other.deliver(Buffer.concat([Buffer.from("Received: by another way\r\n"), raw]))
  watched()
  await until("both are kept", async () => (await keptCount(sample)) === 2)
  const results = await readAll(sample)
  assert.deepEqual(results.map(({ state }) => state).sort(), ["filed", "ignored"])
  assert.match(results.find(({ state }) => state === "ignored")?.reason ?? "", /a repeat of letter/)
  await watches.pop()?.stop()
  await other.close()
})

test("F39: letters that share a Message-ID, or have none, are each filed", async () => {
  await added(sample, server.port)
  const shared = { "Message-ID": "<same@force.example>" }
  for (const body of ["One.\r\n", "Another.\r\n"]) server.deliver(letterOf(shared, body))
  for (const subject of ["First without", "Second without"])
    server.deliver(Buffer.from(`From: pat@force.example\r\nSubject: ${subject}\r\n\r\nHello\r\n`))
  watched()
  await until("all are kept", async () => (await keptCount(sample)) === 4)
  assert.deepEqual(
    (await readAll(sample)).map(({ state }) => state),
    ["filed", "filed", "filed", "filed"],
  )
})

test("a letter that nobody can parse is kept and held, and one that breaks the connection each time keeps no other waiting", async () => {
  await added(sample, server.port)
  server.deliver(
    Buffer.concat([
      Buffer.from("From: pat@force.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"),
      Buffer.from("--x\r\n\r\n".repeat(1100)),
    ]),
  )
  server.deliver(letter())
  server.poison = 2
  server.deliver(letter())
  watched()
  await until("the other two are kept", async () => (await keptCount(sample)) === 2)
  const results = await readAll(sample)
  assert.deepEqual(
    results.map(({ state }) => state),
    ["held", "filed"],
  )
  server.poison = undefined
})

test("what lay there before is taken as the mailbox says: all, what nobody has opened, or nothing", async () => {
  for (const [backlog, kept] of [
    ["all", 3],
    ["unseen", 1],
    ["none", 0],
  ] as const) {
    const one = await imapServer()
    await added(sample, one.port, { backlog, address: `${backlog}@college.example` })
    one.deliver(letter(), { flags: ["\\Seen"] })
    one.deliver(letter(), { flags: ["\\Seen"] })
    one.deliver(letter())
    const before = await keptCount(sample)
    watched()
    const looked = async () =>
      (await row(
        sample.desk.db,
        sql`select from mailbox_watches join mailboxes using (mailbox_id) where address = ${`${backlog}@college.example`} and looked_at is not null`,
      )) !== undefined
    await until("it has been looked through", looked)
    assert.equal((await keptCount(sample)) - before, kept, backlog)
    one.deliver(letter(), { flags: ["\\Seen"] })
    await until("what comes later is kept", async () => (await keptCount(sample)) - before === kept + 1)
    one.uidValidity = 7
    one.cutAll()
    one.deliver(letter())
    await until("nothing old comes with a new numbering", async () => (await keptCount(sample)) - before === kept + 2)
    await watches.pop()?.stop()
    await run(
      sample.desk.db,
      sql`update mailboxes set paused_at = now() where address = ${`${backlog}@college.example`}`,
    )
    await one.close()
  }
})
