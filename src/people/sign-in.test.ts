import assert from "node:assert/strict"
import { after, test } from "node:test"
import { testDatabase } from "../../test/support/database.ts"
import { row, rows, sql, transaction } from "../database/index.ts"
import { actorOfSession, addStaff, signIn } from "./index.ts"
import { signInWithCode } from "./sign-in.ts"

const database = await testDatabase()
const { db } = database
after(() => database.close())
const at = Temporal.Instant.from("2026-03-27T09:00Z").epochMilliseconds
const password = "kettle-moss-violin"
const add = (email: string) =>
  transaction(db, (tx) => addStaff(tx, { name: "Priya Raman", email, role: "adviser", password }, at))
await add("priya@college.example")

let address = 0
const elsewhere = () => `10.${Math.floor(address / 250)}.0.${++address % 250}`
const attempt = (over: Partial<{ email: string; password: string; remoteAddress: string; at: number }> = {}) =>
  signIn(
    db,
    { email: "priya@college.example", password, remoteAddress: elsewhere(), userAgent: "test", ...over },
    over.at ?? at,
  )

test("the right password signs in, whatever the case of the address", async () => {
  const entered = await attempt({ email: " PRIYA@College.Example" })
  assert(entered.is === "signed-in")
  assert.equal((await actorOfSession(db, entered.cookie, at))?.actor.name, "Priya Raman")
})

test("A57: an unknown account and a wrong password get the same answer after the same time", async () => {
  const known: number[] = []
  const unknown: number[] = []
  await attempt({ password: "wrong" })
  for (let round = 0; round < 60; round += 1) {
    known.push(await timed(() => attempt({ password: "wrong" })))
    unknown.push(await timed(() => attempt({ email: `nobody-${round}@college.example`, password: "wrong" })))
  }
  const difference = Math.abs(median(known) - median(unknown))
  // Others load this machine now and then. What an attacker could learn is a difference that comes back pair by pair: by chance one
  // of sixty pairs' two sides is the longer one in fewer than 15 or more than 45 of them once in ten thousand runs.
  const longer = known.filter((each, index) => each > (unknown[index] ?? 0)).length
  assert(difference < 5 || (longer >= 15 && longer <= 45), `the medians differ by ${difference} ms, ${longer} of 60`)
  assert.deepEqual(
    await attempt({ password: "wrong" }),
    await attempt({ email: "nobody@x.example", password: "wrong" }),
  )
})

test("A58: of two hundred guesses at once from one address, ten are answered, even if one is right", async () => {
  await add("guessed@college.example")
  const remoteAddress = "192.0.2.66"
  const guesses = Array.from({ length: 200 }, () =>
    attempt({ email: "guessed@college.example", password: "wrong", remoteAddress }),
  )
  const answers = await Promise.all(guesses)
  assert.equal(answers.filter((each) => each.is === "wrong").length, 10)
  const right = await attempt({ email: "guessed@college.example", remoteAddress })
  assert(right.is === "slowed-down")
  assert(right.waitMs > 0 && right.waitMs <= 15 * 60_000)
  const noted = await row(db, sql`select count(*) from audit where action = 'sign-in-slowed-down'`)
  assert.deepEqual(noted, { count: 2 })
})

test("A58: nobody is locked out from elsewhere, nor for good", async () => {
  const email = "guessed@college.example"
  assert.equal((await attempt({ email, remoteAddress: "198.51.100.4" })).is, "signed-in")
  assert.equal((await attempt({ email, remoteAddress: "192.0.2.66", at: at + 15 * 60_000 })).is, "signed-in")
})

test("A58: one address cannot try one password on every account", async () => {
  const remoteAddress = "2001:db8::7"
  const guesses = Array.from({ length: 110 }, (_, each) =>
    attempt({ email: `person-${each}@college.example`, password: "wrong", remoteAddress }),
  )
  const answered = (await Promise.all(guesses)).filter((each) => each.is === "wrong")
  assert.equal(answered.length, 100)
  assert.equal((await attempt({ remoteAddress: "2001:db8::8" })).is, "slowed-down")
})

test("a success forgets the mistakes before it", async () => {
  const remoteAddress = "203.0.113.9"
  for (let round = 0; round < 3; round += 1) {
    for (let mistake = 0; mistake < 9; mistake += 1) await attempt({ password: "wrong", remoteAddress })
    assert.equal((await attempt({ remoteAddress })).is, "signed-in")
  }
})

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

function median(list: number[]): number {
  return list.toSorted((one, other) => one - other)[Math.floor(list.length / 2)] ?? 0
}

test("A58: whoever has the password does not go through the codes from many machines, and its owner is told", async () => {
  const [email, key] = ["coded@college.example", Buffer.alloc(32, 7)]
  const personId = await add(email)
  const guess = async (when = at) => {
    const given = { remoteAddress: elsewhere(), userAgent: "test", personId, code: "123456", key }
    return (await signInWithCode(db, given, when)).is
  }
  const answers = []
  for (let times = 0; times < 40; times++) answers.push(await guess())
  assert.deepEqual(answers, [...Array(30).fill("wrong"), ...Array(10).fill("slowed-down")])
  const noted = sql`select from audit where action = 'codes-guessed' and target = ${[`person:${personId}`]}`
  const mailed = sql`select from mails where address = ${email} and kind = 'account-changed'`
  assert.deepEqual([(await rows(db, noted)).length, (await rows(db, mailed)).length], [1, 1])
  assert.equal(await guess(at + 16 * 60_000), "wrong")
})
