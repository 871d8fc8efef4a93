// The status of services as the public reads it, is mailed it and subscribes to it; who may tell it; and what a hostile reader tries.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { colleague, type Visitor } from "../../test/support/visitor.ts"
import { row, rows, sql } from "../database/index.ts"
import { type FrontSite, frontSite, type SentMail } from "../front/test-front.ts"
import { sent } from "../front/test-site.ts"

let site: FrontSite
let leader: Visitor
before(async () => {
  site = await frontSite()
  leader = await colleague(site.server, site.db, "team-leader", "Leila Nasser")
})
after(() => site.close())

const broken = {
  kind: "incident",
  service: "college-learn",
  effect: "partly",
  title: "Videos do not play",
  words: "Videos stop after some seconds.\n\nWe say more by 5pm.",
  publish: "now",
}
const work = {
  ...broken,
  kind: "maintenance",
  effect: "down",
  title: "Database upgrade",
  "from-day": "4",
  "from-month": "4",
  "from-year": "2026",
  "from-time": "10pm",
  "until-day": "5",
  "until-month": "4",
  "until-year": "2026",
  "until-time": "2am",
}

async function begun(report: Record<string, string>): Promise<string> {
  const { location = "", errors } = await leader.post("/desk/status/new", report)
  assert.deepEqual(errors, [])
  return location
}

async function subscribed(address: string): Promise<SentMail | undefined> {
  await site.visitor().post("/status/subscribe", { email: address })
  const asked = (await site.posted()).find(({ to, text }) => to === address && text.includes("/status/confirm/"))
  const link = /\/status\/confirm\/[a-z0-9-]+/.exec(asked?.text ?? "")?.[0] ?? ""
  await site.visitor().post(link, {})
  return asked
}

test("a draft is nowhere in public; once published it is, with each update, until it is over and then past", async () => {
  const path = await begun({ ...broken, publish: "later" })
  const id = path.split("/").at(-1)
  const stranger = site.visitor()
  const nothing = await stranger.get("/status/999999")
  const draft = await stranger.get(`/status/${id}`)
  assert.deepEqual([draft.status, draft.html], [404, nothing.html])
  assert.match((await stranger.get("/status")).text, /College Learn Working What does not work We know of nothing/)
  assert.doesNotMatch((await stranger.get("/status/feed.atom")).html, /Videos/)
  await leader.post(`${path}/publication`, {}, path)
  const overview = await stranger.get("/status")
  assert.match(overview.text, /College Learn Partly working What does not work Videos do not play Partly working/)
  assert.match(overview.text, /Ended in the last 14 days Nothing has ended in the last 14 days\./)
  assert.match((await stranger.get("/")).text, /Service status College Learn Partly working/)
  assert.match((await stranger.get("/report")).text, /We know of this: Videos do not play/)
  const update = { state: "resolved", effect: "none", words: "All videos play again." }
  await leader.post(path, update)
  assert.match(
    (await stranger.get(`/status/${id}`)).text,
    /It works again .* All videos play again\. We are looking into it .* We say more by 5pm/,
  )
  assert.match(
    (await stranger.get("/status")).text,
    /College Learn Working .* Ended in the last 14 days Videos do not play/,
  )
  const again = await leader.post(path, update, "/desk/status/new")
  assert.equal(again.status, 422)
})

test("what is planned does not count as broken before it begins, and stands in the calendar", async () => {
  const path = await begun(work)
  const stranger = site.visitor()
  assert.match((await stranger.get("/status")).text, /College Learn Working/)
  assert.match(
    (await stranger.get("/status")).text,
    /What is planned Database upgrade Planned\. 10pm on Saturday 4 April 2026 to 2am on Sunday 5 April 2026\. Meanwhile: Not working/,
  )
  const calendar = await site.server.inject({ url: "/status/calendar.ics" })
  assert.equal(calendar.headers["content-type"], "text/calendar; charset=utf-8")
  assert.match(calendar.body, /DTSTART:20260404T210000Z\r\nDTEND:20260405T010000Z\r\nSUMMARY:Database upgrade/)
  await leader.post(path, { state: "under-way", effect: "down", words: "We have begun." })
  assert.match((await stranger.get("/status")).text, /College Learn Not working/)
  await leader.post(path, { state: "done", effect: "none", words: "Done." })
  assert.match((await stranger.get("/status")).text, /College Learn Working/)
})

