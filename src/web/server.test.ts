import assert from "node:assert/strict"
import { after, test } from "node:test"
import { testDatabase } from "../../test/support/database.ts"
import { colleague, seen, visitor } from "../../test/support/visitor.ts"
import { Invalid, NotAllowed, NotFound, Refused, Stale } from "../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../page.ts"
import { openLog } from "./log.ts"
import { webServer } from "./server.ts"

const database = await testDatabase()
const at = Temporal.Instant.from("2026-03-27T09:00Z").epochMilliseconds
const view = "web/components/example.test.njk"

const page = (path: string, answer: (request: PageRequest) => PageAnswer, over: Partial<Page> = {}): Page => ({
  method: "GET",
  path,
  audience: "public",
  answer: async (request) => answer(request),
  ...over,
})
const fails = (path: string, error: Error) => page(path, () => Promise.reject(error) as never)
const shows = (path: string, say: (request: PageRequest) => string, over: Partial<Page> = {}) =>
  page(path, (request) => ({ view, model: { title: "Example", said: say(request), sendTo: path } }), over)

const lines: string[] = []
const server = webServer({
  db: database.db,
  now: () => at,
  clock: () => at,
  settings: { publicUrl: "https://desk.example" },
  secretKey: Buffer.alloc(32, 7),
  log: openLog({ to: { write: (line) => lines.push(line) } }),
  navigation: [
    { text: "Queue", href: "/desk", audience: "see-cases" },
    { text: "Log a call", href: "/desk/calls", audience: "open" },
  ],
  checks: [{ name: "database", ready: async () => {} }],
  pages: [
    shows("/", ({ form, query, at: now }) => JSON.stringify({ form, query, now })),
    shows("/form", () => "a form"),
    shows("/form", ({ form }) => JSON.stringify(form), { method: "POST" }),
    page("/move", () => ({ redirect: "/", flash: "INC-2026-000001 <moved>" }), { method: "POST" }),
    page("/file", () => ({ download: Buffer.from("<script>"), fileName: 'näme\u202e".html\r\nx: y' })),
    shows("/desk", ({ actor }) => `for ${actor?.name}`, { audience: "see-cases" }),
    shows("/desk/calls", () => "log a call", { audience: "open" }),
    shows("/desk/calls", () => "logged", { method: "POST", audience: "open" }),
    shows("/desk/me", ({ actor }) => `me, ${actor?.name}`, { audience: "signed-in" }),
    shows("/case/:reference", ({ params }) => `case ${params["reference"]}`),
    fails("/invalid", new Invalid([{ field: "subject", message: "Enter a subject" }])),
    fails("/refused", new Refused("A closed case is <closed>.")),
    fails("/not-allowed", new NotAllowed()),
    fails("/not-found", new NotFound()),
    fails("/stale", new Stale(["Priya took the case.", "The customer wrote."])),
    fails("/bug", new Error("token=hunter2 broke", { cause: new TypeError("deep down") })),
    fails("/full", Object.assign(new Error("could not extend file"), { code: "53100" })),
  ],
})
after(async () => {
  await server.close()
  await database.close()
})
const stranger = visitor(server)

test("a page is shown in the desk's frame, in the language of people", async () => {
  const { status, heading, html } = await stranger.get("/")
  assert.deepEqual([status, heading], [200, "Example"])
  assert.match(html, /<html lang="en"/)
  assert.match(html, /<title>\s*Example - Charter\s*<\/title>/)
  assert.match(html, /href="#main-content"[^>]*>Skip to main content/)
  assert.doesNotMatch(html, /crown|GDS Transport|https?:\/\/(?!www\.w3\.org)/i)
})

test("the desk's own time reaches the page", async () => {
  assert.match((await stranger.get("/")).text, new RegExp(`"now":${at}`))
})

test("each refusal is a page with its own status and the sentence for the person", async () => {
  const cases = [
    ["/invalid", 400, "There is a problem with what was sent", /Enter a subject/],
    ["/refused", 422, "This cannot be done now", /A closed case is <closed>\./],
    ["/not-allowed", 403, "You cannot do this", /You do not have permission/],
    ["/not-found", 404, "Page not found", /nothing at this address/],
    ["/stale", 409, "This has changed since you opened it", /Priya took the case\. The customer wrote\./],
    ["/full", 503, "Sorry, the service is unavailable", /Nothing was saved/],
    ["/nowhere", 404, "Page not found", /nothing at this address/],
    ["/desk/nowhere", 404, "Page not found", /nothing at this address/],
    ["/%zz", 400, "This request could not be read", /Go back/],
    [`/case/${"x".repeat(300)}`, 414, "That address is too long", /check/],
    ["/case/a%00b", 404, "Page not found", /nothing at this address/],
  ] as const
  for (const [path, status, heading, words] of cases) {
    const answer = await stranger.get(path)
    assert.deepEqual([answer.status, answer.heading], [status, heading], path)
    assert.match(answer.text, words, path)
  }
  assert.deepEqual((await stranger.get("/invalid")).errors, ["Enter a subject"])
  assert.equal((await stranger.get("/full")).headers["retry-after"], "10")
})

