import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant } from "../../../test/support/desk.ts"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague, type Visitor } from "../../../test/support/visitor.ts"
import { isHeld } from "../../backup/index.ts"
import { noticeRecorder } from "../../cases/index.ts"
import { row, sql, transaction } from "../../database/index.ts"
import { domainOf, messageIdFor, openOutgoing, sendNotice } from "../../notices/index.ts"
import { insertHold, presentHold } from "../hold-store.ts"
import { continuityPath, releasePath } from "../paths.ts"
import { insertBackup, insertDrill, noteVerified } from "../store.ts"
import { continuityPages } from "./continuity.ts"

const key = Buffer.alloc(32, 7)
const mailAddress = "desk@localhost"
const desk = await deskPages([
  ...continuityPages({ backups: "/backups", isEmbedded: false, secretKey: key, mailAddress }),
])
const { db } = desk
after(() => desk.close())

let administrator: Visitor
let auditor: Visitor
before(async () => {
  administrator = await colleague(desk.server, db, "administrator")
  auditor = await colleague(desk.server, db, "auditor")
})

const letterhead = {
  key,
  mailAddress,
  deskName: "Desk",
  phone: null,
  publicUrl: "http://127.0.0.1",
  zone: "Europe/London",
}
const outgoing = openOutgoing({ letterhead, onError: (error) => assert.fail(String(error)) })

async function held(): Promise<void> {
  const restoredAt = instant(desk.now)
  await transaction(db, (tx) =>
    insertHold(tx, { restoredAt, lastEventAt: restoredAt - 60_000, backup: "2026-03-27T080000Z", redactions: 1 }),
  )
}

async function noticeOf(reference: string) {
  const found = await row<{ state: string; reason: string | null; caseId: number; noticeId: number }>(
    db,
    sql`select n.state, n.reason, n.case_id as "caseId", n.notice_id as "noticeId" from notices n join cases using (case_id) where reference = ${reference}`,
  )
  if (found === undefined) throw new Error(`${reference} has no notice`)
  return found
}

async function attempt(reference: string): Promise<string> {
  const key = await noticeOf(reference)
  await sendNotice(db, key, outgoing, noticeRecorder(db), () => instant(desk.now))
  return (await noticeOf(reference)).state
}

test("a desk without backups says so, and tells its promise", async () => {
  const { heading, text } = await auditor.get(continuityPath)
  assert.equal(heading, "Continuity")
  assert.match(text, /We make regular backups, so that no data is lost in a major incident/)
  assert.match(text, /There are no backups that this desk knows of/)
  assert.match(text, /No drill has been done yet/)
})

test("F66 a backup that was damaged since is shown as damaged, with what is wrong, and one older than a day is an alarm", async () => {
  const made = {
    madeAt: instant("2026-03-26T08:00"),
    verifiedAt: instant("2026-03-26T08:00"),
    bytes: 5_000_000,
    isEncrypted: true,
    seconds: 2,
  }
  await insertBackup(db, { ...made, folder: "/backups/2026-03-26T080000Z" })
  await insertBackup(db, { ...made, folder: "/backups/2026-03-27T080000Z", madeAt: instant("2026-03-27T08:00") })
  assert.doesNotMatch((await auditor.get(continuityPath)).text, /24 hours are the most/)
  await noteVerified(db, "/backups/2026-03-27T080000Z", ["base.tar.zst is cut short."], instant(desk.now))
  const { text } = await auditor.get(continuityPath)
  assert.match(text, /Damaged base\.tar\.zst is cut short/)
  assert.match(text, /The newest good backup is 25 hours old, and 24 hours are the most/)
})

test("a drill is shown with its recovery point, its time, and what 10 GB would take", async () => {
  await insertDrill(db, {
    folder: "/backups/2026-03-26T080000Z",
    isPassed: true,
    begunAt: instant("2026-03-27T08:30"),
    recoveryPointSeconds: 28.4,
    recoverySeconds: 10,
    checkingSeconds: 3,
    dataBytes: 500_000_000,
    cases: 14,
    events: 213,
    eventsMissing: 2,
    faults: [],
  })
  const { text } = await auditor.get(continuityPath)
  assert.match(text, /Passed 28 seconds 2 10 seconds for 500 MB 50\.0 MB a second 4 minutes/)
})

test("F68 after a restore nothing is sent, however often it is tried, until an administrator lets it", async () => {
  const reference = await desk.opened()
  await held()
  assert.equal(await isHeld(db), true)
  assert.equal(await attempt(reference), "waiting")
  const { text } = await administrator.get(continuityPath)
  assert.match(text, new RegExp(`Messages that would be sent: 1.*${reference} : acknowledgement`))
  assert.equal((await auditor.post(releasePath, { how: "all" }, continuityPath)).status, 403)
  assert.equal((await administrator.post(releasePath, { how: "all" }, continuityPath)).location, continuityPath)
  assert.equal(await attempt(reference), "sent")
  const audited = await row(db, sql`select outcome from audit where action = 'mail-released'`)
  assert.deepEqual(audited, { outcome: "done" })
})

test("F68 what the relay had before the restore is not sent again, and the rest is", async () => {
  const [had, hadNot] = [await desk.opened(), await desk.opened()]
  await held()
  const { caseId, noticeId } = await noticeOf(had)
  const id = messageIdFor(key, domainOf(mailAddress), caseId, noticeId, "sam.carter@force.example")
  const forged = messageIdFor(
    Buffer.alloc(32, 9),
    domainOf(mailAddress),
    (await noticeOf(hadNot)).caseId,
    1,
    "sam.carter@force.example",
  )
  const log = `Mar 27 08:59:01 relay postfix[1]: 4Z1: message-id=${id}\nMar 27 08:59:02 message-id=${forged}\n`
  const empty = await administrator.post(releasePath, { how: "unsent" }, continuityPath)
  assert.deepEqual(
    empty.errors,
    ["Paste the part of the mail relay’s log that holds the Message-IDs"].map((each) => each.replace("’", "'")),
  )
  await administrator.post(releasePath, { how: "unsent", log }, continuityPath)
  assert.match((await noticeOf(had)).reason ?? "", /the mail relay had it before the desk was restored/)
  assert.equal((await noticeOf(hadNot)).state, "waiting")
  assert.equal(await presentHold(db), undefined)
})

test("F68 an administrator may have nothing sent that was written before the restore", async () => {
  const before = await desk.opened()
  desk.now = "2026-03-27T09:30"
  await held()
  desk.now = "2026-03-27T09:45"
  const afterwards = await desk.opened()
  await administrator.post(releasePath, { how: "none" }, continuityPath)
  assert.equal((await noticeOf(before)).state, "failed")
  assert.equal((await noticeOf(afterwards)).state, "waiting")
})

test("mail that is not held cannot be let out", async () => {
  const page = await administrator.get(continuityPath)
  assert.doesNotMatch(page.text, /Mail is held/)
})
