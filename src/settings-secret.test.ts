import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import fc from "fast-check"
import { Refused } from "./errors.ts"
import { secretKeyFrom, secretKeyOf } from "./settings-secret.ts"

const varDir = mkdtempSync(join(tmpdir(), "charter-secret-"))
after(() => rmSync(varDir, { recursive: true }))

const guessable: Record<string, string> = {
  "one that is too short": randomBytes(16).toString("base64"),
  "one that is too long": randomBytes(33).toString("base64"),
  "words of the right length": "changeme-changeme-changeme-changeme-changeme",
  "something that is no base64": `${"*".repeat(43)}=`,
  "all zeros": Buffer.alloc(32).toString("base64"),
  "one byte over and over": Buffer.alloc(32, 0xab).toString("base64"),
  "counting up": Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString("base64"),
  "counting down by threes": Buffer.from(Array.from({ length: 32 }, (_, index) => 250 - 3 * index)).toString("base64"),
  "typed words": Buffer.from("this is my very secret key 12345").toString("base64"),
  "half of it, twice": Buffer.concat([
    Buffer.alloc(16, "0123456789abcdef"),
    Buffer.alloc(16, "0123456789abcdef"),
  ]).toString("base64"),
  "the key of the Fernet specification": "cw/0x689RpI+jtRR7oE8h/eQsKImvJapLeSbXpwF4e4=",
  "a key of NIST SP 800-38A": Buffer.from(
    "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
    "hex",
  ).toString("base64"),
}
for (const [what, text] of Object.entries(guessable)) {
  test(`A60: the secret key is refused when it is ${what}`, () =>
    assert.equal(secretKeyFrom.safeParse(text).success, false))
}

test("a refusal does not repeat the key", () => {
  const text = Buffer.from("this is my very secret key 12345").toString("base64")
  assert.ok(!JSON.stringify(secretKeyFrom.safeParse(text).error?.issues).includes(text))
})

test("32 random bytes are taken, padded or not", () => {
  fc.assert(
    fc.property(fc.noShrink(fc.constant(null).map(() => randomBytes(32))), (key) => {
      const text = key.toString("base64")
      return secretKeyFrom.parse(text).equals(key) && secretKeyFrom.parse(text.replace("=", "")).equals(key)
    }),
    { numRuns: 2000 },
  )
})

test("a key that is given is used, and nothing is written", () => {
  const key = randomBytes(32)
  assert.equal(secretKeyOf({ secretKey: key, varDir: join(varDir, "unused") }), key)
})

test("without one a key is made at the first start, for its owner's eyes only, and kept", () => {
  const first = secretKeyOf({ secretKey: undefined, varDir })
  assert.equal(first.length, 32)
  assert.equal(statSync(join(varDir, "secret-key")).mode & 0o777, 0o600)
  assert.deepEqual(secretKeyOf({ secretKey: undefined, varDir }), first)
})

test("a damaged key is refused, never replaced: a new one would end every link handed out", () => {
  const path = join(varDir, "secret-key")
  writeFileSync(path, "damaged")
  assert.throws(() => secretKeyOf({ secretKey: undefined, varDir }), Refused)
  assert.equal(readFileSync(path, "utf8"), "damaged")
})
