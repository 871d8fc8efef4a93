// A37, A20, A18, A43: what a form or an address names in its fields is looked up through whoever asks, as what its path names is. Whatever
// somebody types of a case that they do not see, they are answered as if it had never been.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { row, run, sql } from "../../src/database/index.ts"
import type { Visitor } from "../support/visitor.ts"
import { namesIn } from "./routes.ts"
import { type SweptDesk, sweptDesk } from "./swept-desk.ts"
import { invented, marker } from "./swept-objects.ts"

let desk: SweptDesk
let limited: Visitor
let own: string
before(async () => {
  desk = await sweptDesk()
  ;({ who: limited, own } = await desk.limitedWithCase("administrator"))
})
after(() => desk.close())

/** What is the same of two answers, whatever was typed and whatever is made anew each time. */
function plain(html: string, typed: string): string {
  return html
    .replaceAll(encodeURIComponent(typed), "…")
    .replaceAll(typed, "…")
    .replaceAll(typed.toUpperCase(), "…")
    .replaceAll(typed.toLowerCase(), "…")
    .replace(/name="(csrf|once)" value="[^"]*"|nonce="[^"]*"|nonce-[\w+/=-]+/g, "")
}

test("A18 A37: a case that is named in a form is none where somebody does not see it", async () => {
  const asks: [string, (reference: string) => Record<string, string | string[]>][] = [
    [`/desk/cases/${own}/merge`, (into) => ({ into })],
    [`/desk/cases/${own}/parent`, (parent) => ({ parent })],
    [`/desk/cases/${own}/children`, (children) => ({ children })],
    ["/desk/bulk/new", (reference) => ({ case: `${reference}.1`, what: "note", once: "x".repeat(22) })],
    ["/desk/bulk", (reference) => ({ case: `${reference}.1`, what: "take", once: "y".repeat(22) })],
  ]
  const before = await desk.versions()
  for (const [url, fieldsFor] of asks) {
    const ask = async (reference: string) => {
      const page = await limited.post(
        url,
        { ...(await hiddenFieldsOf(url)), ...fieldsFor(reference) },
        `/desk/cases/${own}`,
      )
      assert.ok(page.status >= 303 && page.status < 500, `${url}: ${page.status}`)
      const shown = page.status === 303 ? (await limited.get(String(page.headers.location))).html : page.html
      return [page.status, plain(shown, reference).replace(/\/desk\/bulk\/\d+/g, "")]
    }
    const real = await ask(desk.reference)
    assert.deepEqual(real, await ask(invented.case), url)
    assert.ok(!String(real[1]).includes(marker), url)
  }
  assert.deepEqual(await desk.versions(), before)
})

async function hiddenFieldsOf(url: string): Promise<Record<string, string>> {
  const { html } = await limited.get(url)
  const hidden = [...html.matchAll(/<input type="hidden" name="(version|once)" value="([^"]*)"/g)]
  return Object.fromEntries(hidden.map(([, name = "", value = ""]) => [name, value]))
}

test("A37 A39: a file that somebody else uploaded goes with nobody's words, by any of its numbers", async () => {
  const upload = "U".repeat(22)
  await run(
    desk.db,
    sql`insert into uploads (upload_id, person_id, name, size, bytes, state, look_at, uploaded_at)
      select ${upload}, max(person_id), 'secret.txt', 1, 'x', 'clean', now(), now() from people`,
  )
  for (const verb of ["note", "reply"]) {
    const url = `/desk/cases/${own}/${verb}`
    const ask = async (id: string) => {
      const fields = { ...(await hiddenFieldsOf(url)), body: "Words", upload: id }
      const page = await limited.post(url, fields, `/desk/cases/${own}`)
      return [page.status, plain(page.html, id)]
    }
    const real = await ask(upload)
    assert.equal(real[0], 400, verb)
    assert.deepEqual(real, await ask("V".repeat(22)), verb)
  }
  const left = await row(desk.db, sql`select count(*) as files from uploads where upload_id = ${upload}`)
  assert.deepEqual(left, { files: 1 })
})

test("A43: a search, a filter, a count and a suggestion answer about what somebody does not see as about what never was", async () => {
  const never: Readonly<Record<string, string>> = {
    [marker]: "Zzyzxmarker12",
    [desk.reference]: invented.case,
    "pat@force.example": "nob@never.example",
    [`${marker} does not open`]: "Zzyzxmarker12 does not open",
  }
  const lists = desk.routes.filter(
    ({ method, path, audience }) =>
      method === "GET" &&
      /^\/(desk|api)/.test(path) &&
      !path.startsWith("/desk/account") &&
      // It tells of the server at this moment, whatever is asked.
      path !== "/desk/database" &&
      audience !== undefined &&
      namesIn(path)?.size === 0,
  )
  const asked = lists.flatMap(({ path, isCall }) =>
    [marker, desk.reference].map((word) => ({ path, isCall, field: "q", word })),
  )
  const more = [
    { path: "/desk/duplicates", field: "subject", word: `${marker} does not open` },
    { path: "/desk/cases", field: "q", word: "pat@force.example" },
    { path: "/desk/cases", field: "q", word: `from:${desk.reference}` },
    { path: "/desk/find", field: "q", word: "pat@force.example" },
  ].map((each) => ({ ...each, isCall: false }))
  assert.ok(asked.length > 60)
  for (const { path, isCall, field, word } of [...asked, ...more]) {
    const ask = async (typed: string) => {
      const url = `${path}?${field}=${encodeURIComponent(typed)}`
      return plain(isCall ? await desk.said(desk.limitedToken, url) : (await limited.get(url)).text, typed)
    }
    const other = Object.entries(never).reduce((text, [from, to]) => text.replace(from, to), word)
    assert.equal(await ask(word), await ask(other), `${path} ${field}=${word}`)
  }
})
