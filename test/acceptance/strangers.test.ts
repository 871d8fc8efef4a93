// What strangers send to the API, and what nobody is ever told: names that are nearly right, fields that nobody has, words with a trick in
// them, and secrets that stay where they are.

import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { after, describe, test } from "node:test"
import { letterRow, noticeRow } from "./answers.ts"
import { clockOf, colleague, plainContact, problemOf, until } from "./colleague.ts"
import { sent, written } from "./letters.ts"
import { addressOf, story } from "./story.ts"

const { place, post, sam, opened, reference, answeredBy, end } = await story("2026-03-27T09:00+00:00")
after(end)

describe("everything else", () => {
  test("what is not there is 404, and a reference is exact (A38)", async () => {
    const { reference } = await sam.open()
    const year = reference.slice(4, 8)
    const near = [
      reference.toLowerCase(),
      `${reference}%20`,
      `${reference}%0a`,
      reference.replace("-2026-", "-2025-"),
      reference.replace("INC", "PRB"),
      reference.replace(/-0+/g, "-"),
      `INC-${year}-0000000001`,
      `INC-${year}-99999999999999999999`,
      "1",
      "1e0",
      "%00",
      "__proto__",
    ]
    for (const each of near) await sam.refused(404, "GET", `/cases/${each}`)
    for (const each of ["/nothing", "/cases/", `/cases/${reference}/nothing`]) await sam.refused(404, "GET", each)
    await sam.refused(404, "POST", `/cases/${reference}x/note`, { body: "x" })
  })

  test("what is no JSON is 400 or 415, and too much is 413", async () => {
    for (const body of ["{", "", "[]", "null", '"x"']) {
      const { fields } = await sam.refused(400, "POST", "/contacts", body)
      assert.ok(fields !== undefined && fields.length > 0, body)
    }
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "text/xml",
    ]) {
      const answer = await sam.ask("POST", "/contacts", JSON.stringify(plainContact), { "content-type": type })
      assert.equal(answer.status, 415, type)
      problemOf(answer)
    }
    await sam.refused(413, "POST", "/contacts", { ...plainContact, body: "x".repeat(20_000_000) })
  })

  test("an address that cannot be read is a problem in JSON too", async () => {
    const { fields } = await sam.refused(400, "GET", "/cases/%zz")
    assert.deepEqual(
      fields?.map((each) => each.field),
      ["address"],
    )
  })

  test("a method that an address does not take is 405, with those that it takes", async () => {
    const answer = await sam.ask("DELETE", "/contacts")
    assert.deepEqual([answer.status, answer.headers.get("allow")], [405, "POST"])
    problemOf(answer)
    await sam.refused(405, "POST", "/cases/INC-2026-000001", {})
  })

  test("a field that no call has is 400, in the address too", async () => {
    const { reference } = await sam.open()
    for (const path of ["/cases", `/cases/${reference}`, "/letters", "/notices", "/charter"]) {
      const found = await sam.refused(400, "GET", `${path}?nonsense=1`)
      assert.deepEqual(fieldsOf(found), ["nonsense"])
    }
  })

  test("a prototype is no field (A53)", async () => {
    for (const name of ["__proto__", "constructor", "prototype"]) {
      const poisoned = JSON.stringify(plainContact).replace("{", `{"${name}":{"isAdmin":true},`)
      await sam.refused(400, "POST", "/contacts", poisoned)
      await sam.refused(400, "POST", "/contacts", poisoned.replace('"from":{', `"from":{"${name}":{"isAdmin":true},`))
    }
  })

  test("a receipt long ago is counted like any other", async () => {
    const found = await sam.open({ receivedAt: "1969-07-21T10:00:00Z" })
    assert.equal(clockOf(found, "first-reply").dueAt, "1969-07-23T17:00:00+01:00")
  })
})

