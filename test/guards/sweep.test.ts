// A37, A63: every route of the desk, as it is registered, times everybody who must not come through it. What a parameter names is said in
// routes.ts; a route that is not described there fails here.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { FastifyInstance } from "fastify"
import type { Visitor } from "../support/visitor.ts"
import { bodies, givesReferences, namesIn, otherRoutes, wide } from "./routes.ts"
import { type SweptDesk, sweptDesk } from "./swept-desk.ts"

let desk: SweptDesk
let server: FastifyInstance
before(async () => {
  desk = await sweptDesk()
  server = desk.server
})
after(() => desk.close())

const isOfACase = new Set(["case", "content", "file", "letter", "mail"])
const isOwn = new Set(["view", "bulk", "session", "passkey", "snippet", "macro"])

function objectRoutes(kinds: ReadonlySet<string>, method: string) {
  return desk.routes.filter(
    (each) => each.method === method && [...(namesIn(each.path)?.values() ?? [])].some((named) => kinds.has(named)),
  )
}

test("every route is described: what its parameters name, and who is answered where it is neither a page nor a call", () => {
  const undescribed = desk.routes.filter(({ path }) => namesIn(path) === undefined)
  assert.deepEqual(
    undescribed.map(({ key }) => key),
    [],
    "say in test/guards/routes.ts what these parameters name",
  )
  const unknown = desk.routes.filter(({ key, audience }) => audience === undefined && otherRoutes[key] === undefined)
  assert.deepEqual(
    unknown.map(({ key }) => key),
    [],
    "say in test/guards/routes.ts who is answered here",
  )
  assert.ok(desk.routes.length > 100)
})

test("A63: no answer allows another origin anything, and a stranger comes through no route that is not public", async () => {
  for (const { key, method, path, audience = otherRoutes[key] } of desk.routes) {
    for (const origin of ["null", "https://x.evil.example", "http://127.0.0.1.evil.example"]) {
      const answer = await server.inject({ method, url: desk.filled(path, "real"), headers: { origin } })
      const allowed = Object.keys(answer.headers).filter((name) => name.startsWith("access-control-"))
      assert.deepEqual(allowed, [], key)
      if (audience !== "public")
        assert.ok(isTurnedAway(answer.statusCode, answer.headers.location), `${key}: ${answer.statusCode}`)
    }
  }
})

test("A41: who lacks the right of a route is refused, whatever the address names", async () => {
  const [someone, token] = [await desk.colleague("board-member"), await desk.token("board-member")]
  for (const { key, method, path, audience, isCall } of desk.routes) {
    if (audience === undefined || desk.mayAnybody(audience, "board-member")) continue
    const url = desk.filled(path, "real")
    const status = isCall ? await desk.called(token, method, url, {}) : await asked(someone, method, url)
    assert.equal(status, 403, key)
  }
})

test("A37: a case of another queue, and all that belongs to it, is nowhere for somebody who does not see it, whatever their role", async () => {
  const [all, limited] = [await desk.colleague("administrator"), await desk.limited("administrator")]
  for (const { key, path, isCall } of objectRoutes(isOfACase, "GET")) {
    const [real, invented] = [desk.filled(path, "real"), desk.filled(path, "invented")]
    if (isCall) {
      assert.notEqual(await desk.called(desk.allToken, "GET", real), 404, `${key} is there for who sees it`)
      assert.deepEqual(await both((url) => desk.called(desk.limitedToken, "GET", url), real, invented), [404, 404], key)
      continue
    }
    assert.notEqual((await all.get(real)).status, 404, `${key} is there for who sees it`)
    assert.deepEqual(await both(async (url) => (await limited.get(url)).status, real, invented), [404, 404], key)
    assert.equal(desk.masked((await limited.get(real)).text), desk.masked((await limited.get(invented)).text), key)
  }
})

test("A37: nothing is done to a case of another queue, by any form or call, and it is told from one that never was by nothing", async () => {
  const [all, limited] = [await desk.colleague("administrator"), await desk.limited("administrator")]
  const before = await desk.versions()
  for (const { key, path, isCall } of objectRoutes(isOfACase, "POST")) {
    const [real, invented] = [desk.filled(path, "real"), desk.filled(path, "invented")]
    const send = async (url: string) => {
      if (isCall) return await desk.called(desk.limitedToken, "POST", url, bodies[path.split("/").at(-1) ?? ""] ?? {})
      const form = filledIn((await all.get(real)).html, real)
      return (await limited.post(url, form, "/desk/settings")).status
    }
    assert.deepEqual(await both(send, real, invented), [404, 404], key)
  }
  assert.deepEqual(await desk.versions(), before)
})

test("A37: what is somebody's own is nowhere for everybody else", async () => {
  const other = await desk.colleague("adviser")
  for (const method of ["GET", "POST"])
    for (const { key, path } of objectRoutes(isOwn, method)) {
      const [real, invented] = [desk.filled(path, "real"), desk.filled(path, "invented")]
      const ask = async (url: string) => {
        if (method === "GET") return (await other.get(url)).status
        return (await other.post(url, {}, "/desk/settings")).status
      }
      assert.deepEqual(await both(ask, real, invented), [404, 404], key)
    }
})

