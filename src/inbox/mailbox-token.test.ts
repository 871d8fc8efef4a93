import assert from "node:assert/strict"
import { createServer, type Server } from "node:http"
import { after, afterEach, before, test } from "node:test"
import { openAlarms } from "../alarms.ts"
import { run, sql } from "../database/index.ts"
import { openTokens, TokenRefused } from "./mailbox-token.ts"
import { watchMailboxTroubles } from "./mailbox-trouble.ts"
import { type SampleInbox, sampleInbox } from "./sample-inbox.ts"
import { letterOf } from "./sample-letter.ts"
import { added, keptCount, until, watching } from "./sample-mailbox.ts"
import { imapServer } from "./test-imap-server.ts"
import { mailboxStandings } from "./watches-store.ts"

let sample: SampleInbox
let endpoint: Server
let tokenUrl: string
let answer: { status: number; body: string }
const asked: URLSearchParams[] = []
before(async () => {
  sample = await sampleInbox()
  endpoint = createServer((request, response) => {
    let body = ""
    request.on("data", (chunk) => {
      body += chunk
    })
    request.on("end", () => {
      asked.push(new URLSearchParams(body))
      response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve))
  const address = endpoint.address()
  tokenUrl = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/token`
})
after(async () => {
  endpoint.close()
  await sample.close()
})
afterEach(() => void asked.splice(0))

const gives = (token: string, seconds = 3600) => ({
  status: 200,
  body: JSON.stringify({ access_token: token, expires_in: seconds }),
})
const client = () => ({ tokenUrl, clientId: "charter", clientSecret: "shh", scope: "mail/.default" })

test("a token is asked for with the client's credentials, used while it is good, and fetched anew shortly before it ends", async () => {
  let now = 0
  const tokens = openTokens(() => now)
  answer = gives("one", 600)
  assert.equal(await tokens.token(client()), "one")
  answer = gives("two", 600)
  now = 500_000
  assert.equal(await tokens.token(client()), "one")
  now = 541_000
  assert.equal(await tokens.token(client()), "two")
  tokens.forget(client())
  answer = gives("three")
  assert.equal(await tokens.token(client()), "three")
  assert.deepEqual(Object.fromEntries(asked[0] ?? []), {
    grant_type: "client_credentials",
    client_id: "charter",
    client_secret: "shh",
    scope: "mail/.default",
  })
})

test("what is no token is refused in words that hold nothing of the answer", async () => {
  for (const bad of [
    { status: 401, body: '{"error":"the secret shh is wrong"}' },
    { status: 200, body: "<html>" },
    { status: 200, body: '{"access_token":"a b"}' },
  ]) {
    answer = bad
    await assert.rejects(
      openTokens().token(client()),
      (error: Error) => error instanceof TokenRefused && !error.message.includes("shh"),
    )
  }
})

test("F36: a revoked token is replaced; where none is given any more intake is said to have stopped, and it catches up by itself", async () => {
  const server = await imapServer(["first"])
  answer = gives("first")
  const signIn = { auth: "oauth" as const, tokenUrl, clientId: "charter", scope: null }
  await added(sample, server.port, { signIn, secret: "shh" })
  server.deliver(letterOf({ "Message-ID": "<t1@force.example>" }))
  const watch = watching(sample)
  await until("the first is kept", async () => (await keptCount(sample)) === 1)
  server.secrets.clear()
  server.secrets.add("second")
  answer = gives("second")
  server.deliver(letterOf({ "Message-ID": "<t2@force.example>" }))
  server.cutAll()
  await until("the second is kept", async () => (await keptCount(sample)) === 2)
  server.secrets.clear()
  answer = { status: 401, body: "{}" }
  server.deliver(letterOf({ "Message-ID": "<t3@force.example>" }))
  server.cutAll()
  const failure = async () => (await mailboxStandings(sample.desk.db))[0]?.failure ?? ""
  await until("it is noted", async () => /refuse/.test(await failure()))
  const alarms = openAlarms(() => undefined)
  await watchMailboxTroubles(sample.desk.db, alarms)
  assert.deepEqual(alarms.standing(), [])
  await run(sample.desk.db, sql`update mailbox_watches set failing_since = now() - interval '2 minutes'`)
  await watchMailboxTroubles(sample.desk.db, alarms)
  assert.match(alarms.standing()[0]?.sentence ?? "", /No letters have come from help@college.example for 2 minutes/)
  server.secrets.add("third")
  answer = gives("third")
  await until("it has caught up", async () => (await keptCount(sample)) === 3)
  await until("nothing is wrong any more", async () => (await failure()) === "")
  await watchMailboxTroubles(sample.desk.db, alarms)
  assert.deepEqual(alarms.standing(), [])
  assert.ok(watch.errors.every((error) => !/shh|first|second|third/.test(`${error} ${JSON.stringify(error)}`)))
  await watch.stop()
  await server.close()
})
