// Articles: written, published, found, suggested, reviewed, withdrawn; and what a hostile writer or searcher does with them.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { colleague, type Visitor } from "../../test/support/visitor.ts"
import { row, rows, sql } from "../database/index.ts"
import { type FrontSite, frontSite } from "../front/test-front.ts"
import { blocksOf } from "./markup.ts"
import { suggestedAnswers } from "./suggest.ts"

let site: FrontSite
let leader: Visitor
before(async () => {
  site = await frontSite()
  leader = await colleague(site.server, site.db, "team-leader", "Leila Nasser")
})
after(() => site.close())

const review = { "review-day": "27", "review-month": "3", "review-year": "2027" }
const article = {
  title: "How do I reset my password?",
  summary: "Choose “Forgotten password” on the sign-in page. A link comes by email.",
  body: "You can do it yourself.\n\n1. Open the sign-in page.\n2. Choose “Forgotten password”.\n\nSee https://learn.college.example/help.",
  ...review,
}

async function written(changes: Partial<typeof article> = {}): Promise<string> {
  const { location = "", errors } = await leader.post("/desk/articles/new", { ...article, ...changes })
  assert.deepEqual(errors, [])
  return location
}

async function published(changes: Partial<typeof article> = {}): Promise<string> {
  const path = await written(changes)
  await leader.post(`${path}/publication`, {}, path)
  return path
}

test("a draft is for its writers; once published the public reads and finds it; once withdrawn it is gone", async () => {
  const path = await written()
  const stranger = site.visitor()
  assert.equal((await stranger.get("/help/how-do-i-reset-my-password")).status, 404)
  assert.doesNotMatch((await stranger.get("/help?q=password")).text, /Forgotten/)
  await leader.post(`${path}/publication`, {}, path)
  const page = await stranger.get("/help/how-do-i-reset-my-password")
  assert.equal(page.heading, article.title)
  assert.match(page.html, /<ol class="govuk-list govuk-list--number"><li>Open the sign-in page\.<\/li>/)
  assert.match(page.html, /href="https:\/\/learn\.college\.example\/help"/)
  assert.match((await stranger.get("/help?q=resetting passwords")).text, /1 answer for “resetting passwords”/)
  assert.match((await stranger.get("/help?q=volcano")).text, /Nothing was found for “volcano”/)
  for (const slip of ["pasword", "passwrod", "passwords%20forgoten", "pasword%20'%5C%20%26%7C"])
    assert.match((await stranger.get(`/help?q=${slip}`)).text, /1 answer for/, slip)
  await leader.post(`${path}/withdrawal`, {}, path)
  assert.equal((await stranger.get("/help/how-do-i-reset-my-password")).status, 404)
  assert.doesNotMatch((await stranger.get("/help?q=password")).text, /Forgotten/)
  const audit = await rows<{ action: string }>(
    site.db,
    sql`select action from audit where target = ${[`article:${path.split("/").at(-1)}`]} order by audit_id`,
  )
  assert.deepEqual(
    audit.map((each) => each.action),
    ["article-begun", "article-published", "article-withdrawn"],
  )
})

test("a new version is not public before it is published, and nobody overwrites what they have not seen", async () => {
  const path = await published({ title: "Which browsers work?" })
  const change = { ...article, title: "Which browsers work?", summary: "All of today." }
  assert.equal((await leader.post(path, change)).status, 303)
  assert.doesNotMatch((await site.visitor().get("/help/which-browsers-work")).text, /All of today/)
  const stale = await leader.post(path, { ...change, over: "1", summary: "My own words" })
  assert.equal(stale.status, 409)
  assert.match(stale.text, /Version 2 has been written meanwhile/)
  assert.match(stale.html, /My own words/)
  await leader.post(`${path}/publication`, {}, path)
  assert.match((await site.visitor().get("/help/which-browsers-work")).text, /All of today/)
  assert.match((await leader.get(`${path}/versions/1`)).text, /Version 1: Which browsers work/)
})

test("how much may be written is said with the commas of the error", async () => {
  const { text } = await leader.get("/desk/articles/new")
  assert.match(text, /You can enter up to \d{2},000 characters/)
  assert.doesNotMatch(text, /up to \d{4}/)
})

