// Letters in: what each becomes, from whom what we issued continues a case, and how much the desk ever says by itself.

import assert from "node:assert/strict"
import { after, describe, test } from "node:test"
import { setTimeout as sleep } from "node:timers/promises"
import type { z } from "zod"
import { letterRow, noticeRow } from "./answers.ts"
import { until } from "./colleague.ts"
import { bounce, type Letter, sent, written } from "./letters.ts"
import { addressOf, story } from "./story.ts"

type Row = z.infer<typeof letterRow>

const { place, post, sam, opened, reference, end } = await story("2026-03-27T09:00+00:00")
after(end)

/** Delivers bytes, and gives the row of that delivery once it has been read. */
async function delivered(raw: string | Buffer, envelope: { from?: string; to?: string } = {}): Promise<Row> {
  const known = new Set((await sam.list("/letters?limit=200", letterRow)).map(({ id }) => id))
  const named = /^Message-ID: <([^>]+)>/im.exec(String(raw))?.[1] ?? null
  const said = await sent(place.addresses().smtp, raw, { from: "someone@force.example", ...envelope })
  assert.equal(said.code, 250, said.text)
  const isIt = ({ id, messageId }: Row) => !known.has(id) && messageId === named
  const rows = await until(
    () => sam.list("/letters?limit=200", letterRow),
    (all) => all.some((row) => isIt(row) && row.state !== "received"),
  )
  return rows.find(isIt) ?? assert.fail("the delivery is not listed")
}

const come = (letter: Letter, envelope?: { from?: string; to?: string }) => delivered(written(letter), envelope)
const versionOf = async (name: string) => (await sam.read(reference(name))).version

async function acknowledged(name: string): Promise<{ to: string; messageId: string; raw: string }> {
  const { letter, raw } = await post.sentTo(addressOf(name), reference(name))
  return { to: letter.replyTo?.[0]?.address ?? "", messageId: letter.messageId ?? "", raw }
}

describe("a letter from anybody", () => {
  test("opens a case that starts at its receipt, and is acknowledged with its reference", async () => {
    const row = await come({ from: "Ann Other <ann@force.example>", subject: "The page is empty" })
    assert.equal(row.state, "filed")
    assert.equal(row.from, "ann@force.example")
    const found = await sam.read(row.case ?? "")
    assert.equal(found.subject, "The page is empty")
    assert.equal(found.openedAt, row.receivedAt)
    assert.equal(found.clocks[0]?.startedAt, row.receivedAt)
    const { letter, envelopeTo } = await post.sentTo("ann@force.example", found.reference)
    assert.deepEqual(envelopeTo, ["ann@force.example"])
    assert.match(letter.text ?? "", new RegExp(found.reference))
    assert.doesNotMatch(`${letter.subject}${letter.text}${letter.html}`, /The page is empty/, "no echo (A21)")
    const [notice] = await until(
      () => sam.list(`/notices?case=${found.reference}`, noticeRow),
      (all) => all.every(({ state }) => state === "sent"),
    )
    assert.equal(notice?.to, "ann@force.example")
  })

  test("without a usable From is held, whatever is wrong with it (A24)", async () => {
    const unusable = [
      "",
      "nobody",
      "<>",
      "undisclosed: ;",
      "a@force.example, b@force.example",
      '"a@evil.example x"@force.example',
      "ann@force.example <eve@evil.example>",
      "<@evil.example:ann@force.example>",
      "ann@force.example\r\n (comment (nested))",
      "ann@\r\n force.example",
    ]
    const rows = await Promise.all(unusable.map((from) => come({ headers: { From: from } })))
    for (const [index, row] of rows.entries()) {
      assert.equal(row.state, "held", JSON.stringify(unusable[index]))
      assert.ok(row.reason)
      assert.equal(row.case, undefined)
    }
  })

  test("cannot carry orders in its headers (A15)", async () => {
    const headers = {
      "X-Loop": "charter",
      "X-OTRS-Owner": "root",
      "X-Charter-Ticket-Owner": "eve@evil.example",
      "X-Priority": "1",
      "Auto-Submitted": "no",
      "RT-Ticket": "1",
    }
    const row = await come({ from: "orders@force.example", headers })
    assert.equal(row.state, "filed")
    const found = await sam.read(row.case ?? "")
    assert.deepEqual([found.owner, found.priority, found.state], [null, null, "new"])
  })

  test("that claims to be from the desk is held", async () => {
    assert.equal((await come({ from: "desk@localhost" })).state, "held")
    assert.equal((await come({ from: "desk+abc@localhost" })).state, "held")
  })
})

