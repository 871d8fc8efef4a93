import assert from "node:assert/strict"
import { after, before, beforeEach, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import type { NewLetter } from "./keep-store.ts"
import { letterOf } from "./sample-letter.ts"
import { type SmtpLimits, type SmtpListener, startSmtp } from "./smtp.ts"
import { smtpClient } from "./smtp-client.ts"

let kept: NewLetter[] = []
let keeping: () => Promise<void> = async () => {}
let hints = 0
const errors: unknown[] = []
const listeners: SmtpListener[] = []

async function listening(limits: Partial<SmtpLimits> = {}): Promise<SmtpListener> {
  const listener = await startSmtp({
    host: "127.0.0.1",
    port: 0,
    now: () => 1774629000000,
    keep: async (letter) => {
      await keeping()
      kept.push(letter)
    },
    onKept: () => {
      hints++
    },
    onError: (error) => errors.push(error),
    limits,
  })
  listeners.push(listener)
  return listener
}

let smtp: SmtpListener
before(async () => {
  smtp = await listening()
})
beforeEach(() => {
  kept = []
  keeping = async () => {}
})
after(() => Promise.all(listeners.map((each) => each.close())))

test("a letter is kept as it came, with its envelope, and then acknowledged", async () => {
  const client = await smtpClient(smtp.port)
  const raw = Buffer.concat([letterOf({ Subject: "caf\u00e9" }), Buffer.from([0xff, 0x00, 0x0a, 0x0d, 0x2e, 0x0a])])
  assert.match(await client.send(raw, "anybody@anywhere.example"), /^250 /)
  assert.deepEqual(kept[0]?.raw, Buffer.concat([raw, Buffer.from("\r\n")]))
  assert.deepEqual(kept[0]?.envelope, { from: "pat@force.example", to: ["anybody@anywhere.example"] })
  assert.deepEqual([kept[0]?.source, kept[0]?.receivedAt], ["smtp", 1774629000000])
  assert.match(await client.send(letterOf()), /^250 /)
  client.cut()
})

test("the hint to read comes at once after one letter, and seldom during many, and after the last", async () => {
  await pause(700)
  hints = 0
  const client = await smtpClient(smtp.port)
  await client.send(letterOf())
  await pause(20)
  assert.equal(hints, 1)
  for (let letters = 0; letters < 20; letters++) await client.send(letterOf())
  const during = hints
  assert.ok(during < 20)
  await pause(300)
  assert.ok(hints > during || during > 1)
  client.cut()
})

test("nothing is acknowledged before it is kept", async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  keeping = () => promise
  const client = await smtpClient(smtp.port)
  let answer = ""
  const sent = client.send(letterOf()).then((given) => {
    answer = given
  })
  await pause(300)
  assert.equal(answer, "")
  resolve()
  await sent
  assert.match(answer, /^250 /)
  client.cut()
})

test("a database that is away is answered with 451, and the next letter is taken", async () => {
  keeping = () => Promise.reject(new Error("no database"))
  const client = await smtpClient(smtp.port)
  assert.match(await client.send(letterOf()), /^451 /)
  keeping = async () => {}
  assert.match(await client.send(letterOf()), /^250 /)
  assert.equal(kept.length, 1)
  assert.match(String(errors.at(-1)), /no database/)
  client.cut()
})

test("F01: a letter that breaks off is not kept", async () => {
  const client = await smtpClient(smtp.port)
  await client.say("MAIL FROM:<pat@force.example>\r\n")
  await client.say("RCPT TO:<desk@college.example>\r\n")
  await client.say("DATA\r\n")
  client.write("Subject: half a letter\r\n\r\nhel")
  client.cut()
  await pause(100)
  assert.equal(kept.length, 0)
})

const smuggled = ["\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", "\r\n.\r", "\r.\r\n", "\r\n\0.\r\n"]
for (const end of smuggled) {
  test(`A25: ${JSON.stringify(end)} does not end a letter`, async () => {
    const client = await smtpClient(smtp.port)
    await client.say("MAIL FROM:<pat@force.example>\r\n")
    await client.say("RCPT TO:<desk@college.example>\r\n")
    await client.say("DATA\r\n")
    const body = `Subject: x\r\n\r\na${end}MAIL FROM:<evil@x.example>\r\nRCPT TO:<desk@college.example>\r\nDATA\r\nSubject: smuggled\r\n\r\nb`
    assert.match(await client.say(`${body}\r\n.\r\n`), /^250 /)
    assert.equal(kept.length, 1)
    assert.equal(kept[0]?.raw.toString("latin1"), `${body}\r\n`)
    client.cut()
  })
}

test("A25: neither does a dot whose line ends come in pieces", async () => {
  const client = await smtpClient(smtp.port)
  await client.say("MAIL FROM:<pat@force.example>\r\n")
  await client.say("RCPT TO:<desk@college.example>\r\n")
  await client.say("DATA\r\n")
  for (const piece of ["Subject: x\r\n\r\na\n", ".", "\n", "b\r", "\n", "..c\r", "\n"]) {
    client.write(piece)
    await pause(20)
  }
  assert.match(await client.say(".\r\n"), /^250 /)
  assert.equal(kept[0]?.raw.toString(), "Subject: x\r\n\r\na\n.\nb\r\n.c\r\n")
  client.cut()
})

