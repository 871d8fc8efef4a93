import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { test } from "node:test"
import { messageIdFor, replyAddressFor } from "../notices/index.ts"
import type { Envelope, ParsedLetter } from "./letter.ts"
import { type Decision, matched, noticesNamed, type Ours, referencesIn } from "./match.ts"
import { letterOf, readOf } from "./sample-letter.ts"

const ours: Ours = { key: randomBytes(32), mailAddress: "desk@college.example", prefixes: ["INC"] }
const pat = "pat@force.example"
const nobody: Envelope = { from: pat, to: ["desk@college.example"] }
const replyAddress = replyAddressFor(ours.key, ours.mailAddress, 123, pat)
const messageId = messageIdFor(ours.key, "college.example", 123, 4, pat)
const othersMessageId = messageIdFor(ours.key, "college.example", 123, 4, "sam@force.example")

async function decisionOn(
  headers: Record<string, string>,
  envelope: Envelope = nobody,
  body?: string,
  recipient: string | undefined = undefined,
): Promise<Decision> {
  const letter: ParsedLetter = await readOf(letterOf(headers, body), envelope.from)
  return matched(letter, envelope, ours, () => recipient)
}

function heldFor(decision: Decision): string {
  assert.equal(decision.do, "hold")
  return decision.do === "hold" ? decision.reason : ""
}

function ignoredFor(decision: Decision): string {
  assert.equal(decision.do, "ignore")
  return decision.do === "ignore" ? decision.reason : ""
}

test("a letter from somebody opens a case, and so does a reply to anything that is not ours", async () => {
  assert.deepEqual(await decisionOn({}), { do: "open" })
  assert.deepEqual(await decisionOn({ "In-Reply-To": "<x@college.example>", References: "<y@force.example>" }), {
    do: "open",
  })
  assert.deepEqual(await decisionOn({ Subject: "Re: [#1001] INCIDENT-2026-1 and ABC-2026-000123" }), { do: "open" })
})

test("our reply address continues the case, from the address that it was issued to, wherever it stands", async () => {
  const update = { do: "update", caseId: 123 }
  assert.deepEqual(await decisionOn({}, { from: pat, to: [replyAddress] }), update)
  assert.deepEqual(await decisionOn({ To: `The Desk <${replyAddress}>` }), update)
  assert.deepEqual(await decisionOn({ Cc: replyAddress.toUpperCase() }), update)
  assert.deepEqual(await decisionOn({ To: replyAddress, From: "Pat <PAT@force.example>" }), update)
})

test("our Message-ID continues the case, from the address that it was issued to", async () => {
  const update = { do: "update", caseId: 123 }
  assert.deepEqual(await decisionOn({ "In-Reply-To": messageId }), update)
  assert.deepEqual(await decisionOn({ References: `<a@b.example> ${messageId} <c@d.example>` }), update)
  assert.deepEqual(await decisionOn({ "In-Reply-To": messageId, Subject: "Re: INC-2026-000123" }), update)
})

test("the reply address says more than the thread", async () => {
  const other = messageIdFor(ours.key, "college.example", 999, 1, pat)
  assert.deepEqual(await decisionOn({ To: replyAddress, "In-Reply-To": other }), { do: "update", caseId: 123 })
})

test("A16: a stranger who names a reference is held, with the reference", async () => {
  const decision = await decisionOn({
    From: "stranger@elsewhere.example",
    Subject: "Re: [INC-2026-000123] close please",
  })
  assert.deepEqual(decision, { do: "hold", reason: "claims INC-2026-000123", claims: ["INC-2026-000123"] })
})

const spellings = [
  "inc-2026-000123",
  "INC\u20112026\u2011000123",
  "ＩＮＣ-2026-000123",
  "(INC-2026-000123)",
  "Fw: AW: INC-2026-000123!",
]
for (const subject of spellings) {
  test(`A16: ${subject} names it too`, () => {
    assert.deepEqual(referencesIn(subject, ours.prefixes), ["INC-2026-000123"])
  })
}

