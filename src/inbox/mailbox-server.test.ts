// A36: where a mailbox's server is, is judged at every connection, and the connection goes to what was judged.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { Unreachable } from "../outbound/index.ts"
import { connected, disconnected, failureInWords, serverAt } from "./mailbox-connection.ts"
import { judgedServer } from "./mailbox-server.ts"
import { openTokens } from "./mailbox-token.ts"
import type { SharedMailbox } from "./mailboxes-store.ts"
import { type ImapServer, imapServer } from "./test-imap-server.ts"

let server: ImapServer
before(async () => {
  server = await imapServer()
})
after(() => server.close())

const of =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: 4 }))

function mailboxAt(host: string): SharedMailbox {
  return {
    mailboxId: 1,
    address: "help@college.example",
    name: "Help",
    host,
    port: server.port,
    security: "none",
    userName: "help",
    signIn: { auth: "password" },
    secret: Buffer.alloc(0),
    folder: "INBOX",
    queue: null,
    backlog: "unseen",
    receivingServer: null,
    pausedAt: null,
  }
}

const signingIn = { secretOf: () => "secret", tokens: openTokens() }

test("A36: a name that led to a mail server and leads to this machine now is not connected to", async () => {
  let asked = 0
  const rebinding = async () => [{ address: asked++ === 0 ? "8.8.8.8" : "127.0.0.1", family: 4 }]
  await judgedServer("mail.example", rebinding)
  await assert.rejects(connected(mailboxAt("mail.example"), { ...signingIn, resolve: rebinding }), Unreachable)
  assert.equal(asked, 2)
  assert.deepEqual(server.asked, [])
})

test("A36: nor one of whose addresses a single one leads inside, nor one that has none", async () => {
  for (const resolve of [of("8.8.8.8", "169.254.169.254"), of("::1"), of("0.0.0.0"), of()])
    await assert.rejects(connected(mailboxAt("mail.example"), { ...signingIn, resolve }), Unreachable)
  const unknown = () => Promise.reject(new Error("ENOTFOUND"))
  await assert.rejects(connected(mailboxAt("mail.example"), { ...signingIn, resolve: unknown }), Unreachable)
  assert.deepEqual(server.asked, [])
})

test("A36: each connection asks once, and goes to the address that was judged", async () => {
  let asked = 0
  const resolve = async () => [{ address: asked++ < 2 ? "127.0.0.1" : "192.0.2.1", family: 4 }]
  for (const times of [1, 2]) {
    await disconnected(await connected(mailboxAt("localhost"), { ...signingIn, resolve }))
    assert.equal(asked, times)
  }
  assert.equal(server.asked.filter((each) => /LOGIN|AUTHENTICATE/i.test(each)).length, 2)
})

test("A36: this machine's own name leads to this machine and nowhere else", async () => {
  await assert.rejects(judgedServer("localhost", of("10.0.0.1")), Unreachable)
  assert.equal((await judgedServer("localhost", of("::1"))).address, "::1")
  assert.equal((await judgedServer("mail.inside", of("10.0.0.1"))).address, "10.0.0.1")
})

test("the certificate must be that of the name, though the connection goes to a number", () => {
  const address = { address: "192.0.2.7", family: 4 }
  const named = { host: "192.0.2.7", port: 993, servername: "mail.example" }
  assert.deepEqual(serverAt({ host: "mail.example", port: 993 }, address), named)
  assert.deepEqual(serverAt({ host: "192.0.2.7", port: 993 }, address), { host: "192.0.2.7", port: 993 })
})

test("A36: what is said of it says nothing of what is there", () => {
  const sentence = "The mail server’s name leads nowhere that the desk may connect to."
  assert.equal(failureInWords(new Unreachable(new Error("ECONNREFUSED 10.0.0.1:143"))), sentence)
})
