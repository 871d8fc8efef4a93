import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type pg from "pg"
import { until } from "../support/until.ts"
import { type Answer, casesAbout, contactAbout, letterAbout, numberOf, posted, referenceIn } from "./asking.ts"
import { type DeskProcess, deskProcess } from "./desk-process.ts"
import { mailClient } from "./mail-client.ts"
import { asOwner, openSite, type Site, type SiteDatabase } from "./site.ts"

let site: Site
let database: SiteDatabase
let desk: DeskProcess
before(async () => {
  site = await openSite()
  database = await site.database()
  desk = await deskProcess({ ...database.settings, METRICS_PORT: "off" })
  await desk.start()
})
after(async () => {
  await desk.remove()
  await site.close()
})

function owned<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
  return asOwner(database.ownerUrl, work)
}

function sent(subject: string): Promise<Answer> {
  return posted(desk, database.token, "contacts", contactAbout(subject), subject)
}

async function mailed(subject: string): Promise<number> {
  const client = await mailClient(desk.smtpPort)
  try {
    return await client.send(letterAbout(subject))
  } finally {
    client.close()
  }
}

function replied(reference: string): Promise<Answer> {
  return posted(
    desk,
    database.token,
    `cases/${reference}/reply`,
    { body: `words for ${reference}` },
    `reply-${reference}`,
  )
}

function isComeAgain({ status, type }: Answer): boolean {
  return status === 503 && type.startsWith("application/problem+json")
}

function repliesOn(reference: string): Promise<number> {
  const events = "events e join cases c using (case_id) where reference = $1 and type = 'replied'"
  return owned((owner) => numberOf(owner, events, [reference]))
}

for (const when of ["before", "after"] as const) {
  test(`F14: a link cut ${when} a contact is committed is looked after by its key: one answer, one case`, async () => {
    const subject = `f14-${when}`
    const cut = site.link.cutAt(subject, when)
    const first = await sent(subject)
    await cut
    assert.equal(first.status, 201, first.text)
    assert.equal(referenceIn(await sent(subject)), referenceIn(first))
    assert.equal(await owned((owner) => casesAbout(owner, subject)), 1)
  })

  test(`F14: a link cut ${when} the commit of a reply is looked after by its key: one answer, one reply`, async () => {
    const reference = referenceIn(await sent(`f14-reply-${when}`))
    // The words are the mark of its transaction: the desk has other commits to make.
    const cut = site.link.cutAt([`words for ${reference}`, "commit\0"], when)
    const first = await replied(reference)
    await cut
    assert.equal(first.status, 200, first.text)
    assert.equal((await replied(reference)).status, 200)
    assert.equal(await repliesOn(reference), 1)
  })
}

for (const [when, found] of [
  ["before", 0],
  ["after", 1],
] as const) {
  test(`F14: a link cut ${when} a contact without a key is committed gives 503, because nobody knows`, async () => {
    const subject = `f14-keyless-${when}`
    const cut = site.link.cutAt(subject, when)
    const first = await posted(desk, database.token, "contacts", contactAbout(subject))
    await cut
    assert.ok(isComeAgain(first), first.text)
    await until(async () => (await owned((owner) => casesAbout(owner, subject))) === found)
  })

  test(`F14: a link cut ${when} a letter is kept gives 451, and the letter sent again is one case`, async () => {
    const subject = `f14-letter-${when}`
    const cut = site.link.cutAt(subject, when)
    assert.equal(await mailed(subject), 451)
    await cut
    assert.equal(await mailed(subject), 250)
    const read = "letters where message_id = $1 and state <> 'received'"
    await until(async () => (await owned((owner) => numberOf(owner, read, [`${subject}@force.example`]))) === 1 + found)
    assert.equal(await owned((owner) => casesAbout(owner, subject)), 1)
  })
}

test("F13: sessions ended in the middle of fifty contacts and as many letters: each is told to come again, and is one case", async () => {
  const names = Array.from({ length: 50 }, (_, index) => `f13-${index}`)
  const insisted = async (subject: string) => {
    await until(async () => {
      const { status } = await sent(subject).catch(() => ({ status: 0 }))
      assert.ok([201, 503].includes(status), `${status}`)
      return status === 201
    })
    await until(async () => {
      const code = await mailed(`${subject}-letter`).catch(() => 0)
      assert.ok([250, 451, 0].includes(code), `${code}`)
      return code === 250
    })
  }
  let isOver = false
  const work = Promise.all(names.map(insisted)).finally(() => {
    isOver = true
  })
  let ended = 0
  for (; !isOver && ended < 60; ended += await terminated())
    await Promise.race([work, new Promise((go) => setTimeout(go, 40))])
  await work
  assert.ok(ended > 0)
  // A job whose fetching was committed and never heard of is given to somebody else once its worker has been silent for long.
  await until(async () => (await owned((owner) => numberOf(owner, "letters where state = 'received'"))) === 0)
  const twice = await owned((owner) =>
    numberOf(owner, "(select from cases where subject like 'f13-%' group by subject having count(*) <> 1) odd"),
  )
  assert.equal(twice, 0)
  assert.equal(await owned((owner) => numberOf(owner, "cases where subject like 'f13-%'")), 100)
})

function terminated(): Promise<number> {
  return owned(async (owner) => {
    const found = await owner.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name like 'charter desk%'",
      [database.name],
    )
    return found.rowCount ?? 0
  })
}

test("F14 F13: after all of it nothing stored differs from what the events give", async () => {
  const { code, stdout } = await desk.verb(["verify"])
  assert.equal(code, 0, stdout)
})
