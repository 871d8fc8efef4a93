import assert from "node:assert/strict"
import { describe, test } from "node:test"
import fc from "fast-check"
import PostalMime from "postal-mime"
import { verifiedFollowToken, verifiedMessageId, verifiedReplyAddress } from "./addresses.ts"
import { usableAddress } from "./clean.ts"
import type { Letterhead } from "./letterhead.ts"
import type { Notice } from "./notice.ts"
import { rendered } from "./render.ts"

const key = Buffer.alloc(32, 7)
const letterhead: Letterhead = {
  key,
  mailAddress: "desk@charter.example",
  deskName: "Customer Contact Centre",
  phone: "0800 692 1122",
  publicUrl: "https://charter.example",
  zone: "Europe/London",
}
const facts = {
  reference: "INC-2026-000123",
  subject: 1,
  name: 2,
  promise: {
    clock: "first-reply",
    dueAt: Temporal.Instant.from("2026-03-27T17:00Z").epochMilliseconds,
    clauseId: "first-response",
    force: "expected",
    charterVersion: 1,
  },
} as const
const acknowledgement: Notice = {
  caseId: 123,
  noticeId: 1,
  kind: "acknowledgement",
  isAutomatic: true,
  facts,
  createdAt: Temporal.Instant.from("2026-03-25T16:30:00Z").epochMilliseconds,
  recipient: "jo@force.example",
  body: null,
  subject: "Cannot sign in",
  name: "Jo Bloggs",
  letterHead: null,
  language: null,
}
const reply: Notice = {
  ...acknowledgement,
  noticeId: 2,
  kind: "reply",
  isAutomatic: false,
  body: "Please try again.\n\nIt works now <b>for sure</b> & always.\nSam",
}

async function parsed(notice: Notice, to = "jo@force.example") {
  const { bytes } = await rendered(notice, to, letterhead)
  return { bytes, raw: bytes.toString("utf8"), mail: await PostalMime.parse(bytes) }
}

