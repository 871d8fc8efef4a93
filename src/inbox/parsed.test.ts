import assert from "node:assert/strict"
import { test } from "node:test"
import { parsed } from "./parsed.ts"
import { letterOf, readOf } from "./sample-letter.ts"

test("a letter of text, HTML, a picture, an invitation and a forwarded letter", async () => {
  const parts = [
    "Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nCaf=C3=A9\r\n--c\r\nContent-Type: text/html\r\n\r\n<p onclick=x>Caf&eacute;</p>\r\n--c--",
    `Content-Type: image/png; name="a.png"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: inline; filename*=utf-8''caf%C3%A9.png\r\n\r\n${Buffer.from("png").toString("base64")}`,
    "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR",
    "Content-Type: message/rfc822\r\n\r\nFrom: x@y.example\r\nSubject: inner\r\n\r\ninner words",
    'Content-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+IgAA',
  ]
  const body = `${parts.map((part) => `--b\r\n${part}\r\n`).join("")}--b--\r\n`
  const headers = {
    "Content-Type": "multipart/mixed; boundary=b",
    "Message-ID": "<m1@force.example>",
    Date: "Fri, 27 Mar 2026 16:30:00 +0000",
    Cc: "Sam <sam@force.example>",
    "Reply-To": "evil@elsewhere.example",
  }
  const read = await readOf(letterOf(headers, body))
  assert.equal(read.text, "Café")
  assert.equal(read.html, "<p>Café</p>")
  assert.equal(read.messageId, "m1@force.example")
  assert.equal(read.date, 1774629000000)
  assert.deepEqual(read.from, { name: "Pat", address: "pat@force.example" })
  assert.deepEqual(read.cc, [{ name: "Sam", address: "sam@force.example" }])
  assert.deepEqual(
    read.attachments.map(({ name, mediaType }) => [name, mediaType]),
    [
      ["café.png", "image/png"],
      ["attachment-2", "text/calendar"],
      ["letter-3.eml", "message/rfc822"],
      ["winmail.dat", "application/ms-tnef"],
    ],
  )
  assert.equal(Buffer.from(read.attachments[0]?.bytes ?? []).toString(), "png")
  assert.doesNotMatch(JSON.stringify({ ...read, attachments: [] }), /evil|inner words/)
})

test("a letter of HTML alone has its text from there", async () => {
  const read = await readOf(
    letterOf({ "Content-Type": "text/html" }, "<div>one<br>two</div><blockquote>old</blockquote>"),
  )
  assert.equal(read.text, "one\ntwo\n\n> old")
  assert.equal(read.fresh, "one\ntwo")
})

test("A02: a subject is decoded, is one line, and is as inert as any text", async () => {
  const subject = `=?utf-8?B?${Buffer.from("<script>alert(1)</script>\r\nBcc: x\u202e").toString("base64")}?=`
  assert.equal((await readOf(letterOf({ Subject: subject }))).subject, "<script>alert(1)</script> Bcc: x[U+202E]")
})

const charsets: [charset: string, bytes: Buffer, text: string][] = [
  ["iso-8859-1", Buffer.from([0x63, 0xe9]), "cé"],
  ["windows-1252", Buffer.from([0x93, 0x80]), "“€"],
  ["utf-7", Buffer.from("+ADw-script+AD4-"), "+ADw-script+AD4-"],
  ["klingon-9", Buffer.from([0x61, 0xff]), "aÿ"],
  ["utf-8", Buffer.from([0x61, 0xff, 0xfe]), "a\ufffd\ufffd"],
  ["utf-32LE", Buffer.from([0x61, 0, 0, 0, 0x62, 0, 0, 0]), "ab"],
  ["utf-16le", Buffer.from([0x61, 0, 0x00, 0xd8]), "a\ufffd"],
  ["iso-2022-jp", Buffer.from("\u001b$B"), ""],
  ["'; drop table letters", Buffer.from("a"), "a"],
]

for (const [charset, bytes, text] of charsets) {
  test(`A29: a text said to be ${charset} is decoded, and never a fault`, async () => {
    const headers = { "Content-Type": `text/plain; charset="${charset}"`, "Content-Transfer-Encoding": "base64" }
    assert.equal((await readOf(letterOf(headers, bytes.toString("base64")))).text, text)
  })
}

test("A29: a megabyte of base64 that is not what it says is text of some kind", async () => {
  const headers = { "Content-Type": "text/plain; charset=utf-32LE", "Content-Transfer-Encoding": "base64" }
  const junk = Buffer.alloc(1_000_000, "\u00fe\u0000\u0001x").toString("base64")
  assert.ok((await readOf(letterOf(headers, junk))).text.length <= 1_000_000)
})

test("A24: headers that only look like From are none", async () => {
  const raw = Buffer.from(
    "From: pat@force.example\r\n\u00a0From: evil@x.example\r\nX From: evil@x.example\r\nSubject: s\r\n\r\nhi",
  )
  assert.equal((await readOf(raw)).from?.address, "pat@force.example")
  const folded = Buffer.from("From: pat@for\r\n ce.example\r\nSubject: s\r\n\r\nhi")
  assert.equal((await readOf(folded)).from, null)
  const twice = Buffer.from("From: pat@force.example\r\nFrom : evil@x.example\r\n\r\nhi")
  assert.equal((await readOf(twice)).fromProblem, "has more than one From")
})

test("A14: Reply-To and Sender identify nobody", async () => {
  const read = await readOf(
    letterOf({ From: "x", "Reply-To": "agent@college.example", Sender: "agent@college.example" }),
  )
  assert.equal(read.from, null)
})

test("F38: the same letter by two ways has one body, and another body is another letter", async () => {
  const [a, b, c] = await Promise.all([
    readOf(letterOf({ Received: "by one" }, "Hello\r\nthere\r\n")),
    readOf(letterOf({ Received: "by two", "Delivered-To": "x" }, "Hello\nthere\n\n")),
    readOf(letterOf({}, "Hello\r\nyou\r\n")),
  ])
  assert.equal(a.bodyHash, b.bodyHash)
  assert.notEqual(a.bodyHash, c.bodyHash)
})

test("A28: what is beyond the limits still says from whom it is and about what", async () => {
  const raw = letterOf(
    { "Content-Type": "multipart/mixed; boundary=b", "Message-ID": "<m@b.example>" },
    "--b\r\n\r\nx\r\n".repeat(2000),
  )
  assert.deepEqual(await parsed(new Uint8Array(raw), { from: null, to: [] }), {
    quarantined: "has more than 1000 parts",
    messageId: "m@b.example",
    from: { name: "Pat", address: "pat@force.example" },
    subject: "It does not work",
  })
})

test("nothing at all is a letter too", async () => {
  const read = await readOf(Buffer.alloc(0))
  assert.equal(read.fromProblem, "has no From")
  assert.equal(read.text, "")
})
