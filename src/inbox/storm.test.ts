// Many of our own messages come back (F47), and one sender writes by the hundred (F46).

import assert from "node:assert/strict"
import { after, test } from "node:test"
import { candidates, gatherCandidates, noticeRecorder } from "../cases/index.ts"
import { rows, run, sql } from "../database/index.ts"
import { messageIdFor, openOutgoing, sendNotice } from "../notices/index.ts"
import { at, fresh, ours, sampleInbox } from "./sample-inbox.ts"

const { desk, receive, close } = await sampleInbox()
after(close)

const letterhead = {
  key: ours.key,
  mailAddress: ours.mailAddress,
  publicUrl: "http://desk.example",
  zone: "Europe/London",
  deskName: "Desk",
  phone: null,
}
const outgoing = openOutgoing({ letterhead, onError: () => {} })
after(() => outgoing.close())

const send = (caseId: number) =>
  sendNotice(desk.db, { caseId, noticeId: 1 }, outgoing, noticeRecorder(desk.db), () => at)

function report(caseId: number, address: string, status: string): Buffer {
  const messageId = messageIdFor(ours.key, "college.example", caseId, 1, address)
  const parts = [
    "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n",
    `--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\nFinal-Recipient: rfc822; ${address}\r\nAction: failed\r\nStatus: ${status}\r\n`,
    `--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: ${messageId}\r\n\r\nHello\r\n--b--\r\n`,
  ]
  const type = 'multipart/report; report-type=delivery-status; boundary="b"'
  return fresh(
    { From: "Mail Delivery <mailer-daemon@relay.example>", Subject: "Undelivered", "Content-Type": type },
    parts.join(""),
  )
}

async function openedFor(email: string): Promise<number> {
  const opened = await desk.open("2026-03-27T16:00", { requester: { email } })
  return opened.caseId
}

async function noticesOf(caseId: number) {
  return await rows<{ state: string; reason: string | null }>(
    desk.db,
    sql`select state, reason from notices where case_id = ${caseId} order by notice_id`,
  )
}

test("F47 bounces are filed on their cases, answered by nothing, told as one, and mark the address they came back from", async () => {
  const cases: number[] = []
  for (let index = 0; index < 22; index++) {
    const caseId = await openedFor(`gone${index}@force.example`)
    await send(caseId)
    const filed = await receive(report(caseId, `gone${index}@force.example`, "5.1.1"), [ours.mailAddress], "")
    assert.equal(filed.state, "filed", filed.reason ?? "")
    assert.deepEqual(
      (await noticesOf(caseId)).map((each) => each.state),
      ["failed"],
    )
    cases.push(caseId)
  }
  await gatherCandidates(desk.db, at)
  const [told] = (await candidates(desk.db, await desk.actor("team-leader"), at, 5)).filter(
    ({ kind }) => kind === "bounces",
  )
  assert.equal(told?.contacts, 22)

  const again = await openedFor("GONE3@force.example")
  await send(again)
  const [notice] = await noticesOf(again)
  assert.equal(notice?.state, "failed")
  assert.match(notice?.reason ?? "", /has come back undelivered/)

  await receive(fresh({ From: "gone3@force.example", Subject: "I am here again" }))
  const third = await openedFor("gone3@force.example")
  await send(third)
  assert.deepEqual(
    (await noticesOf(third)).map((each) => each.state),
    ["sent"],
  )
})

test("a full mailbox and a message that was disliked mark no address", async () => {
  for (const [index, status] of ["5.2.2", "5.7.1", "4.4.1"].entries()) {
    const address = `full${index}@force.example`
    const first = await openedFor(address)
    await send(first)
    await receive(report(first, address, status), [ours.mailAddress], "")
    const second = await openedFor(address)
    await send(second)
    assert.deepEqual(
      (await noticesOf(second)).map((each) => each.state),
      ["sent"],
      status,
    )
  }
})

test("F46 who writes by the hundred is read behind the others, and is not thanked for each", async () => {
  await run(desk.db, sql`delete from pgboss.job`)
  const states = new Set<string>()
  for (let index = 0; index < 75; index++) {
    const filed = await receive(
      fresh({ From: "storm@force.example", Subject: `Storm ${index}` }),
      [],
      "storm@force.example",
    )
    states.add(filed.state)
  }
  await receive(fresh({ From: "calm@police.example", Subject: "Calm" }), [], "calm@police.example")
  assert.deepEqual([...states], ["filed"])
  const jobs = await rows<{ name: string; count: number; last: number }>(
    desk.db,
    sql`select name, count(*) as count, max((data ->> 'letter')::int) as last from pgboss.job where name like 'read-%' group by name`,
  )
  const [ordinary, flood] = ["read-letter", "read-flood"].map((name) => jobs.find((each) => each.name === name))
  assert.ok((flood?.count ?? 0) >= 10 && (flood?.last ?? 0) < (ordinary?.last ?? 0), JSON.stringify(jobs))
  const thanks = await rows(
    desk.db,
    sql`select from notices n join content c on c.case_id = n.case_id and c.content_id = n.recipient_content_id
      where convert_from(c.bytes, 'UTF8') = 'storm@force.example'`,
  )
  assert.equal(thanks.length, 10)
})