describe("what we issued", () => {
  test("continues the case from the address that it was issued to", async () => {
    await opened("right", { priority: 3 })
    const { to, messageId } = await acknowledged("right")
    const from = addressOf("right")
    const ways: readonly (readonly [Letter, string])[] = [
      [{ from, to, subject: "Re: it" }, "desk@localhost"],
      [{ from: `Sam <${from.toUpperCase()}>`, to, subject: "Re: it", body: "Shouted." }, to],
      [{ from, subject: "Re: it", body: "In the envelope." }, to],
      [{ from, subject: "Re: it", headers: { "In-Reply-To": messageId } }, "desk@localhost"],
      [{ from, subject: "Re: it", headers: { References: `<other@force.example> ${messageId}` } }, "desk@localhost"],
      [{ from, to, subject: `Re: We have received your report: ${reference("right")}` }, to],
    ]
    const rows = await Promise.all(ways.map(([letter, rcpt]) => come(letter, { to: rcpt })))
    for (const [index, row] of rows.entries()) {
      assert.deepEqual([row.state, row.case], ["filed", reference("right")], JSON.stringify(ways[index]))
    }
    const { timeline, clocks } = await sam.read(reference("right"))
    assert.equal(timeline.filter(({ type }) => type === "wrote").length, ways.length)
    assert.ok(
      clocks.every(({ state }) => state === "running"),
      "a customer's letter stops no clock",
    )
  })

  test("is held from any other address, and changes nothing (A12, A16, A17)", async () => {
    await opened("wronged", { priority: 3 })
    const { to, messageId } = await acknowledged("wronged")
    const version = await versionOf("wronged")
    const ref = reference("wronged")
    const from = "eve@evil.example"
    const altered = messageId.replace(/\.[a-z0-9]+@/, (found) => `.${found.slice(1, -1).split("").reverse().join("")}@`)
    const claims: readonly Letter[] = [
      { from, to, subject: "Re: it" },
      { from, subject: "Re: it", headers: { "In-Reply-To": messageId } },
      { from, subject: "Re: it", headers: { References: messageId } },
      { from, subject: "Re: it", headers: { Cc: to } },
      { from: addressOf("wronged"), subject: "Re: it", headers: { "In-Reply-To": altered } },
      { from: addressOf("wronged"), to: to.replace("+", "+a"), subject: "Re: it" },
      { from: addressOf("wronged"), to: "desk+1@localhost", subject: "Re: it" },
      { from, subject: `Re: [#${ref}] close please` },
      { from: addressOf("wronged"), subject: `Re: ${ref}` },
      { from, subject: `re ${ref.toLowerCase()}` },
      { from, subject: `=?utf-8?B?${Buffer.from(`close ${ref}`).toString("base64")}?=` },
    ]
    const rows = await Promise.all(claims.map((letter) => come(letter)))
    for (const [index, row] of rows.entries()) {
      assert.equal(row.state, "held", JSON.stringify(claims[index]))
      assert.ok(row.reason)
    }
    assert.equal(await versionOf("wronged"), version)
    const { items } = (await sam.ask("GET", "/letters?state=held&limit=200")).body as { items: Row[] }
    assert.ok(
      items.some(({ reason }) => reason?.includes(ref)),
      "the reason names the case that is claimed",
    )
  })

  test("is unguessable: 128 bits in each address, another for each notice (A39)", async () => {
    await opened("one", {})
    await opened("two", {})
    const addresses = [(await acknowledged("one")).to, (await acknowledged("two")).to]
    assert.equal(new Set(addresses).size, 2)
    for (const address of addresses) assert.match(address, /^desk\+[a-z0-9]{26,}@localhost$/)
  })

  test("a reply to anything else is a new letter, and so is one that names a case only in its words", async () => {
    const row = await come({ from: "new@force.example", headers: { "In-Reply-To": "<abc@elsewhere.example>" } })
    assert.equal(row.state, "filed")
    const other = await come({ from: "words@force.example", body: `As in ${reference("right")}` })
    assert.equal(other.state, "filed")
    assert.notEqual(other.case, reference("right"))
  })
})

