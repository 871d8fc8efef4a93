import assert from "node:assert/strict"
import { test } from "node:test"
import { nextPath } from "./next.ts"

test("the desk's own paths are gone on to", () => {
  for (const path of [
    "/desk",
    "/desk?after=abc&state=open",
    "/desk/cases/INC-2026-000123/reply",
    "/desk/cases?q=a+b%20c",
  ]) {
    assert.equal(nextPath(path), path)
  }
})

test("A62: an address of anybody else's is not", () => {
  const hostile = [
    "",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://evil.example/desk",
    "/%09//evil.example",
    "%09//evil.example",
    "\t//evil.example",
    "/desk\\..\\evil",
    "/desk/..//evil.example",
    "/desk//evil.example",
    "/desk/%2f%2fevil.example",
    "/desk/%2e%2e/%2e%2e//evil",
    "/desk.evil.example",
    "/desk@evil.example",
    "/desk\r\nset-cookie: a=b",
    "/desk/\u202e",
    "javascript:alert(1)",
    "/sign-out",
    `/desk/${"a".repeat(600)}`,
  ]
  for (const address of hostile) assert.equal(nextPath(address), "/desk", address)
})
