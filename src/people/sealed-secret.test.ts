import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { test } from "node:test"
import { Refused } from "../errors.ts"
import { openedSecret, sealedSecret } from "./sealed-secret.ts"

const key = randomBytes(32)
const sealed = sealedSecret(key, "mailbox 1", "correct horse")

test("a sealed secret opens for its own purpose, and does not show what it holds", () => {
  assert.equal(openedSecret(key, "mailbox 1", sealed), "correct horse")
  assert.ok(!sealed.includes("horse"))
  assert.notDeepEqual(sealedSecret(key, "mailbox 1", "correct horse"), sealed)
})

test("it opens for nothing else: another purpose, another key, changed or cut", () => {
  const changed = Buffer.from(sealed)
  changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1
  const attempts: [Uint8Array, string, Buffer][] = [
    [key, "mailbox 2", sealed],
    [randomBytes(32), "mailbox 1", sealed],
    [key, "mailbox 1", changed],
    [key, "mailbox 1", sealed.subarray(0, 20)],
    [key, "mailbox 1", Buffer.alloc(0)],
  ]
  for (const [with_, purpose, bytes] of attempts) assert.throws(() => openedSecret(with_, purpose, bytes), Refused)
})