describe("machines", () => {
  test("an automatic reply is ignored, with the reason, on a case or not, and never answered", async () => {
    await opened("away", {})
    const { to } = await acknowledged("away")
    const automatic: readonly Letter[] = [
      { from: "o1@force.example", headers: { "Auto-Submitted": "auto-replied" } },
      { from: "o2@force.example", headers: { "X-Autoreply": "yes" } },
      { from: addressOf("away"), to, headers: { "Auto-Submitted": "auto-replied (vacation)" } },
      { from: addressOf("away"), to, headers: { "Auto-Submitted": "auto-generated" } },
    ]
    const version = await versionOf("away")
    const rows = await Promise.all(automatic.map((letter) => come(letter)))
    for (const [index, row] of rows.entries()) {
      assert.equal(row.state, "ignored", JSON.stringify(automatic[index]))
      assert.match(row.reason ?? "", /automatic/)
    }
    assert.equal(await versionOf("away"), version)
  })

  test("what a machine reports is filed, and never answered (A22)", async () => {
    const reports: readonly Letter[] = [
      { from: "monitor@force.example", headers: { "Auto-Submitted": "auto-generated" } },
      { from: "list@force.example", headers: { Precedence: "bulk" } },
      { from: "news@force.example", headers: { "List-Id": "<news.force.example>" } },
      { from: "no-reply@force.example" },
    ]
    const rows = await Promise.all(reports.map((letter) => come(letter)))
    for (const [index, row] of rows.entries()) {
      assert.equal(row.state, "filed", JSON.stringify(reports[index]))
      assert.deepEqual(await sam.list(`/notices?case=${row.case}`, noticeRow), [])
    }
  })

  test("a bounce of one of our notices is filed on its case, and the notice has failed", async () => {
    await opened("gone", {})
    const { messageId } = await acknowledged("gone")
    const row = await delivered(bounce(messageId, addressOf("gone")), { from: "" })
    assert.deepEqual([row.state, row.case], ["filed", reference("gone")])
    assert.equal(row.from, "mailer-daemon@relay.example")
    assert.equal(row.subject, "Undelivered Mail Returned to Sender")
    const [notice] = await sam.list(`/notices?case=${reference("gone")}`, noticeRow)
    assert.equal(notice?.state, "failed")
  })

  test("any other bounce is ignored, with the reason", async () => {
    await opened("stays", {})
    const { messageId } = await acknowledged("stays")
    const forged = messageId.replace(/(..)(..)@/, "$2$1@")
    for (const id of ["<x@elsewhere.example>", forged]) {
      const row = await delivered(bounce(id, addressOf("stays")), { from: "" })
      assert.equal(row.state, "ignored")
      assert.match(row.reason ?? "", /bounce/)
    }
    const [notice] = await sam.list(`/notices?case=${reference("stays")}`, noticeRow)
    assert.equal(notice?.state, "sent")
  })

  test("our own letter that comes back is ignored (A22)", async () => {
    const { raw } = await acknowledged("stays")
    assert.equal((await delivered(raw, { from: "desk@localhost" })).state, "ignored")
  })

  test("an address gets at most 3 automatic mails an hour (A21)", async () => {
    for (let count = 0; count < 3; count += 1) await come({ from: "bomb@force.example", body: `${count}` })
    for (let count = 0; count < 3; count += 1) {
      await sam.open({ channel: "web", from: { email: "Bomb@Force.example" }, subject: `${count}` })
    }
    const caught = async () => post.caught.filter(({ envelopeTo }) => envelopeTo.some((to) => /^bomb@/i.test(to)))
    await until(caught, (mails) => mails.length >= 3)
    // Those that answer a letter are dropped, so that loops end; those that answer a form wait for another hour. None comes after.
    await sleep(3000)
    assert.equal((await caught()).length, 3)
  })
})