describe("internal words (A19)", () => {
  test("are in no notice, and in no list that is not for staff's eyes", async () => {
    const secret = "the-customer-is-a-fool"
    const { reference: ref } = await opened("note", { priority: 3 })
    await sam.act(ref, "note", { body: secret })
    await sam.act(ref, "escalation", { reason: `Because ${secret}` })
    await sam.act(ref, "reply", { body: "We are looking." })
    await sam.act(ref, "resolution", { outcome: "fixed", body: "It works." })
    await sam.act(ref, "reopening", { reason: `Again, ${secret}` })
    await post.sentTo(addressOf("note"), "Resolved")
    const all = await until(
      () => sam.list(`/notices?case=${ref}`, noticeRow),
      (rows) => rows.every(({ state }) => state !== "waiting"),
    )
    assert.ok(all.length >= 3)
    for (const { raw } of post.caught) assert.doesNotMatch(decoded(raw), new RegExp(secret))
    assert.doesNotMatch((await sam.ask("GET", `/cases?q=${ref}`)).text, new RegExp(secret))
    assert.doesNotMatch((await sam.ask("GET", `/notices?case=${ref}`)).text, new RegExp(secret))
    const { timeline } = await sam.read(ref)
    const inside = timeline.filter(({ content }) => content?.some(({ text }) => text?.includes(secret)))
    assert.deepEqual(
      inside.map(({ type, audience }) => [type, audience]),
      [
        ["noted", "staff"],
        ["escalated", "staff"],
        ["reopened", "staff"],
      ],
    )
    const link = /\/follow\/[\w-]+/.exec(
      decoded(post.caught.find(({ envelopeTo }) => envelopeTo.includes(addressOf("note")))?.raw ?? ""),
    )
    const page = await fetch(`${place.addresses().web}${link?.[0] ?? assert.fail("no private link")}`)
    assert.equal(page.status, 200)
    const html = await page.text()
    assert.match(html, /We are looking/)
    assert.doesNotMatch(html, new RegExp(secret))
  })
})

// Quoted-printable breaks lines in the middle of words.
function decoded(raw: string): string {
  return raw.replaceAll("=\r\n", "").replaceAll("=3D", "=")
}

describe("templates (A48)", () => {
  test("are words like others: nothing in them is worked out", async () => {
    const tricks = "{{7*7}} $\x7b7*7} <%= 7*7 %> #{7*7} {% raw %} {{constructor.constructor('return process.env')()}}"
    const from = { name: `Eve ${tricks}`, email: addressOf("template") }
    const { reference: ref } = await opened("template", { from, subject: tricks, body: tricks })
    await sam.act(ref, "reply", { body: tricks })
    const reply = await post.sentTo(addressOf("template"), "Re:")
    assert.match(reply.letter.text ?? "", /\{\{7\*7\}\} \$\{7\*7\}/)
    assert.doesNotMatch(decoded(reply.raw), /\b49\b|NODE_ENV|VAR_DIR/)
    assert.equal((await sam.read(ref)).subject, tricks)
  })
})

describe("the log (A50)", () => {
  test("is one JSON object a line, whatever is sent, and short", async () => {
    const injected = 'a\n{"level":"info","msg":"sign-in ok"}\u001b[31m'
    await sam.ask("GET", `/cases?q=${encodeURIComponent(injected)}`)
    await place.ask(null, "GET", `/${encodeURIComponent(injected)}`)
    await place.ask(null, "GET", "/api/v1/cases", undefined, { "user-agent": "x".repeat(8000) })
    await sam.open({ from: { name: injected, email: "log@force.example" }, subject: injected, body: injected })
    await sent(place.addresses().smtp, written({ subject: injected.replace("\n", " ") }), {
      from: "log2@force.example",
    })
    const lines = place
      .log()
      .split("\n")
      .filter((line) => line.startsWith("{"))
    assert.ok(lines.length > 5)
    for (const line of lines) {
      JSON.parse(line)
      assert.ok(line.length < 5_000, line.slice(0, 200))
    }
    assert.doesNotMatch(place.log(), /sign-in ok|\u001b|x{200}/)
  })
})

