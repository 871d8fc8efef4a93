import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { after, test } from "node:test"
import { isWithin, watchedLoop } from "../../test/support/machine.ts"
import { isQuarantined, type ParsedLetter, type Quarantine } from "./letter.ts"
import { letterParser } from "./parser.ts"
import { splitQuoted } from "./quoted.ts"

const folder = join(import.meta.dirname, "../../../shared/data/email")
const skip = existsSync(folder) ? false : "the collected letters are not here"

type Listed = { readonly set: string; readonly path: string; readonly kind: string }

function listed(): Listed[] {
  const lines = readFileSync(join(folder, "index.csv"), "utf8").split("\n").slice(1)
  return lines.map((line) => line.split(",")).map(([set = "", path = "", kind = ""]) => ({ set, path, kind }))
}

const parser = letterParser()
after(() => parser.close())

async function readAll(letters: readonly Listed[]): Promise<Map<string, ParsedLetter | Quarantine>> {
  const read = new Map<string, ParsedLetter | Quarantine>()
  for (const { set, path } of letters) {
    const started = performance.now()
    read.set(`${set}/${path}`, await parser.parseLetter(readFileSync(join(folder, set, path)), { from: null, to: [] }))
    assert.ok(isWithin(performance.now() - started, 5000), `${set}/${path} took too long`)
  }
  return read
}

test("F40: every collected letter is read or put aside with a reason, none in five seconds, none in the loop's way", {
  skip,
}, async (t) => {
  const letters = listed().filter((each) => each.kind === "mail")
  const loop = watchedLoop()
  const started = performance.now()
  const read = await readAll(letters)
  const stoodStill = loop.longest()
  const putAside = [...read].filter(([, each]) => isQuarantined(each))
  assert.equal(letters.length, 605)
  assert.ok(putAside.length <= 1, JSON.stringify(putAside.map(([name]) => name)))
  assert.ok(isWithin(stoodStill, 200), `the loop stood still for ${stoodStill} ms`)
  t.diagnostic(
    `${letters.length} letters in ${Math.round(performance.now() - started)} ms, ${putAside.length} put aside`,
  )
})

test("bounces are told from letters", { skip }, async (t) => {
  const letters = listed().filter((each) => each.kind === "mail")
  const read = [...(await readAll(letters))]
  const share = (named: RegExp, kinds: readonly string[]): number => {
    const some = read.filter(([name, each]) => named.test(name) && !isQuarantined(each))
    const right = some.filter(([, each]) => !isQuarantined(each) && kinds.includes(each.classification.kind))
    t.diagnostic(`${named.source}: ${right.length} of ${some.length} are ${kinds.join(" or ")}`)
    return right.length / some.length
  }
  assert.ok(share(/^sisimai-bounces\/(?!rfc3834|arf)/, ["bounce"]) > 0.95)
  assert.ok(share(/^sisimai-bounces\/rfc3834/, ["automatic-reply"]) === 1)
  assert.ok(share(/^sisimai-bounces\/arf/, ["feedback-report"]) > 0.85)
  assert.ok(share(/^(redmine-mail_handler|php-mime-mail-parser|sisimai-not-bounce)\//, ["person"]) === 1)
})

test("replies are parted from what they quote", { skip }, (t) => {
  const replies = listed().filter((each) => each.kind === "reply")
  let clean = 0
  let longest = 0
  for (const { set, path } of replies) {
    const text = readFileSync(join(folder, set, path), "utf8")
    const started = performance.now()
    const { fresh, quoted } = splitQuoted(text.replaceAll("\r", ""))
    longest = Math.max(longest, performance.now() - started)
    assert.ok(fresh !== "" || text.trim() === "", `${set}/${path}`)
    if (quoted !== "" && !/^(>|-+ ?(Original|Forwarded))/m.test(fresh)) clean++
  }
  t.diagnostic(`${replies.length} replies, ${clean} folded without a remnant, the slowest in ${longest.toFixed(1)} ms`)
  assert.ok(longest < 1000)
})

test("senders and subjects are what another desk's tests expect", { skip }, async (t) => {
  const letters = listed().filter((each) => each.set === "zammad" && each.kind === "mail")
  const read = await readAll(letters)
  const right = { from: 0, subject: 0, of: 0 }
  for (const [name, letter] of read) {
    const expected = readFileSync(join(folder, name.replace(/\.box$/, ".yml")), "utf8")
    if (isQuarantined(letter)) continue
    right.of++
    const from = /^from_email: "?([^"\n]*)"?$/m.exec(expected)?.[1] ?? ""
    if (from.toLowerCase() === letter.from?.address.toLowerCase()) right.from++
    const subject = /^subject: (.*)$/m.exec(expected)?.[1]?.replace(/^["']|["']$/g, "") ?? ""
    if (plain(subject) === plain(letter.subject)) right.subject++
  }
  t.diagnostic(`of ${right.of} letters ${right.from} senders and ${right.subject} subjects agree`)
  assert.ok(right.from / right.of > 0.8)
  assert.ok(right.subject / right.of > 0.7)
})

function plain(words: string): string {
  return words.replace(/\\x..|\\u....|\s+/g, "").toLowerCase()
}
