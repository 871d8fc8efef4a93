import assert from "node:assert/strict"
import { test } from "node:test"
import { sharedBuffers } from "./embedded-memory.ts"

test("the embedded database keeps an eighth of the memory, within bounds", () => {
  const gigabyte = 1024 ** 3
  const table: [number, string][] = [
    [0, "128MB"],
    [gigabyte, "128MB"],
    [2 * gigabyte, "256MB"],
    [8 * gigabyte, "1024MB"],
    [23.9 * gigabyte, "3059MB"],
    [512 * gigabyte, "4096MB"],
  ]
  for (const [bytes, wanted] of table) assert.equal(sharedBuffers(bytes), wanted)
  assert.match(sharedBuffers(), /^\d{3,4}MB$/)
})