test("a bug is an apology to the person, and one line with its causes in the log", async () => {
  lines.length = 0
  const answer = await stranger.get("/bug")
  assert.deepEqual([answer.status, answer.heading], [500, "Sorry, there is a problem with the service"])
  assert.doesNotMatch(answer.html, /hunter2|deep down|node_modules/)
  const errors = lines.map((line) => JSON.parse(line)).filter((line) => line.level === "error")
  assert.equal(errors.length, 1)
  assert.equal(errors[0].route, "/bug")
  assert.equal(errors[0].err.cause.message, "deep down")
})

test("a form's fields come back as they were sent, its token apart", async () => {
  const answer = await stranger.post("/form", { subject: "A & <b>", tags: ["1", "2"], empty: "" })
  assert.match(answer.text, /\{"subject":"A & <b>","tags":\["1","2"\],"empty":""\}/)
})

test("what a page did is said once on the next", async () => {
  const someone = visitor(server)
  const moved = await someone.post("/move", {}, "/form")
  assert.deepEqual([moved.status, moved.location], [303, "/"])
  assert.match((await someone.get("/")).text, /Success INC-2026-000001 <moved>/)
  assert.doesNotMatch((await someone.get("/")).text, /moved/)
})

test("a flash that we did not sign is not said", async () => {
  const someone = visitor(server)
  someone.cookies.set("__Host-charter-flash", "Your password was changed")
  assert.doesNotMatch((await someone.get("/")).text, /password/)
})

test("a file is saved under its name, and never opened on our origin", async () => {
  const { headers } = await stranger.get("/file")
  assert.equal(headers["content-type"], "application/octet-stream")
  assert.equal(headers["content-disposition"], "attachment; filename*=UTF-8''n%C3%A4me%E2%80%AE%22.html%0D%0Ax%3A%20y")
})

test("nothing is loaded, sent or framed elsewhere, and https is insisted on", async () => {
  for (const path of ["/", "/nowhere", "/bug", "/healthz", "/%zz"]) {
    const { headers } = await stranger.get(path)
    const policy = String(headers["content-security-policy"])
    for (const part of ["default-src 'none'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'"]) {
      assert(policy.includes(part), `${path}: ${part}`)
    }
    assert.doesNotMatch(policy, /unsafe|\*|http/)
    assert.equal(headers["x-content-type-options"], "nosniff")
    assert.match(String(headers["strict-transport-security"]), /max-age=\d{8}/)
  }
})

test("a page is kept by no cache, an asset for a year under a name of its content", async () => {
  const { html, headers } = await stranger.get("/")
  assert.equal(headers["cache-control"], "no-store")
  const [path = ""] = /\/assets\/[^"]+charter\.css/.exec(html) ?? []
  assert.equal((await stranger.get(path)).headers["cache-control"], "public, max-age=31536000, immutable")
  const stale = await stranger.get("/assets/old-name/charter.css")
  assert.deepEqual([stale.status, stale.headers["cache-control"]], [200, "no-cache"])
})

test("an asset is sent compressed to whoever takes it so", async () => {
  const plain = await server.inject({ url: "/assets/x/charter.css" })
  const small = await server.inject({ url: "/assets/x/charter.css", headers: { "accept-encoding": "br, gzip" } })
  assert.equal(small.headers["content-encoding"], "gzip")
  assert(small.rawPayload.length * 4 < plain.rawPayload.length)
})

test("A42: what is not public is for people with the right, and nobody else", async () => {
  const paths = ["/desk", "/desk/calls", "/desk/me"]
  for (const path of paths) {
    const { status, location } = await visitor(server).get(path)
    assert.deepEqual([status, location], [303, `/sign-in?next=${encodeURIComponent(path)}`])
  }
  const auditor = await colleague(server, database.db, "auditor", "Ada Auditor")
  assert.match((await auditor.get("/desk")).text, /for Ada Auditor/)
  assert.match((await auditor.get("/desk/me")).text, /me, Ada Auditor/)
  assert.equal((await auditor.get("/desk/calls")).status, 403)
  assert.equal((await auditor.post("/desk/calls", {}, "/form")).status, 403)
})

test("the navigation shows where a person may go, and where they are", async () => {
  const adviser = await colleague(server, database.db, "adviser")
  const { html } = await adviser.get("/desk/calls")
  assert.match(html, /href="\/desk"[^>]*>Queue/)
  assert.match(html, /aria-current="page" href="\/desk\/calls"/)
  assert.equal([...html.matchAll(/aria-current/g)].length, 1)
  const auditor = await colleague(server, database.db, "auditor")
  assert.doesNotMatch((await auditor.get("/desk")).html, /Log a call/)
  assert.doesNotMatch((await stranger.get("/")).html, /Sign out|moj-primary-navigation/)
})

test("whoever was signed out while they wrote gets their words back", async () => {
  const answer = await visitor(server).post(
    "/desk/calls",
    { body: "The <long> story", version: "3", once: "x" },
    "/form",
  )
  assert.deepEqual([answer.status, answer.heading], [403, "You have been signed out"])
  assert.match(answer.text, /Copy what you want to keep\. Your words The <long> story(?! Version| Once)/)
})

test("A53: a field called __proto__ is a field, and nothing else changes", async () => {
  const names = ["__proto__", "constructor", "__proto__[isAdmin]", "constructor[prototype][isAdmin]"]
  const answer = await stranger.post("/form", Object.fromEntries(names.map((name) => [name, "true"])))
  assert.match(answer.text, /"constructor":"true"/)
  const query = await stranger.get("/?__proto__=x&__proto__[isAdmin]=1&constructor=y")
  assert.match(query.text, /"__proto__":"x"/)
  assert.equal(Reflect.get({}, "isAdmin"), undefined)
})

test("A61: a post from elsewhere, without a token, or with somebody else's is refused", async () => {
  const form = { "content-type": "application/x-www-form-urlencoded" }
  const send = async (headers: Record<string, string>, payload: string) => {
    return seen(await server.inject({ method: "POST", url: "/form", headers: { ...form, ...headers }, payload }))
  }
  const other = (await visitor(server).get("/form")).html
  const token = /name="csrf" value="([^"]+)"/.exec(other)?.[1]
  assert.equal((await send({}, "a=1")).status, 403)
  assert.equal((await send({}, `csrf=${token}`)).status, 403)
  assert.equal((await send({ cookie: "__Host-charter-visitor=mine" }, `csrf=${token}`)).status, 403)
  assert.equal((await send({ cookie: "__Host-charter-visitor=mine" }, `csrf=${token}&csrf=${token}`)).status, 403)
  const elsewhere: Record<string, string>[] = [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "https://desk.example.evil.example" },
  ]
  for (const from of elsewhere) {
    assert.equal((await visitor(server, from).post("/form", { a: "1" })).status, 403, JSON.stringify(from))
  }
  const ours: Record<string, string>[] = [{ origin: "https://desk.example" }, { "sec-fetch-site": "same-origin" }]
  for (const from of ours) assert.equal((await visitor(server, from).post("/form", { a: "1" })).status, 200)
})