test("what is missing is said at its field, and what was typed stays", async () => {
  const page = await leader.post("/desk/articles/new", { ...article, title: " ", body: "", "review-year": "2020" })
  assert.deepEqual(page.errors, ["Enter the question, or the name of the thing", "Enter the answer"])
  assert.match(page.html, /Forgotten password/)
  const past = await leader.post("/desk/articles/new", { ...article, "review-year": "2020" })
  assert.deepEqual(past.errors, ["The date of the next review must be in the future"])
  const unreal = await leader.post("/desk/articles/new", { ...article, "review-day": "31", "review-month": "2" })
  assert.deepEqual(unreal.errors, ["Enter a real date, for example 27 3 2026"])
  const none = { ...article, "review-day": "", "review-month": "", "review-year": "" }
  const missing = await leader.post("/desk/articles/new", none)
  assert.deepEqual(missing.errors, ["Enter the date of the next review, for example 27 3 2027"])
})

test("an article whose review is due says so to those who write, and a review moves the day", async () => {
  const path = await published({ title: "Where are the videos?", "review-year": "2026", "review-month": "4" })
  site.itIs("2026-04-28T09:00")
  assert.match((await leader.get("/desk/articles")).text, /Where are the videos\? Published 27 April 2026 Review due/)
  await leader.post(`${path}/review`, {}, path)
  assert.doesNotMatch((await leader.get(path)).text, /Its review is due/)
  site.itIs("2026-03-27T16:30")
})

test("only whoever may write articles does", async () => {
  const adviser = await colleague(site.server, site.db, "adviser")
  for (const path of ["/desk/articles", "/desk/articles/new", "/desk/articles/1"])
    assert.equal((await adviser.get(path)).status, 403, path)
  assert.equal((await site.visitor().get("/desk/articles")).status, 303)
})

test("two articles of one title have two addresses", async () => {
  await published({ title: "Twice" })
  await published({ title: "Twice!" })
  assert.equal((await site.visitor().get("/help/twice")).status, 200)
  assert.equal((await site.visitor().get("/help/twice-2")).status, 200)
})

test("suggestions share at least half of the words, one in title or summary, and are none for drafts and stop words", async () => {
  await published({ title: "Sound is missing in videos", summary: "Turn the sound on in the player." })
  const titles = async (typed: string) => (await suggestedAnswers(site.db, typed)).map((each) => each.title)
  assert.deepEqual((await titles("no sound in video"))[0], "Sound is missing in videos")
  assert.deepEqual(await titles("certificate printing on the sound stage of yesterday"), [])
  assert.deepEqual(await titles("the and of"), [])
  assert.deepEqual(await titles("ab"), [])
  await written({ title: "Sound in drafts", summary: "Sound." })
  assert.ok(!(await titles("sound in drafts")).includes("Sound in drafts"))
})

test("A48: what is typed into a search is never part of the statement", async () => {
  const before = await row<{ count: number }>(site.db, sql`select count(*) as count from articles`)
  for (const typed of [
    "'; drop table articles; --",
    "a & | ! ( :* <->",
    "\\",
    "%",
    "'a' | 'b':*",
    "\u0000x",
    "x".repeat(5000),
  ]) {
    assert.equal((await site.visitor().get(`/help?q=${encodeURIComponent(typed)}`)).status, 200, typed)
    assert.ok(Array.isArray(await suggestedAnswers(site.db, typed.replaceAll("\0", " "))))
  }
  const after = await row<{ count: number }>(site.db, sql`select count(*) as count from articles`)
  assert.deepEqual(after, before)
})

test("A11, A04: markup in an article is shown as text, and only addresses of the web are links", async () => {
  const body =
    "<script>alert(1)</script>\n\n[x](javascript:alert(1)) javascript:alert(2) data:text/html,x\n\n## <b>bold</b>"
  await published({ title: "<img src=x onerror=alert(1)>", summary: "{{7*7}}", body })
  const { html } = await site.visitor().get("/help/img-src-x-onerror-alert-1")
  assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/)
  assert.doesNotMatch(html, /<script>alert|<img src=x|href="(javascript|data):|>49</)
})

test("the marks of an article make blocks, and an address ends before its full stop", () => {
  assert.deepEqual(blocksOf("## Head\n\nOne\ntwo https://a.example/x.\n\n- a\n- b"), [
    { kind: "heading", text: "Head" },
    {
      kind: "paragraph",
      pieces: [
        { text: "One" },
        { text: " " },
        { text: "two " },
        { text: "https://a.example/x", href: "https://a.example/x" },
        { text: "." },
      ],
    },
    { kind: "list", items: [[{ text: "a" }], [{ text: "b" }]] },
  ])
})
