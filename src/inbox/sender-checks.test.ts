import assert from "node:assert/strict"
import { generateKeyPairSync } from "node:crypto"
import { after, before, test } from "node:test"
import { dkimSign } from "mailauth"
import { rows, sql } from "../database/index.ts"
import { replyAddressFor } from "../notices/index.ts"
import { type DnsRecord, senderChecker } from "./checker.ts"
import { keepLetter } from "./keeper.ts"
import { readLetter } from "./read-letter.ts"
import { saidByServer } from "./said-by-server.ts"
import { at, fresh, ours, type SampleInbox, sampleInbox } from "./sample-inbox.ts"
import { judgedSender } from "./sender-checks.ts"

const { publicKey, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "der" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
})

// What the world's name servers say in this test: force.example lets one server send for it, and asks to reject the rest.
const names = new Map<string, string[]>([
  ["TXT key._domainkey.force.example", [`v=DKIM1; k=rsa; p=${publicKey.toString("base64")}`]],
  ["TXT _dmarc.force.example", ["v=DMARC1; p=reject"]],
  ["TXT force.example", ["v=spf1 ip4:192.0.2.10 -all"]],
  ["TXT other.example", ["v=spf1 ip4:198.51.100.7 -all"]],
])
const asked: string[] = []
let slow = false
async function lookUp(name: string, type: string): Promise<DnsRecord[]> {
  asked.push(`${type} ${name}`)
  if (slow) await new Promise(() => {})
  const found = names.get(`${type} ${name.toLowerCase()}`)
  if (found === undefined) throw Object.assign(new Error("nothing"), { code: "ENOTFOUND" })
  return found
}

const checker = senderChecker({ lookUp, lookUpMilliseconds: 1_000, limitMilliseconds: 20_000 })
let sample: SampleInbox
before(async () => {
  sample = await sampleInbox()
})
after(async () => {
  await checker.close()
  await sample.close()
})

async function signed(raw: Buffer, more: object = {}): Promise<Buffer> {
  const how = {
    canonicalization: "relaxed/relaxed",
    signingDomain: "force.example",
    selector: "key",
    privateKey,
    ...more,
  }
  const { signatures } = await dkimSign(raw, { ...how, signatureData: [how] })
  return Buffer.concat([Buffer.from(signatures), raw])
}

type From = { peer?: string; to?: string; sender?: string }

async function received(raw: Buffer, { peer, to = ours.mailAddress, sender = "pat@force.example" }: From = {}) {
  const letterId = await keepLetter(sample.desk.db, {
    raw,
    envelope: { from: sender, to: [to] },
    source: "smtp",
    receivedAt: at,
    ...(peer === undefined ? {} : { peer, helo: "mail.example" }),
  })
  await readLetter({ ...sample.inbox, checker }, letterId)
  const [checks] = await rows<{ checks: Record<string, string | null> }>(
    sample.desk.db,
    sql`select checks from letters where letter_id = ${letterId}`,
  )
  return { ...(await sample.listed(letterId)), checks: checks?.checks ?? {} }
}

test("a letter that its domain signed is proved, whoever hands it on, and the case keeps that", async () => {
  const letter = await received(await signed(fresh()), { peer: "203.0.113.9" })
  assert.equal(letter.state, "filed")
  assert.deepEqual(letter.checks, {
    sender: "proved",
    dkim: "pass",
    spf: "fail",
    dmarc: "pass",
    policy: "reject",
    doubt: null,
  })
  const [event] = await rows<{ body: string }>(
    sample.desk.db,
    sql`select body from events where type = 'opened' order by case_id desc limit 1`,
  )
  assert.match(event?.body ?? "", /"sender":"proved"/)
})

test("a letter from a server that its domain names is proved without a signature", async () => {
  const letter = await received(fresh(), { peer: "192.0.2.10" })
  assert.equal(letter.state, "filed")
  assert.equal(letter.checks["sender"], "proved")
})