test("A37: what is the whole organisation's is there for who holds the right, and what was never there is nowhere for anybody", async () => {
  const all = await desk.colleague("administrator")
  const kinds = new Set<string>(wide)
  const seen = new Set<string>()
  for (const { key, path } of objectRoutes(kinds, "GET")) {
    assert.equal((await all.get(desk.filled(path, "real"))).status, 200, `${key} is there`)
    assert.equal((await all.get(desk.filled(path, "invented"))).status, 404, key)
    for (const named of namesIn(path)?.values() ?? []) seen.add(named)
  }
  for (const { key, path } of objectRoutes(kinds, "POST")) {
    const real = await all.get(desk.filled(path.replace(/\/[a-z-]+$/, ""), "real"))
    const form = filledIn(real.html, desk.filled(path, "real"))
    assert.equal((await all.post(desk.filled(path, "invented"), form, "/desk/settings")).status, 404, key)
    for (const named of namesIn(path)?.values() ?? []) seen.add(named)
  }
  assert.deepEqual(
    wide.filter((named) => !seen.has(named)),
    [],
    "each kind is swept",
  )
})

test("A37: what lies in something is found in that alone", async () => {
  const all = await desk.colleague("administrator")
  const kinds = new Set<string>(wide)
  let crossed = 0
  for (const method of ["GET", "POST"])
    for (const { key, path } of objectRoutes(kinds, method)) {
      if ((path.match(/:/g) ?? []).length < 2) continue
      const url = desk.crossed(path)
      assert.notEqual(url, desk.filled(path, "real"), `${key} has another holder`)
      const { status } = method === "GET" ? await all.get(url) : await all.post(url, {}, "/desk/settings")
      assert.equal(status, 404, key)
      crossed += 1
    }
  assert.ok(crossed >= 4, String(crossed))
})

test("A37: a case is nowhere for every customer but whose it is", async () => {
  const [own, other] = [await desk.customer("pat@force.example"), await desk.customer("pat@elsewhere.example")]
  const routes = objectRoutes(new Set(["customer-case"]), "GET")
  assert.ok(routes.length > 0)
  for (const { key, path } of routes) {
    const [real, invented] = [desk.filled(path, "real"), desk.filled(path, "invented")]
    assert.equal((await own.get(real)).status, 200, `${key} is there for whose it is`)
    assert.deepEqual(await both(async (url) => (await other.get(url)).status, real, invented), [404, 404], key)
    assert.equal(desk.masked((await other.get(real)).text), desk.masked((await other.get(invented)).text), key)
  }
})

test("A43: no list, search or count says a word of a case that somebody does not see", async () => {
  const [all, limited] = [await desk.colleague("administrator"), await desk.limited("administrator")]
  const queries = ["", `?q=${desk.marker}`, `?q=${desk.reference}`, "?state=any"]
  let told = 0
  for (const { key, path, isCall } of desk.routes.filter((each) => each.method === "GET" && !each.path.includes(":"))) {
    if (!/^\/(desk|api)/.test(path) || path === "/desk/changes") continue
    for (const query of queries) {
      const url = `${path}${query}`
      const seen = isCall ? await desk.said(desk.limitedToken, url) : (await limited.get(url)).html
      const plain = seen.replaceAll(encodeURIComponent(query.slice(3)), "").replaceAll(query.slice(3), "")
      assert.doesNotMatch(query.startsWith("?q") ? plain : seen, tracesOn(path), `${key} ${query}`)
      if (query === "" && desk.traces.test(isCall ? await desk.said(desk.allToken, url) : (await all.get(url)).html))
        told += 1
    }
  }
  assert.ok(told >= 3, `only ${told} lists say anything of it to who sees it`)
})

const tracesOn = (path: string) => (givesReferences.includes(path) ? new RegExp(desk.marker) : desk.traces)

async function both(ask: (url: string) => Promise<number>, one: string, other: string): Promise<[number, number]> {
  return [await ask(one), await ask(other)]
}

async function asked(who: Visitor, method: string, url: string): Promise<number> {
  if (method === "GET") return (await who.get(url)).status
  return (await who.post(url, {}, "/desk/settings")).status
}

// Sent to sign in, told that they were signed out, or not known: never answered.
function isTurnedAway(status: number, location: unknown): boolean {
  return status === 401 || status === 403 || (status === 303 && /^\/(account\/)?sign-in/.test(String(location)))
}

/** The form that sends to an address as somebody might fill it in: its hidden fields, a word in each box, the first of each choice. */
function filledIn(html: string, action: string): Record<string, string> {
  const form = [...html.matchAll(/<form[^>]*>[\s\S]*?<\/form>/g)]
    .map(([each]) => each)
    .find((each) => each.includes(`action="${action}"`))
  const fields: Record<string, string> = {}
  for (const [tag] of (form ?? "").matchAll(/<(?:input|textarea|select|option)[^>]*>/g)) {
    const [, name] = /\bname="([^"]*)"/.exec(tag) ?? []
    const [, value = "x"] = /\bvalue="([^"]*)"/.exec(tag) ?? []
    if (name !== undefined && name !== "csrf") fields[name] ??= value
  }
  return fields
}
