// For tests: an inbox on a desk in small, with the handlers of a desk, and letters that go all the way through it.

import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { row, sql } from "../database/index.ts"
import { type Actor, system } from "../people/index.ts"
import { letterHandlers } from "./filing.ts"
import { keepLetter } from "./keeper.ts"
import type { ListedLetter } from "./list-store.ts"
import { letterParser } from "./parser.ts"
import { letters } from "./pen.ts"
import { type Inbox, readLetter } from "./read-letter.ts"
import { letterOf } from "./sample-letter.ts"

export const at = instant("2026-03-27T16:30")
export const ours = { key: randomBytes(32), mailAddress: "desk@college.example", prefixes: ["INC"] }

export type SampleInbox = {
  readonly desk: TestDesk
  readonly inbox: Inbox
  readonly adviser: Actor
  /** Keeps a letter; gives its number. */
  readonly keep: (raw: Buffer, to?: readonly string[], from?: string | null) => Promise<number>
  /** Keeps and reads a letter; gives what became of it. */
  readonly receive: (raw: Buffer, to?: readonly string[], from?: string | null) => Promise<ListedLetter>
  readonly listed: (letterId: number) => Promise<ListedLetter>
  readonly caseCount: () => Promise<number>
  readonly close: () => Promise<void>
}

export async function sampleInbox(): Promise<SampleInbox> {
  const desk = await testDesk()
  const { db } = desk
  const parser = letterParser()
  const inbox: Inbox = { db, now: () => at, parser, ours, handlers: letterHandlers(db) }
  const keep: SampleInbox["keep"] = (raw, to = [ours.mailAddress], from = "pat@force.example") =>
    keepLetter(db, { raw, envelope: { from, to }, source: "smtp", receivedAt: at })
  const listed = async (letterId: number): Promise<ListedLetter> => {
    const [found] = await letters(db, system, { state: null, after: letterId + 1, limit: 1 })
    assert.equal(found?.letterId, letterId)
    return found
  }
  return {
    desk,
    inbox,
    adviser: await desk.actor("adviser"),
    keep,
    receive: async (...given) => {
      const letterId = await keep(...given)
      await readLetter(inbox, letterId)
      return listed(letterId)
    },
    listed,
    caseCount: async () => (await row<{ count: number }>(db, sql`select count(*) as count from cases`))?.count ?? 0,
    close: async () => {
      await parser.close()
      await desk.close()
    },
  }
}

let count = 0

/** A letter that no other test sends. */
export function fresh(headers: Readonly<Record<string, string>> = {}, body?: string): Buffer {
  return letterOf({ "Message-ID": `<${count++}@force.example>`, ...headers }, body)
}
