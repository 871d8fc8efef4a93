import assert from "node:assert/strict"
import { test } from "node:test"
import { letterOf } from "./sample-letter.ts"
import { BeyondLimits, structureOf } from "./structure.ts"

function reason(raw: Buffer): string | null {
  try {
    structureOf(raw)
    return null
  } catch (error) {
    if (error instanceof BeyondLimits) return error.message
    throw error
  }
}

function nested(levels: number): Buffer {
  const parts = Array.from(
    { length: levels },
    (_, level) => `--b${level}\r\nContent-Type: multipart/mixed; boundary="b${level + 1}"\r\n\r\n`,
  )
  return letterOf({ "Content-Type": "multipart/mixed;\r\n boundary=b0" }, parts.join(""))
}

test("A28: nesting is counted to 50, whatever it is made of", () => {
  assert.equal(reason(nested(49)), null)
  assert.equal(reason(nested(50)), "is nested more than 50 deep")
  assert.equal(reason(nested(10_000)), "is nested more than 50 deep")
  const enclosed = (levels: number) => Buffer.from("From: a@b.example\nContent-Type: message/rfc822\n\n".repeat(levels))
  assert.equal(reason(enclosed(50)), null)
  assert.equal(reason(enclosed(4000)), "is nested more than 50 deep")
})

test("A28: parts are counted to 1,000, over all levels", () => {
  const mixed = { "Content-Type": "multipart/mixed; boundary=b" }
  assert.equal(reason(letterOf(mixed, "--b\r\n\r\nx\r\n".repeat(1000))), null)
  assert.equal(reason(letterOf(mixed, "--b\r\n\r\nx\r\n".repeat(200_000))), "has more than 1000 parts")
})

test("A28: headers are counted to 256 KB, over all parts", () => {
  const one = letterOf({ "X-Long": "x".repeat(250 * 1024) })
  assert.equal(reason(one), null)
  assert.equal(reason(letterOf({ "X-Long": "x".repeat(2_000_000) })), "has more than 256 KB of headers")
  const part = `--b\r\nX-Long: ${"x".repeat(1000)}\r\n\r\nx\r\n`
  assert.equal(
    reason(letterOf({ "Content-Type": "multipart/mixed; boundary=b" }, part.repeat(300))),
    "has more than 256 KB of headers",
  )
})

test("lines are counted, because each costs", () => {
  assert.equal(reason(letterOf({}, "\n".repeat(1_400_000))), null)
  assert.match(reason(letterOf({}, "\n".repeat(2_000_000))) ?? "", /lines/)
})

test("what looks like a delimiter and is none is no part", () => {
  const body = "--b-not\r\n--bb\r\n--\r\n-- b\r\n".repeat(2000)
  assert.equal(reason(letterOf({ "Content-Type": "multipart/mixed; boundary=b" }, body)), null)
  assert.equal(reason(letterOf({}, "--b\r\n".repeat(2000))), null)
})

test("the letter's own headers end at its first blank line", () => {
  const raw = Buffer.from("A: b\nC: d\n\nbody\n\nmore")
  assert.deepEqual(structureOf(raw), { headersEnd: 10, bodyStart: 11 })
  assert.deepEqual(structureOf(Buffer.from("A: b")), { headersEnd: 4, bodyStart: 4 })
  assert.deepEqual(structureOf(Buffer.alloc(0)), { headersEnd: 0, bodyStart: 0 })
})
