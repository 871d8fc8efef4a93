import assert from "node:assert/strict"
import { test } from "node:test"
import { hashPassword, isPassword, passwordFault } from "./password.ts"

const own = ["Priya Raman", "priya.raman@college.example"]

test("a long password of one's own is taken", () => {
  for (const good of ["kettle-moss-violin", "x7#9Kq!2$8@4", "þrjú hús á hæð og ein kýr", "wholly unlikely sandpiper"]) {
    assert.equal(passwordFault(good, own), undefined, good)
  }
})

test("a short, endless or commonly guessed password is refused, decorated or not", () => {
  const bad = [
    "short",
    "elevenchars",
    "a".repeat(12),
    "abababababab",
    "password1234",
    "P@55w0rd2024!!",
    "qwertyuiop12",
    "1qaz2wsx3edc",
    "Summer2023Autumn2024",
    "letmeinletmein",
    "correct horse battery staple",
    "PriyaRaman2024",
    "college-college-1",
    "x1".repeat(101),
  ]
  for (const each of bad) assert.notEqual(passwordFault(each, own), undefined, each)
})

test("twelve characters are counted as a person counts them", () => {
  assert.match(passwordFault("🦊🐝🐢🦉🐙🦀", own) ?? "", /12 characters/)
})

test("a password is right under its own hash only, however its letters were composed", async () => {
  const hash = await hashPassword("cafe\u0301 violin moss")
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.equal(await isPassword("caf\u00e9 violin moss", hash), true)
  assert.equal(await isPassword("cafe violin moss", hash), false)
  assert.equal(await isPassword("caf\u00e9 violin moss", undefined), false)
})
