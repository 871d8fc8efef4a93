import assert from "node:assert/strict"
import { afterEach, describe, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import { openRelay } from "./relay.ts"
import { connectionOptions, relayAddressFrom } from "./relay-address.ts"
import type { Rendered } from "./render.ts"
import { ways } from "./test-case.ts"
import { politeUpToMessage } from "./test-relay.ts"

const { relay, raw } = ways(afterEach)

const mail: Rendered = {
  messageId: "<1@charter.example>",
  from: "desk@charter.example",
  to: "jo@force.example",
  bytes: Buffer.from("Subject: x\r\n\r\n.\r\n..\r\n.dot\r\nend\r\n"),
}

describe("a relay", () => {
  test("gets the message as it is, whatever its lines begin with", async () => {
    const { url, taken } = await relay()
    const ours = openRelay({ url })
    assert.deepEqual(await ours.send(mail), { is: "accepted" })
    ours.close()
    assert.equal(taken[0]?.raw, mail.bytes.toString())
  })

  test("on this machine is spoken to over TLS though nobody signed its certificate", async () => {
    const { url, taken } = await relay()
    const ours = openRelay({ url: `${url}?requireTLS=true` })
    assert.deepEqual(await ours.send(mail), { is: "accepted" })
    ours.close()
    assert.equal(taken.length, 1)
  })

  test("that must be spoken to over TLS and cannot is not spoken to in clear", async () => {
    const lines: string[] = []
    const { url } = await raw((line, socket) => {
      lines.push(line)
      if (line === "STARTTLS") socket.write("454 not now\r\n")
      else politeUpToMessage(line, socket)
    })
    const answer = await openRelay({ url: `${url}?requireTLS=true` }).send(mail)
    assert.equal(answer.is, "deferred")
    assert.ok(!lines.some((line) => /^(MAIL|AUTH)/.test(line)))
  })

  test("that says no to one takes the next over the same connection", async () => {
    const answers = ["550 gone", "450 later", undefined]
    const { url, connections } = await relay({ onRecipient: () => answers.shift() })
    const ours = openRelay({ url })
    for (const is of ["refused", "deferred", "accepted"]) {
      assert.equal((await ours.send(mail)).is, is)
      await pause(50)
    }
    ours.close()
    assert.equal(connections(), 1)
  })

  test("A24 that is given many at once by us gets each by itself", async () => {
    const { url, taken } = await relay()
    const ours = openRelay({ url })
    await Promise.all(Array.from({ length: 20 }, (_, index) => ours.send({ ...mail, to: `u${index}@force.example` })))
    ours.close()
    assert.deepEqual(
      taken.map((each) => each.to).toSorted(),
      Array.from({ length: 20 }, (_, index) => `u${index}@force.example`).toSorted(),
    )
  })

  test("that sends nonsense, or nothing, is an answer and not an exception", async () => {
    for (const greeting of ["hello\r\n", "\r\n\r\n\r\n", "220", "\u0000\u0000\r\n", `${"220-x\r\n".repeat(1000)}`]) {
      const { url } = await raw((_line, socket) => socket.write("999 what\r\n"), greeting)
      assert.equal((await openRelay({ url, deadlineMilliseconds: 200 }).send(mail)).is, "deferred")
    }
  })
})

describe("a relay's address", () => {
  test("says where it is, how to sign in and whether TLS comes first", () => {
    const { host, port, isSecure, auth } = relayAddressFrom("smtps://desk%40x:p%3A%2F@relay.example")
    assert.deepEqual([host, port, isSecure, auth], ["relay.example", 465, true, { user: "desk@x", pass: "p:/" }])
    assert.equal(relayAddressFrom("smtp://relay.example").port, 25)
    assert.equal(relayAddressFrom("smtp://[::1]:2525").host, "::1")
  })

  test("F32 a password goes to another machine over TLS or not at all", () => {
    assert.equal(relayAddressFrom("smtp://u:p@relay.example").mustBeSecured, true)
    assert.equal(relayAddressFrom("smtp://u:p@127.0.0.1").mustBeSecured, false)
    assert.equal(relayAddressFrom("smtp://relay.example").mustBeSecured, false)
  })

  test("another machine's certificate is checked", () => {
    const checks = (url: string) =>
      connectionOptions(relayAddressFrom(url), "charter.example", 1).tls?.rejectUnauthorized
    const all = [
      "smtp://relay.example",
      "smtps://10.0.0.1",
      "smtp://127.0.0.1.evil.example",
      "smtp://127.0.0.1",
      "smtp://localhost",
    ].map(checks)
    assert.deepEqual(all, [true, true, true, false, false])
  })

  test("that is none is refused at once", () => {
    for (const url of ["http://relay.example", "relay", ""]) assert.throws(() => relayAddressFrom(url))
  })
})