test("A61: what is no form is not read, and a GET changes nothing", async () => {
  for (const type of ["text/plain", "application/json", "multipart/form-data; boundary=x"]) {
    const answer = await server.inject({
      method: "POST",
      url: "/form",
      headers: { "content-type": type },
      payload: "{}",
    })
    assert.equal(answer.statusCode, 415, type)
  }
  assert.equal((await stranger.get("/move")).status, 404)
  assert.equal((await stranger.get("/sign-out")).status, 404)
})

test("a NUL is never text: refused in a form, matched by nothing in an address", async () => {
  assert.equal((await stranger.post("/form", { a: "x\0y" })).status, 400)
  assert.match((await stranger.get("/?a=x%00y")).text, /"a":"x\ufffdy"/)
})

test("more than a form may hold is refused before it is read", async () => {
  assert.equal((await stranger.post("/form", { body: "x".repeat(600_000) })).status, 413)
  const many = Array.from({ length: 600 }, (_, index) => [`field-${index}`, "1"])
  assert.equal((await stranger.post("/form", Object.fromEntries(many))).status, 400)
})

test("A46: what is inside is not on the public listener", async () => {
  const inside = [
    "/metrics",
    "/cron",
    "/health?debug",
    "/docs",
    "/.git/config",
    "/package.json",
    "/src/web/server.ts",
    "/assets/x/charter.css.map",
    "/assets/x/..%2f..%2fserver.ts",
    "/assets/x/%2e%2e/server.ts",
  ]
  for (const path of inside) assert.equal((await stranger.get(path)).status, 404, path)
  assert.doesNotMatch((await stranger.get("/assets/x/charter.js")).html, /sourceMappingURL/)
})

test("health says that the process lives, and which part is not ready, and nothing more", async () => {
  assert.deepEqual(JSON.parse((await stranger.get("/healthz")).html), { status: "live" })
  const ready = { status: "ready", checks: { database: "ready" } }
  assert.deepEqual(JSON.parse((await stranger.get("/readyz")).html), ready)
})

test("A50: a stranger writes no lines, colours and secrets into the log", async () => {
  lines.length = 0
  const forged = `a\n{"level":"info"} \u001b[31mred \u009b31m \u2028 \u202e login ok ${"x".repeat(100_000)}`
  const someone = visitor(server, { "user-agent": "evil\u001b[0m agent" })
  await someone.post("/sign-in", { email: forged, password: "hunter2hunter2" })
  await someone.get(`/${encodeURIComponent(forged.slice(0, 500))}?password=hunter2`)
  assert(lines.length >= 3)
  for (const line of lines) {
    assert.equal(line.indexOf("\n"), line.length - 1)
    assert(line.length < 5000)
    assert.doesNotMatch(line.slice(0, -1), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|hunter2|login ok/u)
  }
})