test("A17: a guessed Message-ID, or one issued to another, is held", async () => {
  const guessed = `<charter.3f.4.${"a".repeat(32)}@college.example>`
  for (const id of [guessed, othersMessageId, "<charter.x@college.example>"]) {
    assert.match(heldFor(await decisionOn({ "In-Reply-To": id })), /claims a case/)
    assert.match(heldFor(await decisionOn({ References: id })), /claims a case/)
  }
})

test("A12, A13: a reply address in other hands is held, whoever is copied", async () => {
  const stranger = { To: replyAddress, From: "no-reply@shop.example", Subject: "Confirm your address" }
  assert.match(heldFor(await decisionOn(stranger)), /claims a case/)
  const copied = { To: replyAddress, From: "stranger@elsewhere.example", Cc: pat, "Reply-To": pat }
  assert.match(heldFor(await decisionOn(copied)), /claims a case/)
  assert.match(heldFor(await decisionOn({ To: "desk+123@college.example" })), /claims a case/)
})

test("a letter without a usable From is held, even with our reply address", async () => {
  assert.equal(heldFor(await decisionOn({ From: "Pat", To: replyAddress })), "has an unusable address in From")
})

test("A12: a letter in the desk's own name is held", async () => {
  assert.match(heldFor(await decisionOn({ From: "desk@college.example" })), /the desk itself/)
  assert.match(heldFor(await decisionOn({ From: `Desk <${replyAddress}>` })), /the desk itself/)
})

test("A22: our own letter that comes back is a loop, whoever sends it on", async () => {
  const returned = { "Message-ID": messageId, From: "desk@college.example", To: pat }
  assert.match(ignoredFor(await decisionOn(returned)), /loop/)
  assert.match(
    ignoredFor(await decisionOn({ "Message-ID": messageId, To: "list@force.example" }, nobody, undefined, pat)),
    /loop/,
  )
  assert.match(heldFor(await decisionOn({ "Message-ID": othersMessageId, To: "x@y.example" })), /does not verify/)
})

test("A22: automatic replies are ignored, even to a case's own address", async () => {
  const away = { To: replyAddress, "Auto-Submitted": "auto-replied", Subject: "Away" }
  assert.match(ignoredFor(await decisionOn(away)), /^an automatic reply: it says so/)
  assert.match(
    ignoredFor(await decisionOn({ To: replyAddress, Subject: "Out of office: Pat is away" })),
    /automatic reply/,
  )
  assert.match(
    ignoredFor(await decisionOn({ To: replyAddress, "Auto-Submitted": "auto-generated" })),
    /automatic reply/,
  )
  assert.deepEqual(await decisionOn({ "Auto-Submitted": "auto-generated" }), { do: "open" })
})

const bounce = {
  From: "MAILER-DAEMON@relay.example",
  "Content-Type": "multipart/report; report-type=delivery-status; boundary=b",
}

function report(id: string): string {
  return `--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; ${pat}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${id}\r\n--b--\r\n`
}

test("a bounce of a notice belongs to the notice's case, from whomever it comes", async () => {
  assert.deepEqual(await decisionOn(bounce, { from: "", to: [] }, report(messageId), pat), {
    do: "bounce",
    caseId: 123,
    noticeId: 4,
    recipients: [{ address: pat, action: "failed", status: "5.1.1", diagnostic: "" }],
  })
})

test("F28: a bounce that names no notice of ours, or a forged one, is ignored", async () => {
  const none = { from: "", to: [] }
  assert.match(ignoredFor(await decisionOn(bounce, none, report("<x@y.example>"), pat)), /no letter of ours/)
  assert.match(ignoredFor(await decisionOn(bounce, none, report(othersMessageId), pat)), /no letter of ours/)
  assert.match(ignoredFor(await decisionOn(bounce, none, report(messageId), undefined)), /no letter of ours/)
})

test("the notices that a letter speaks of are few, however many it names", async () => {
  const many = Array.from({ length: 80 }, (_, index) =>
    messageIdFor(ours.key, "college.example", 123, index + 1, pat),
  ).join(" ")
  const letter = await readOf(letterOf({ ...bounce, References: many }, report(messageId)))
  assert.equal(noticesNamed(letter, ours).length, 50)
  assert.deepEqual(noticesNamed(await readOf(letterOf({ References: many })), ours), [])
})