describe("secrets (A44, A46)", () => {
  test("are in no answer and no log: tokens, hashes, keys, private links, the database's password", async () => {
    const token = await place.token("administrator", "Another")
    await opened("secret", { priority: 1 })
    await answeredBy("secret")
    await until(
      () => sam.list("/letters?state=filed&limit=200", letterRow),
      (rows) => rows.some((row) => row.case === reference("secret")),
    )
    const { letter, raw } = await post.sentTo(addressOf("secret"), reference("secret"))
    const password = new URL(place.addresses().database).password
    const link = /\/follow\/([\w-]+)/.exec(decoded(raw))?.[1] ?? assert.fail("no private link")
    const reply = letter.replyTo?.[0]?.address?.split("@")[0] ?? assert.fail("no reply address")
    const key = readFileSync(keyFile()).toString("utf8").trim()
    await fetch(`${place.addresses().web}/follow/${link}`)
    const paths = [
      "/cases?state=any&limit=200",
      `/cases/${reference("secret")}`,
      "/letters",
      "/notices?limit=200",
      "/charter",
    ]
    const answers = await Promise.all(paths.map(async (path) => (await sam.ask("GET", path)).text))
    const shown = [...answers, place.log(), (await place.ask(null, "GET", "/api/v1/openapi.json")).text].join("\n")
    for (const secret of [token, link, reply, password, key]) {
      assert.ok(secret.length > 15)
      assert.equal(shown.includes(secret), false, `${secret.slice(0, 6)}… is shown`)
    }
    assert.doesNotMatch(shown, /\$argon2|"salt"|sha256:|BEGIN [A-Z ]*PRIVATE KEY/)
  })

  test("internals are not on the public listener", async () => {
    const paths = [
      "/metrics",
      "/cron",
      "/debug",
      "/docs",
      "/.git/HEAD",
      "/package.json",
      "/addresses.json",
      "/api",
      "/src/main.ts",
    ]
    for (const path of [
      ...paths,
      "/..%2f..%2fetc/passwd",
      "/assets/..%2f..%2fpackage.json",
      "/assets/charter.js.map",
    ]) {
      const { status } = await place.ask(null, "GET", path)
      assert.ok([400, 404].includes(status), `${path} ${status}`)
    }
    for (const path of ["/healthz?debug=1", "/readyz?debug=1"]) {
      const { text, status } = await place.ask(null, "GET", path)
      assert.equal(status, 200)
      assert.ok(text.length < 500)
      assert.doesNotMatch(text, /postgres:|password|\/tmp\//)
    }
    const metrics = await fetch(place.addresses().metrics.replace(/\/?$/, "/metrics"))
    assert.equal(metrics.status, 200)
    assert.doesNotMatch(await metrics.text(), /@force\.example|Sam Carter/)
  })
})

function keyFile(): string {
  const name = readdirSync(place.varDir, { recursive: true, encoding: "utf8" }).find((each) =>
    /secret[^/]*$/i.test(each),
  )
  return join(place.varDir, name ?? assert.fail("the desk keeps no key"))
}

describe("at the same moment (F60)", () => {
  test("a resolution and the customer's letter leave one state that tells of both", async () => {
    for (const name of ["race-1", "race-2", "race-3", "race-4", "race-5", "race-6"]) {
      await opened(name, { priority: 3 })
      await post.sentTo(addressOf(name), reference(name))
      await Promise.all([
        sam.act(reference(name), "resolution", { outcome: "fixed", body: "It works." }),
        answeredBy(name),
      ])
      const found = await until(
        () => sam.read(reference(name)),
        ({ timeline }) => timeline.some(({ type }) => type === "wrote"),
      )
      const order = found.timeline
        .map(({ type }) => type)
        .filter((type) => ["wrote", "resolved", "reopened"].includes(type))
      const isReopened = order.indexOf("wrote") > order.indexOf("resolved")
      assert.deepEqual(order, isReopened ? ["resolved", "wrote", "reopened"] : ["wrote", "resolved"])
      assert.equal(found.state, isReopened ? "in-progress" : "resolved")
      assert.equal(clockOf(found, "restore").state, isReopened ? "running" : "met")
    }
  })

  test("two who resolve it with one version: one does, the other is told", async () => {
    const other = await colleague(place, "adviser")
    const { reference: ref, version } = await sam.open({ priority: 3 })
    const body = { outcome: "fixed", body: "It works.", version }
    const answers = await Promise.all(
      [sam, other, sam, other].map((one) => one.ask("POST", `/cases/${ref}/resolution`, body)),
    )
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409, 409, 409])
  })
})

function fieldsOf({ fields = [] }: { readonly fields?: readonly { readonly field: string }[] | undefined }): string[] {
  return fields.map(({ field }) => field)
}