describe("a repeat", () => {
  test("with the same Message-ID and body, or without one the same bytes, is ignored; anything else is not", async () => {
    const letter = written({ from: "twice@force.example" })
    const first = await delivered(letter)
    const again = await delivered(letter)
    assert.deepEqual([first.state, again.state], ["filed", "ignored"])
    assert.match(again.reason ?? "", /repeat/)
    assert.equal((await delivered(letter.replace("stays empty", "is empty"))).state, "filed")
    const bare = written({ from: "twice@force.example", headers: { "Message-ID": "" } })
    assert.equal((await delivered(bare)).state, "filed")
    assert.equal((await delivered(bare)).state, "ignored")
    assert.equal((await delivered(bare.replace("stays empty", "is empty"))).state, "filed")
  })
})

describe("the listener", () => {
  test("keeps what is hardly a letter, and says what became of it", async () => {
    for (const raw of ["\r\n", "no header at all", Buffer.from([0, 1, 2, 255, 254, 13, 10])]) {
      assert.equal((await delivered(raw)).state, "held")
    }
    assert.equal((await delivered("From: plain@force.example\r\n\r\n")).state, "filed")
  })

  test("ends a letter only at CRLF.CRLF (A25)", async () => {
    const smuggled =
      "From: lf@force.example\r\nSubject: one\r\n\r\nbody\n.\nMAIL FROM:<eve@evil.example>\r.\rRCPT TO:<x>\n.\r\nend\r\n"
    const row = await delivered(smuggled)
    assert.equal(row.state, "filed")
    const { timeline } = await sam.read(row.case ?? "")
    assert.match(timeline[0]?.content?.map(({ text }) => text).join() ?? "", /MAIL FROM/)
  })

  test("takes any recipient, and puts no line of a stranger's into our headers (A23)", async () => {
    const name = `=?utf-8?B?${Buffer.from("n\r\nX-Injected: 1").toString("base64")}?=`
    const subject = `=?utf-8?B?${Buffer.from("s\r\nX-Injected: 1\u2028X-Injected: 1").toString("base64")}?=`
    const row = await come({ from: `${name} <crlf@force.example>`, subject }, { to: "anybody@elsewhere.example" })
    assert.equal(row.state, "filed")
    await sam.act(row.case ?? "", "reply", { body: "We are looking.\r\n.\r\nX-Injected: 1" })
    const from = { email: "crlf2@force.example", name: "n\r\nX-Injected: 1" }
    const { reference: ref } = await sam.open({ from, subject: "s\r\nX-Injected: 1%0d%0aX-Injected: 1" })
    await sam.act(ref, "resolution", { outcome: "fixed", body: "It works." })
    await post.sentTo("crlf@force.example", "Re:")
    await post.sentTo("crlf2@force.example", "Resolved")
    for (const { raw, envelopeTo } of post.caught) {
      assert.doesNotMatch(raw.split("\r\n\r\n")[0] ?? "", /^(x-injected|bcc):/im)
      assert.equal(envelopeTo.length, 1)
    }
  })
})