test("the form says what is missing and keeps what was typed", async () => {
  const empty = await leader.post("/desk/status/new", { title: "Only a title" })
  assert.equal(empty.status, 400)
  assert.ok(empty.errors.includes("Select whether something does not work or is planned"))
  assert.match(empty.html, /value="Only a title"/)
  const noEnd = await leader.post("/desk/status/new", {
    ...work,
    "until-day": "",
    "until-month": "",
    "until-year": "",
    "until-time": "",
  })
  assert.deepEqual(noEnd.errors, ["Enter when the work is to end"])
  const backwards = await leader.post("/desk/status/new", { ...work, "until-day": "3" })
  assert.deepEqual(backwards.errors, ["The end must be after the start"])
})

test("only whoever may tell the public does", async () => {
  const adviser = await colleague(site.server, site.db, "adviser")
  for (const path of ["/desk/status", "/desk/status/new", "/desk/status/1"])
    assert.equal((await adviser.get(path)).status, 403)
})

test("a case is listed in public only by choice, in words written for it, and none of its own", async () => {
  const { reference } = await sent(site.visitor(), {
    problem: "INWARD-SUBJECT",
    details: "INWARD-BODY",
    name: "INWARD-NAME",
    email: "inward@force.example",
  })
  const path = await begun(broken)
  const publicPath = path.replace("/desk", "")
  assert.doesNotMatch((await site.visitor().get(publicPath)).text, new RegExp(reference))
  const wrong = await leader.post(`${path}/cases`, { reference: "INC-2026-999999", "case-words": "One force" }, path)
  assert.deepEqual(wrong.errors, ["There is no case with this reference that you can see"])
  const wordless = await leader.post(`${path}/cases`, { reference, "case-words": " " }, path)
  assert.deepEqual(wordless.errors, ["Enter what the public reads of it"])
  await leader.post(
    `${path}/cases`,
    { reference: reference.toLowerCase(), "case-words": "A force cannot play videos" },
    path,
  )
  const page = await site.visitor().get(publicPath)
  assert.match(page.text, new RegExp(`${reference} A force cannot play videos Being worked on`))
  assert.doesNotMatch(page.html, /INWARD|inward@/)
  const { case_id } = (await row<{ case_id: number }>(site.db, sql`select case_id from status_cases`)) ?? { case_id: 0 }
  await leader.post(`${path}/cases/${case_id}/removal`, {}, path)
  assert.doesNotMatch((await site.visitor().get(publicPath)).text, new RegExp(reference))
  const audit = await rows<{ action: string }>(
    site.db,
    sql`select action from audit where action like 'status-case-%' order by audit_id`,
  )
  assert.deepEqual(
    audit.map((each) => each.action),
    ["status-case-listed", "status-case-unlisted"],
  )
})

