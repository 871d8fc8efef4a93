import assert from "node:assert/strict"
import { test } from "node:test"
import { mailDate } from "./mail-date.ts"

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds

test("the date of a message is RFC 5322's, with the zone's offset of that day", () => {
  assert.equal(mailDate(at("2026-09-07T08:05:09.5Z"), "Europe/London"), "Mon, 7 Sep 2026 09:05:09 +0100")
  assert.equal(mailDate(at("2026-12-31T23:59:59Z"), "Europe/London"), "Thu, 31 Dec 2026 23:59:59 +0000")
})
