import assert from "node:assert/strict"
import { after, test } from "node:test"
import { gunzipSync } from "node:zlib"
import { deskPages } from "../../test/support/desk-pages.ts"
import { colleague, type Visitor, visitor } from "../../test/support/visitor.ts"
import type { Page } from "../page.ts"

const problem = { heading: "Plain", sentences: ["Words. ".repeat(1000)] }
const plain = { view: "web/problem.njk", model: { problem } }
const form = { view: "web/components/example.test.njk", model: { title: "Form", said: "Words. ".repeat(1000) } }
const page = (path: string, over: Partial<Page> = {}): Page => ({
  method: "GET",
  path,
  audience: "public",
  answer: async () => plain,
  ...over,
})

const desk = await deskPages([
  page("/plain"),
  page("/form", { answer: async () => form }),
  page("/private", { isSecretAddress: true }),
  page("/private/:link"),
  page("/desk/plain", { audience: "signed-in" }),
])
after(() => desk.close())
const stranger = visitor(desk.server)

async function asked({ cookies }: Visitor, url: string, encodings = "gzip, br") {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ")
  const answer = await desk.server.inject({ url, headers: { "accept-encoding": encodings, cookie } })
  assert.equal(answer.statusCode, 200, url)
  return answer
}

test("a page that holds no secret is compressed where the browser takes it", async () => {
  const squeezed = await asked(stranger, "/plain")
  assert.equal(squeezed.headers["content-encoding"], "gzip")
  assert.equal(squeezed.headers.vary, "accept-encoding")
  assert.equal(gunzipSync(squeezed.rawPayload).toString(), (await asked(stranger, "/plain", "identity")).body)
})

test("a form, a private link and what is made for somebody go as they are: how well they compress would tell of the secret", async () => {
  const adviser = await colleague(desk.server, desk.db, "adviser")
  const asIs: [Visitor, string][] = [
    [stranger, "/form"],
    [stranger, "/private"],
    [stranger, "/private/x"],
    [adviser, "/plain"],
    [adviser, "/desk/plain"],
  ]
  for (const [who, url] of asIs) assert.equal((await asked(who, url)).headers["content-encoding"], undefined, url)
})
