// The feeds as other programs read them: nothing that is written breaks out of its place.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { type AtomFeed, atomFeed } from "./atom.ts"
import { calendarFeed, calendarText, folded } from "./calendar.ts"
import { effectOf, statesAfter } from "./status.ts"
import { xmlText } from "./xml.ts"

const feed: AtomFeed = {
  title: "A & B",
  author: "Desk",
  language: "en",
  self: "https://desk.example/status/feed.atom?a=1&b=2",
  page: "https://desk.example/status",
  updated: 0,
  entries: [
    {
      id: "urn:1",
      title: `<"'>`,
      href: "https://desk.example/status/1",
      updated: 1_774_000_000_000,
      words: "]]>\u0007&",
    },
  ],
}

test("RFC 4287: an entry has an id, a title, a moment and a link, and its text cannot end its element", () => {
  const xml = atomFeed(feed)
  assert.match(
    xml,
    /^<\?xml version="1\.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www\.w3\.org\/2005\/Atom" xml:lang="en">/,
  )
  assert.match(xml, /<id>https:\/\/desk\.example\/status\/feed\.atom\?a=1&amp;b=2<\/id>/)
  assert.match(xml, /<title>&lt;&quot;&#39;&gt;<\/title>\n<updated>2026-03-20T09:46:40Z<\/updated>/)
  assert.match(xml, /<content type="text">\]\]&gt;&amp;<\/content>/)
})

test("whatever is written, XML has no other markup and no character that it cannot hold", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const written = xmlText(text)
      assert.doesNotMatch(written, /[<>"']|&(?!(amp|lt|gt|quot|#39);)/)
      assert.doesNotMatch(written, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/)
    }),
  )
})

const event = {
  uid: "status-1@desk.example",
  summary: "Upgrade; of, everything\\",
  description: "Line one\r\nLine two\nBEGIN:VALARM",
  url: "https://desk.example/status/1",
  startsAt: Temporal.Instant.from("2026-04-04T21:00Z").epochMilliseconds,
  endsAt: Temporal.Instant.from("2026-04-05T01:00Z").epochMilliseconds,
  changedAt: Temporal.Instant.from("2026-03-27T16:30Z").epochMilliseconds,
  sequence: 2,
  isCancelled: true,
}

test("RFC 5545: an event has its times in UTC, its number of changes and its state, and a text cannot begin a line", () => {
  const calendar = calendarFeed("Planned", [event])
  assert.match(calendar, /^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/)
  assert.match(calendar, /SUMMARY:Upgrade\\; of\\, everything\\\\\r\n/)
  assert.match(calendar, /DESCRIPTION:Line one\\nLine two\\nBEGIN:VALARM\r\n/)
  assert.match(calendar, /DTSTART:20260404T210000Z\r\nDTEND:20260405T010000Z\r\n/)
  assert.match(calendar, /SEQUENCE:2\r\n/)
  assert.match(calendar, /STATUS:CANCELLED\r\n/)
  assert.doesNotMatch(calendar, /(?<!\r)\n/)
  assert.equal(calendar.match(/^BEGIN:/gm)?.length, 2)
})

test("RFC 5545: no line is longer than 75 bytes, and unfolding gives the text back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
      const line = `SUMMARY:${calendarText(text)}`
      const lines = folded(line)
      for (const part of lines.split("\r\n")) assert.ok(Buffer.byteLength(part) <= 75)
      assert.equal(lines.replaceAll("\r\n ", ""), line)
    }),
  )
})

test("a service is as bad as the worst that stands, and what is planned or over does not count", () => {
  assert.equal(effectOf([]), "none")
  assert.equal(
    effectOf([
      { effect: "down", state: "planned" },
      { effect: "slow", state: "identified" },
    ]),
    "slow",
  )
  assert.equal(
    effectOf([
      { effect: "partly", state: "monitoring" },
      { effect: "down", state: "under-way" },
    ]),
    "down",
  )
  assert.equal(effectOf([{ effect: "down", state: "resolved" }]), "none")
})

test("what is over stays over", () => {
  for (const state of ["resolved", "done", "cancelled"] as const) assert.deepEqual(statesAfter(state), [])
})