test("F41: what is larger than announced is refused with 552, before or after it was sent", async () => {
  const small = await listening({ letterBytes: 10_000 })
  const client = await smtpClient(small.port)
  assert.match(await client.say("MAIL FROM:<pat@force.example> SIZE=10001\r\n"), /^552 /)
  assert.match(await client.send(letterOf({}, "x".repeat(20_000))), /^552 /)
  assert.match(await client.send(letterOf({}, "x".repeat(9000))), /^250 /)
  assert.equal(kept.length, 1)
  client.cut()
})

test("more at once than memory is meant for is asked to come again, and then taken", async () => {
  const narrow = await listening({ memoryBytes: 50_000 })
  const { promise, resolve } = Promise.withResolvers<void>()
  keeping = () => promise
  const [one, two] = [await smtpClient(narrow.port), await smtpClient(narrow.port)]
  const first = one.send(letterOf({}, "x".repeat(40_000)))
  await pause(100)
  assert.match(await two.send(letterOf({}, "x".repeat(40_000))), /^452 /)
  resolve()
  assert.match(await first, /^250 /)
  assert.match(await two.send(letterOf({}, "x".repeat(40_000))), /^250 /)
  one.cut()
  two.cut()
})

test("memory is given back by letters that break off", async () => {
  const narrow = await listening({ memoryBytes: 50_000 })
  for (let times = 0; times < 5; times++) {
    const client = await smtpClient(narrow.port)
    await client.say("MAIL FROM:<pat@force.example>\r\n")
    await client.say("RCPT TO:<desk@college.example>\r\n")
    await client.say("DATA\r\n")
    client.write("x".repeat(40_000))
    await pause(50)
    client.cut()
    await client.closed
  }
  await pause(100)
  const client = await smtpClient(narrow.port)
  assert.match(await client.send(letterOf({}, "x".repeat(40_000))), /^250 /)
  client.cut()
})

test("F70: who says nothing, and who trickles, is ended; others are served", async () => {
  const impatient = await listening({ idleMilliseconds: 300, progressMilliseconds: 1000 })
  const silent = await smtpClient(impatient.port)
  const trickling = await smtpClient(impatient.port)
  const trickle = setInterval(() => trickling.write("N"), 100)
  const brisk = await smtpClient(impatient.port)
  assert.match(await brisk.send(letterOf()), /^250 /)
  await Promise.all([silent.closed, trickling.closed])
  clearInterval(trickle)
  brisk.cut()
})

test("no more connections than allowed, and room again when one ends", async () => {
  const small = await listening({ connections: 1 })
  const first = await smtpClient(small.port)
  const second = await smtpClient(small.port)
  assert.equal(await second.say("NOOP\r\n"), "")
  first.cut()
  await first.closed
  await pause(100)
  const third = await smtpClient(small.port)
  assert.match(await third.send(letterOf()), /^250 /)
  third.cut()
})

test("there is no signing in, no relaying to try and no encryption that is none", async () => {
  const client = await smtpClient(smtp.port)
  assert.match(await client.say("AUTH PLAIN AHgAeA==\r\n"), /^5/)
  assert.match(await client.say("STARTTLS\r\n"), /^5/)
  assert.match(await client.say("VRFY desk\r\n"), /^252 /)
  client.cut()
})

test("senders and recipients of every kind are taken: 8-bit, SMTPUTF8, none at all", async () => {
  const client = await smtpClient(smtp.port)
  assert.match(await client.say("MAIL FROM:<> BODY=8BITMIME SMTPUTF8\r\n"), /^250 /)
  assert.match(await client.say("RCPT TO:<postmaster>\r\n"), /^250 /)
  assert.match(await client.say(Buffer.from("RCPT TO:<désk@collège.example>\r\n")), /^250 /)
  await client.say("DATA\r\n")
  assert.match(await client.say("Subject: x\r\n\r\ny\r\n.\r\n"), /^250 /)
  assert.equal(kept[0]?.envelope.from, "")
  assert.equal(kept[0]?.envelope.to.length, 2)
  client.cut()
})

test("MAIL, RCPT and DATA in one go are answered in order", async () => {
  const client = await smtpClient(smtp.port)
  client.write("MAIL FROM:<a@b.example>\r\nRCPT TO:<desk@college.example>\r\nDATA\r\n")
  assert.match(await client.answer(), /^250 /)
  assert.match(await client.answer(), /^250 /)
  assert.match(await client.answer(), /^354 /)
  assert.match(await client.say("Subject: x\r\n\r\ny\r\n.\r\n"), /^250 /)
  client.cut()
})

test("closing waits for the letter that is being kept, and takes no new one", async () => {
  const closing = await listening()
  const { promise, resolve } = Promise.withResolvers<void>()
  keeping = () => promise
  const client = await smtpClient(closing.port)
  const sent = client.send(letterOf())
  await pause(200)
  const closed = closing.close()
  resolve()
  assert.match(await sent, /^250 /)
  client.cut()
  await closed
})
