import assert from "node:assert/strict"
import { test } from "node:test"
import { letterOf, readOf } from "./sample-letter.ts"

const machines: [what: string, headers: Record<string, string>, kind: string, envelopeFrom?: string][] = [
  ["Auto-Submitted: auto-replied", { "Auto-Submitted": "auto-replied; owner=pat" }, "automatic-reply"],
  ["X-Autoreply", { "X-Autoreply": "yes" }, "automatic-reply"],
  ["X-Autorespond", { "X-Autorespond": "" }, "automatic-reply"],
  ["Precedence: auto_reply", { Precedence: "auto_reply" }, "automatic-reply"],
  [
    "a bulk letter that says out of office",
    { Precedence: "bulk", Subject: "Out of office: back on Monday" },
    "automatic-reply",
  ],
  [
    "Outlook's absence note",
    { "X-Auto-Response-Suppress": "All", Subject: "Automatic reply: your case" },
    "automatic-reply",
  ],
  [
    "an absence note without headers of its own, in answer",
    { "In-Reply-To": "<a@b.example>", Subject: "Abwesenheitsnotiz: Ihr Fall" },
    "automatic-reply",
  ],
  ["a generated answer", { "Auto-Submitted": "auto-generated", "In-Reply-To": "<a@b.example>" }, "automatic-reply"],
  ["the null sender, in answer", { "In-Reply-To": "<a@b.example>" }, "automatic-reply", ""],
  [
    "a read receipt",
    { "Content-Type": "multipart/report; report-type=disposition-notification; boundary=b" },
    "automatic-reply",
  ],
  ["a monitor's alarm", { "Auto-Submitted": "auto-generated" }, "automatic"],
  ["the null sender and no more", {}, "automatic", ""],
  ["a subject alone", { Subject: "Out of office: back on Monday" }, "automatic"],
  [
    "the daemon's failure",
    { From: "MAILER-DAEMON@relay.example", Subject: "Undelivered Mail Returned to Sender" },
    "bounce",
  ],
  [
    "the daemon, with the null sender, in no known words",
    { From: "Mail Delivery System <mailer-daemon@relay.example>", Subject: "xyz" },
    "bounce",
    "",
  ],
  ["a failure with the null sender", { Subject: "Delivery Status Notification (Failure)" }, "bounce", ""],
  ["X-Failed-Recipients", { "X-Failed-Recipients": "pat@force.example" }, "bounce"],
  [
    "a complaint report",
    { "Content-Type": "multipart/report; report-type=feedback-report; boundary=b" },
    "feedback-report",
  ],
]

for (const [what, headers, kind, envelopeFrom = "pat@force.example"] of machines) {
  test(`A22: ${what} is ${kind}, and is not answered`, async () => {
    const read = await readOf(letterOf(headers), envelopeFrom)
    assert.equal(read.classification.kind, kind)
    assert.equal(read.mayBeAnswered, false)
  })
}

const persons: [what: string, headers: Record<string, string>, mayBeAnswered: boolean][] = [
  ["a plain letter", {}, true],
  ["Auto-Submitted: no", { "Auto-Submitted": "no" }, true],
  ["X-Auto-Response-Suppress alone", { "X-Auto-Response-Suppress": "All" }, true],
  [
    "an answer to an absence note",
    { Subject: "Re: Automatic reply: your case", "In-Reply-To": "<a@b.example>" },
    false,
  ],
  ["a letter about failed deliveries", { Subject: "Delivery failure notifications keep coming" }, true],
  ["a letter through a list", { "List-Id": "<staff.force.example>" }, false],
  ["a bulk letter", { Precedence: "bulk" }, false],
  ["an address that wants no answer", { From: "no-reply@shop.example" }, false],
  ["a postmaster who writes", { From: "Postmaster <postmaster@force.example>", Subject: "Our new server" }, false],
  ["a letter without usable From", { From: "nobody" }, false],
]

for (const [what, headers, mayBeAnswered] of persons) {
  test(`${what} is a person's, ${mayBeAnswered ? "and may be answered" : "and is not answered automatically"}`, async () => {
    const read = await readOf(letterOf(headers), "pat@force.example")
    assert.equal(read.classification.kind, "person")
    assert.equal(read.mayBeAnswered, mayBeAnswered)
  })
}

test("A15: a letter cannot talk itself out of being a machine's", async () => {
  const headers = {
    "Auto-Submitted": "no",
    "X-Loop": "no",
    "X-Autoreply": "yes",
    "X-Charter-Owner": "me",
    Precedence: "first-class",
  }
  assert.equal((await readOf(letterOf(headers))).classification.kind, "automatic-reply")
})

test("A22: a letter that has passed through more than a hundred servers loops", async () => {
  const raw = Buffer.concat([Buffer.from("Received: from a by b\r\n".repeat(101)), letterOf()])
  assert.equal((await readOf(raw)).classification.kind, "loop")
})

const report = `--b\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r
Reporting-MTA: dns; relay.example\r\n\r\nFinal-Recipient: rfc822; Pat@force.example\r\nAction: failed\r\nStatus: 5.1.1 (no such user)\r
Diagnostic-Code: smtp; 550 5.1.1 <Pat@force.example>\r\n  unknown\r\n\r\nOriginal-Recipient: rfc822;sam@force.example\r\nAction: delayed\r\nStatus: 4.4.1\r
--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <ours@college.example>\r\nSubject: x\r\n\r\nbody\r\n--b--\r\n`

test("RFC 3464: a delivery report tells who did not get what", async () => {
  const headers = {
    From: "MAILER-DAEMON@relay.example",
    "Content-Type": "multipart/report; report-type=delivery-status; boundary=b",
  }
  const read = await readOf(letterOf(headers, report), "")
  assert.equal(read.classification.kind, "bounce")
  assert.deepEqual(read.report, {
    recipients: [
      {
        address: "Pat@force.example",
        action: "failed",
        status: "5.1.1",
        diagnostic: "550 5.1.1 <Pat@force.example>  unknown",
      },
      { address: "sam@force.example", action: "delayed", status: "4.4.1", diagnostic: "" },
    ],
    messageIds: ["ours@college.example"],
  })
})

test("a report in a form of its own gives the recipients and the Message-IDs that it names", async () => {
  const headers = { From: "MAILER-DAEMON", "X-Failed-Recipients": "pat@force.example, sam@force.example" }
  const read = await readOf(
    letterOf(headers, "It failed.\r\n\r\n------ This is a copy ------\r\nMessage-Id: <ours@college.example>\r\n"),
    "",
  )
  assert.deepEqual(
    read.report?.recipients.map((each) => each.address),
    ["pat@force.example", "sam@force.example"],
  )
  assert.deepEqual(read.report?.messageIds, ["ours@college.example"])
})

test("F47: a report of a hundred thousand recipients is read to the 200th", async () => {
  const groups = "Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.0.0\r\n\r\n".repeat(100_000)
  const body = `--b\r\nContent-Type: message/delivery-status\r\n\r\n${groups}--b--\r\n`
  const read = await readOf(
    letterOf({ "Content-Type": "multipart/report; report-type=delivery-status; boundary=b" }, body),
  )
  assert.equal(read.report?.recipients.length, 200)
})
