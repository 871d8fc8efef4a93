import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant } from "../../test/support/desk.ts"
import { colleague, type Visitor } from "../../test/support/visitor.ts"
import { rows, sql } from "../database/index.ts"
import { tidyCalls } from "./hear.ts"
import { nameUser } from "./lines.ts"
import { callDismissalPath, callsPath } from "./paths.ts"
import { answered, over, ring, type SampleTelephone, sampleTelephone } from "./sample-telephone.ts"

let telephone: SampleTelephone
let told: SampleTelephone["told"]
let adviser: Visitor
before(async () => {
  telephone = await sampleTelephone()
  ;({ told, adviser } = telephone)
})
after(() => telephone.close())

const user = "Extension 21"
const from = (last: number) => `+44 161 496 000${last}`
const rings = (name: string, last: number) => told(ring(name, { user, from: from(last) }))

// What stands in the offers, in their order.
async function offered(who: Visitor = adviser): Promise<string[]> {
  const { html } = await who.get("/desk/offers")
  return [...html.matchAll(/data-offer="[^"]*">\s*<a [^>]*>([^<]*)<\/a>/g)].map((found) => found[1] ?? "")
}

async function dismiss(name: string, next = "/desk/calls"): Promise<string | undefined> {
  const path = callDismissalPath((await telephone.callNamed(name)).id)
  return (await adviser.post(path, { next }, "/desk/offers")).location
}

test("the call that somebody is on is offered first, whatever rings meanwhile, and how many more there are is said", async () => {
  await rings("m1", 1)
  await told(answered("m1"))
  for (const each of [2, 3, 4, 5]) await rings(`m${each}`, each)
  assert.deepEqual(await offered(), [
    `You are on the line with ${from(1)}. Open the caller’s record`,
    `A call comes in from ${from(2)}. Open the caller’s record`,
    `A call comes in from ${from(3)}. Open the caller’s record`,
    "2 more calls for you. Go to the calls",
  ])
  for (const each of [1, 2, 3, 4, 5]) await told(over(`m${each}`))
  assert.deepEqual(await offered(), [`You spoke to ${from(1)}. Open the caller’s record`])
  await dismiss("m1")
})

test("whom somebody calls is not on the line before they answer", async () => {
  const out = { direction: "out", to: from(6), from: "08006921122", user }
  await told(ring("out", out))
  assert.deepEqual(await offered(), [`You are calling ${from(6)}, and it rings there. Open their record`])
  await told({ ...answered("out"), ...out })
  assert.deepEqual(await offered(), [`You are on the line with ${from(6)}. Open their record`])
  await told({ ...over("out"), ...out })
  assert.deepEqual(await offered(), [`You spoke to ${from(6)}. Open their record`])
  await dismiss("out")
  await told(ring("in-vain", out))
  await told({ ...over("in-vain"), ...out })
  assert.deepEqual(await offered(), [`You called ${from(6)}, and nobody answered. Open their record`])
  await dismiss("in-vain")
})

test("an offer is put away for one person until something happens to the call, and the call stays", async () => {
  const { desk, server, verb } = telephone
  const other = await colleague(server, desk.db, "adviser", "Rin Ging")
  const [person] = await rows<{ email: string }>(desk.db, sql`select email from people where name = 'Rin Ging'`)
  await nameUser(verb(), "main", "Extension 22", person?.email ?? "")
  await rings("away", 7)
  await told(ring("away", { user: "Extension 22", from: from(7) }))
  assert.equal(await dismiss("away", "/desk/calls?page=1"), "/desk/calls?page=1")
  assert.deepEqual([(await offered()).length, (await offered(other)).length], [0, 1])
  // Told again it is no news.
  await rings("away", 7)
  assert.deepEqual(await offered(), [])
  await told(answered("away"))
  assert.deepEqual(await offered(), [`You are on the line with ${from(7)}. Open the caller’s record`])
  assert.equal(await dismiss("away", "https://elsewhere.example"), "/desk")
  assert.deepEqual(await offered(), [])
  assert.match((await adviser.get(callsPath)).text, new RegExp(`Yours ${from(7).replace("+", "\\+")}`))
  await told(over("away"))
  assert.equal((await offered()).length, 1)
  await dismiss("away")
  await tidyCalls(desk.db, instant(desk.now) + 31 * 60_000)
  assert.deepEqual(await rows(desk.db, sql`select from call_offers_put_away`), [])
})

test("nobody puts away what is no call, or without the right to take calls", async () => {
  const auditor = await colleague(telephone.server, telephone.desk.db, "auditor")
  const path = callDismissalPath((await telephone.callNamed("away")).id)
  assert.equal((await auditor.post(path, {}, "/desk/offers")).status, 403)
  assert.equal((await adviser.post(callDismissalPath(987_654), {}, "/desk/offers")).status, 404)
})