test("whoever confirmed from their mailbox is told of each update, with one click to stop; whoever did not is told nothing", async () => {
  const address = "Reader@force.example"
  await site.visitor().post("/status/subscribe", { email: "never@force.example" })
  const asked = await subscribed(address)
  assert.match(asked?.subject ?? "", /Confirm that you want to know/)
  site.later(7_200_000)
  await begun({ ...broken, title: "Sound is missing" })
  const told = await site.posted()
  assert.deepEqual(
    told.map((each) => [each.to, each.subject]),
    [[address, "College Learn: Sound is missing (We are looking into it)"]],
  )
  const [mail] = told
  assert.equal(mail?.headers.get("list-unsubscribe-post"), "List-Unsubscribe=One-Click")
  const stop =
    /^<https:\/\/desk\.example(\/status\/unsubscribe\/[a-z0-9-]+)>$/.exec(
      mail?.headers.get("list-unsubscribe") ?? "",
    )?.[1] ?? ""
  assert.match(mail?.text ?? "", new RegExp(stop))
  assert.equal((await site.visitor().get(stop)).heading, "Stop being told")
  await begun({ ...broken, title: "A scanner opened it" })
  assert.equal((await site.posted()).length, 1)
  for (const [type, payload] of [
    ["application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"],
    [
      "multipart/form-data; boundary=x",
      '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    ],
  ] as const) {
    const answer = await site.server.inject({ method: "POST", url: stop, headers: { "content-type": type }, payload })
    assert.equal(answer.statusCode, 200)
    assert.equal(answer.headers.location, undefined)
  }
  await begun({ ...broken, title: "After the end" })
  assert.deepEqual(await site.posted(), [])
  const left = await rows(
    site.db,
    sql`select from status_subscriptions where ended_at is not null and address is not null`,
  )
  assert.equal(left.length, 0)
})

test("the button on the page ends it too, and an address that confirmed twice is told once", async () => {
  await subscribed("twice@force.example")
  site.later(7_200_000)
  await subscribed("TWICE@force.example")
  site.later(7_200_000)
  await begun({ ...broken, title: "Once" })
  const told = (await site.posted()).filter((each) => each.to.toLowerCase() === "twice@force.example")
  assert.equal(told.length, 1)
  const stop = /\/status\/unsubscribe\/[a-z0-9-]+/.exec(told[0]?.text ?? "")?.[0] ?? ""
  assert.equal((await site.visitor().post(stop, {})).heading, "You will not be told any more")
  await begun({ ...broken, title: "Never" })
  assert.deepEqual(await site.posted(), [])
})

test("A21: a stranger cannot have an address mailed more than three times an hour, nor confirm what they did not receive", async () => {
  for (let times = 0; times < 8; times++) {
    const { location } = await site.visitor().post("/status/subscribe", { email: "victim@force.example" })
    assert.equal(location, "/status/subscribe/check-email")
  }
  const mails = (await site.posted()).filter((each) => each.to === "victim@force.example")
  assert.equal(mails.length, 3)
  const link = /\/status\/confirm\/([a-z0-9-]+)/.exec(mails[0]?.text ?? "")?.[1] ?? ""
  for (const path of [
    `/status/confirm/${link}x`,
    `/status/unsubscribe/${link}`,
    "/status/confirm/1-a",
    "/status/unsubscribe/x",
  ])
    assert.equal((await site.visitor().get(path)).status, 410, path)
})

test("A11: what is written in a title or an update is text wherever it is shown, and cannot end a line of mail", async () => {
  const hostile = "<script>alert(1)</script>\r\nBcc: x@evil.example"
  await subscribed("hostile@force.example")
  const path = await begun({ ...broken, title: hostile, words: `${hostile}\n\n[x](javascript:alert(1))` })
  for (const page of ["/status", path.replace("/desk", ""), "/", "/report", path, "/desk/status"]) {
    const { html, status } = await leader.get(page)
    assert.equal(status, 200, page)
    assert.doesNotMatch(html, /<script>alert|href="javascript/, page)
  }
  const atom = await site.server.inject({ url: "/status/feed.atom" })
  assert.equal(atom.headers["content-type"], "application/atom+xml; charset=utf-8")
  assert.doesNotMatch(atom.body, /<script/)
  const [mail] = (await site.posted()).filter((each) => each.to === "hostile@force.example")
  assert.equal(mail?.headers.get("bcc"), undefined)
  assert.match(mail?.subject ?? "", /<script>alert\(1\)<\/script> Bcc: x@evil\.example/)
})

test("what is subscribed wrongly is said and kept", async () => {
  const wrong = await site.visitor().post("/status/subscribe", { email: "sam@" })
  assert.deepEqual(
    [wrong.status, wrong.errors],
    [400, ["Enter an email address in the correct format, like name@example.com"]],
  )
  assert.match(wrong.html, /value="sam@"/)
})