describe("an acknowledgement", () => {
  test("gives the reference, the deadline in London time, the clause and a private link, in text and in HTML", async () => {
    const { mail } = await parsed(acknowledgement)
    for (const body of [mail.text ?? "", mail.html ?? ""]) {
      assert.match(body, /INC-2026-000123/)
      assert.match(body, /We expect to reply to you by 5pm on Friday 27 March 2026/)
      assert.match(body, /https:\/\/charter\.example\/charter#first-response/)
      const token = /https:\/\/charter\.example\/follow\/([a-z0-9-]+)/.exec(body)?.[1] ?? ""
      assert.deepEqual(verifiedFollowToken(key, token), { caseId: 123, issuedAt: acknowledgement.createdAt })
    }
    assert.equal(mail.subject, "We have received your report: INC-2026-000123")
  })

  test("is in English where nobody knows of another language, or the one that is known is not filled", async () => {
    for (const language of [null, "cy", "xx"]) {
      const { mail } = await parsed({ ...acknowledgement, language })
      assert.match(mail.subject ?? "", /^We have received your report/)
      assert.match(mail.html ?? "", /<html lang="en">/)
    }
  })

  test("A22 says that it is automatic and asks not to be answered automatically", async () => {
    const { raw } = await parsed(acknowledgement)
    assert.match(raw, /^Auto-Submitted: auto-replied\r$/m)
    assert.match(raw, /^X-Auto-Response-Suppress: OOF, AutoReply\r$/m)
  })

  test("A21 shows nothing that came from outside, so that nobody can put words into another's mailbox", async () => {
    for (const kind of ["acknowledgement", "reply", "resolution", "follow-up", "link"] as const) {
      const words = { subject: "BUY PILLS", name: "Visit evil.example", body: "pay me now" }
      const { raw, mail } = await parsed({ ...acknowledgement, kind, ...words })
      for (const text of [raw, mail.text, mail.html, mail.subject]) {
        assert.doesNotMatch(text ?? "", /PILLS|evil\.example|pay me now/)
      }
    }
  })

  test("leads replies back to the case by its Reply-To and its Message-ID", async () => {
    const { mail } = await parsed(acknowledgement)
    const replyTo = mail.replyTo?.[0]?.address ?? ""
    assert.deepEqual(verifiedReplyAddress(key, letterhead.mailAddress, replyTo, "jo@force.example"), { caseId: 123 })
    const named = verifiedMessageId(key, "charter.example", mail.messageId ?? "", "jo@force.example")
    assert.deepEqual(named, { caseId: 123, noticeId: 1 })
  })

  test("is worded no more bindingly than its clause", async () => {
    const promise = { ...facts.promise, force: "aim" as const, clock: "restore" as const }
    const { mail } = await parsed({ ...acknowledgement, facts: { ...facts, promise } })
    assert.match(mail.text ?? "", /We aim to put it right by 5pm/)
  })

  test("without a promise still says what happens next", async () => {
    const { mail } = await parsed({ ...acknowledgement, facts: { ...facts, promise: undefined } })
    assert.match(mail.text ?? "", /What happens next\r?\n-+\r?\n\r?\nWe will look into it and reply to you\./)
  })
})

describe("a person's message", () => {
  test("carries their words, the customer's subject and the reference, and is not marked as automatic", async () => {
    const { mail, raw } = await parsed(reply)
    assert.equal(mail.subject, "Re: Cannot sign in [INC-2026-000123]")
    assert.match(mail.text ?? "", /Hello Jo Bloggs\r?\n\r?\nPlease try again\./)
    assert.doesNotMatch(raw, /Auto-Submitted/)
  })

  test("A10 is escaped in HTML", async () => {
    const hostile = `<img src=x onerror=fetch('/api/me')>"'&`
    const { mail } = await parsed({ ...reply, body: hostile, name: hostile, subject: hostile })
    assert.doesNotMatch(mail.html ?? "", /<img/)
    assert.match(mail.html ?? "", /&lt;img src=x onerror=fetch\(&#39;\/api\/me&#39;\)&gt;&quot;&#39;&amp;/)
    assert.match(mail.html ?? "", /<title>Re: &lt;img/)
    assert.ok((mail.text ?? "").includes(hostile))
  })

  test("continues the customer's conversation in their mail program", async () => {
    const letterHead = Buffer.from(
      "Message-ID: <a1@force.example>\r\nReferences: <r1@x.example>\r\n <r2@x.example>\r\n\r\nReferences: <no@body>",
    )
    const { mail } = await parsed({ ...reply, letterHead })
    assert.equal(mail.inReplyTo, "<a1@force.example>")
    assert.equal(mail.references, "<r1@x.example> <r2@x.example> <a1@force.example>")
  })

  test("whose words were erased says so, and is sent without them", async () => {
    const { mail } = await parsed({ ...reply, body: null, name: null, subject: null })
    assert.match(mail.text ?? "", /^Hello\r?\n\r?\nThe words of this message have been erased\./)
    assert.equal(mail.subject, "About your report: INC-2026-000123")
  })

  test("gathers no marks and no second reference in its subject", async () => {
    const { mail } = await parsed({ ...reply, subject: "RE: Fwd: Re: Cannot sign in [INC-2026-000123]" })
    assert.equal(mail.subject, "Re: Cannot sign in [INC-2026-000123]")
  })

  test("holds the private link only where it goes to the person whose case it is", async () => {
    const links = async (notice: Notice) => ((await parsed(notice)).raw.match(/follow\//g) ?? []).length > 0
    assert.equal(await links(reply), false)
    assert.equal(await links({ ...reply, facts: { ...facts, isRequester: true } }), true)
    assert.equal(await links({ ...reply, kind: "resolution" }), true)
  })

  test("names the outcome of a resolution", async () => {
    const { mail } = await parsed({ ...reply, kind: "resolution", facts: { ...facts, outcome: "workaround" } })
    assert.equal(mail.subject, "Resolved: Cannot sign in [INC-2026-000123]")
    assert.match(mail.text ?? "", /There is a way round what you reported/)
  })
})

const injections = [
  "a\r\nBcc: x@evil.example",
  "a\nBcc: x@evil.example",
  "a\rBcc: x@evil.example",
  "a\u2028Bcc: x@evil.example",
  "a%0d%0aBcc: x@evil.example",
  "a\u0085Bcc: x@evil.example",
  "a\0\x0bBcc:x",
  "=?utf-8?Q?a=0D=0ABcc:_x@evil.example?=",
]
const headerNames = [
  "auto-submitted",
  "content-type",
  "date",
  "from",
  "in-reply-to",
  "message-id",
  "mime-version",
  "references",
  "reply-to",
  "subject",
  "to",
  "x-auto-response-suppress",
]

describe("A23 header injection", () => {
  test("a subject that looks encoded is not decoded by the reader's program", async () => {
    const { mail } = await parsed({ ...reply, subject: "=?utf-8?Q?a=0D=0ABcc:_x@evil.example?=" })
    assert.equal(mail.subject, "Re: = ?utf-8?Q?a=0D=0ABcc:_x@evil.example?= [INC-2026-000123]")
  })

  test("adds no line to the header, from a name, a subject, a body or a letter's Message-ID", async () => {
    for (const text of injections) {
      const letterHead = Buffer.from(`Message-ID: <x@y>\r\nReferences: <${text}@y> <ok@y>\r\n\r\n`)
      const { raw } = await parsed({ ...reply, subject: text, name: text, body: text, letterHead })
      assertOneHeaderBlock(raw)
    }
  })

  test("fails whatever the text", async () => {
    const text = fc.oneof(fc.string({ unit: "binary", maxLength: 400 }), fc.constantFrom(...injections))
    await fc.assert(
      fc.asyncProperty(text, text, text, async (subject, name, head) => {
        const letterHead = Buffer.from(`Message-ID: <${head}@y>\nReferences: <${head}@y>\n\n`)
        const { raw } = await parsed({ ...reply, subject, name, body: subject, letterHead })
        assertOneHeaderBlock(raw)
      }),
      { numRuns: 60 },
    )
  })
})

function assertOneHeaderBlock(raw: string): void {
  const block = raw.slice(0, raw.indexOf("\r\n\r\n"))
  assert.doesNotMatch(block, /[^\r\n\x20-\x7e\t]/)
  assert.doesNotMatch(block.replaceAll("\r\n", ""), /[\r\n]/)
  for (const line of block.replace(/\r\n[ \t]/g, " ").split("\r\n")) {
    assert.ok(headerNames.includes(line.slice(0, line.indexOf(":")).toLowerCase()), line)
  }
  assert.equal(block.match(/^to:/gim)?.length, 1)
}

test("the same notice gives the same bytes at every attempt", async () => {
  for (const notice of [acknowledgement, reply]) {
    const [first, second] = [await parsed(notice), await parsed(structuredClone(notice))]
    assert.ok(first.bytes.equals(second.bytes))
  }
})

test("lines are ended by CRLF alone and are no longer than SMTP takes, whatever a person wrote", async () => {
  const { raw } = await parsed({
    ...reply,
    body: `${"x".repeat(5000)}\n\u00fc${"y".repeat(5000)}\r${"z".repeat(2000)}`,
  })
  assert.doesNotMatch(raw.replaceAll("\r\n", ""), /[\r\n]/)
  assert.ok(raw.split("\r\n").every((line) => Buffer.byteLength(line) <= 998))
})

test("A24 an address that two programs could read differently is not written to", () => {
  const refused = [
    '"a@evil.example x"@college.police.uk',
    "a@b@c",
    "a b@c.example",
    "<a@c.example>",
    "a@c.example,b@c.example",
    "a@c.example\r\nBcc: b@c.example",
    "(x)a@c.example",
    "a@[127.0.0.1]",
    "a@c..example",
    ".a@c.example",
    "a@-c.example",
    "@c.example",
    "a@",
    "",
    "a@c.example b@d.example",
    "a;b@c.example",
    "Jo <a@c.example>",
    "a@c.example\u0000",
    `${"a".repeat(65)}@c.example`,
    "undisclosed-recipients:;",
  ]
  for (const address of refused) assert.equal(usableAddress(address), undefined, address)
  const taken = [
    "jo@force.example",
    "Jo.O'Brien+charter@force.police.uk",
    "desk@localhost",
    "jörg@bücher.example",
    "a_b@my_host.example",
  ]
  for (const address of taken) assert.equal(usableAddress(address), address)
})