test("A13: a letter in the requester's name that fails DMARC is held, and continues no case, not even by its own reply address", async () => {
  const first = await received(await signed(fresh()))
  const [found] = await rows<{ case_id: number; seq: number }>(
    sample.desk.db,
    sql`select case_id, seq from cases where reference = ${first.caseReference}`,
  )
  const to = replyAddressFor(ours.key, ours.mailAddress, found?.case_id ?? 0, "pat@force.example")
  const cases = await sample.caseCount()
  for (const raw of [fresh({ To: to, Cc: "mallory@evil.example" }), fresh({ Cc: "mallory@evil.example" })]) {
    const letter = await received(raw, { peer: "198.51.100.7", to, sender: "mallory@other.example" })
    assert.equal(letter.state, "held")
    assert.match(letter.reason ?? "", /^fails DMARC: .* “reject”$/)
    assert.equal(letter.checks["sender"], "failed")
  }
  const [after_] = await rows<{ seq: number }>(
    sample.desk.db,
    sql`select seq from cases where case_id = ${found?.case_id ?? 0}`,
  )
  assert.equal(after_?.seq, found?.seq)
  assert.equal(await sample.caseCount(), cases)
})

test("A14: Reply-To and Sender prove nothing: a letter of somebody else's server is its own sender's, whatever they say", async () => {
  const letter = await received(
    fresh({ From: "Mal <mal@other.example>", "Reply-To": "pat@force.example", Sender: "pat@force.example" }),
    {
      peer: "198.51.100.7",
      sender: "mal@other.example",
    },
  )
  assert.equal(letter.state, "filed")
  assert.equal(letter.from, "mal@other.example")
  assert.equal(letter.checks["doubt"], "no-dmarc")
  const forged = await signed(fresh({ From: "Pat <pat@force.example>" }), { signingDomain: "other.example" })
  assert.equal((await received(forged, { peer: "198.51.100.7", sender: "mal@other.example" })).state, "held")
})

test("what cannot be judged is unverified, and says why: nobody asked, the server before ours not known, no answer in time", async () => {
  const doubtOf = async (raw: Buffer, from: From = {}) => {
    const { checks, state } = await received(raw, from)
    assert.deepEqual([checks["sender"], state], ["unverified", "filed"])
    return checks["doubt"]
  }
  assert.equal(await doubtOf(fresh()), "peer-not-known")
  const changed = Buffer.from(
    (await signed(fresh())).toString("latin1").replace("It does not work", "It does not work!"),
    "latin1",
  )
  assert.equal(await doubtOf(changed), "peer-not-known")
  const inPart = await signed(fresh(), { maxBodyLength: 5 })
  assert.equal(await doubtOf(inPart), "signed-in-part")
  slow = true
  assert.equal(await doubtOf(await signed(fresh()), { peer: "192.0.2.10" }), "dns-trouble")
  slow = false
})

test("a letter with a thousand signatures makes few look-ups, and is read all the same", async () => {
  asked.length = 0
  const one = (await signed(fresh())).toString("latin1").split("\r\nFrom:")[0] ?? ""
  const many = Array.from({ length: 300 }, (_, index) => one.replace("s=key", `s=key${index}`)).join("\r\n")
  const letter = await received(Buffer.from(`${many}\r\n${fresh().toString("latin1")}`, "latin1"))
  assert.equal(letter.state, "filed")
  assert.ok(asked.length <= 60, `${asked.length} look-ups`)
})

test("a proof for one reading of From does not stand for another", () => {
  const findings = {
    dkim: "pass",
    isSignedInPart: false,
    spf: "not-judged",
    isSpfAligned: false,
    dmarc: "pass",
    policy: null,
    domain: "evil.example",
  } as const
  assert.equal(judgedSender(findings, "pat@force.example").sender, "unverified")
  assert.equal(judgedSender({ ...findings, domain: "Force.example" }, "pat@force.example").sender, "proved")
})

test("the receiving server's word counts under its own name alone, and only on top", () => {
  const raw = (...headers: string[]) =>
    Buffer.from(`${headers.map((each) => `Authentication-Results: ${each}\r\n`).join("")}From: a@b.example\r\n\r\nx`)
  const server = "mx.college.example"
  const good = `${server} 1; dkim=pass (good; key) header.d=b.example; spf=pass smtp.mailfrom=b.example; dmarc=pass header.from=b.example`
  assert.equal(saidByServer(raw(good), server)?.sender, "proved")
  assert.equal(saidByServer(raw(good.replace("dmarc=pass", "dmarc=fail")), server)?.sender, "failed")
  assert.equal(saidByServer(raw("mx.evil.example; dmarc=pass", good), server), undefined)
  assert.equal(saidByServer(raw(`${server}; none`), server)?.sender, "unverified")
  assert.equal(saidByServer(Buffer.from("From: a@b.example\r\n\r\nx"), server), undefined)
})
