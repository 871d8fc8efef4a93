// For tests: a case with the words that a notice needs, the smallest recorder there is, and ways out to relays that answer as told.

import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { type Db, instant, type Reads, row, rows, run, sql, type Tx, transaction } from "../database/index.ts"
import type { Letterhead } from "./letterhead.ts"
import type { NewNotice, NoticeFacts } from "./notice.ts"
import { type Outgoing, type OutgoingOptions, openOutgoing } from "./outgoing.ts"
import type { NoticeRecorder, NoticeSettled } from "./settle.ts"
import { dueNotices, insertNotices, type NoticeKey } from "./store.ts"
import { rawRelay, testRelay } from "./test-relay.ts"

export const letterhead: Letterhead = {
  key: randomBytes(32),
  mailAddress: "desk@charter.example",
  deskName: "Customer Contact Centre",
  phone: null,
  publicUrl: "https://charter.example",
  zone: "Europe/London",
}

export const start = Temporal.Instant.from("2026-03-25T09:00:00Z").epochMilliseconds

/** Numbers of the content rows of every test case. */
export const words = { recipient: 1, subject: 2, name: 3, body: 4, letter: 5 } as const

export type TestCase = { readonly caseId: number; readonly reference: string }

export type About = { address?: string | undefined; queue?: string; ownerId?: number | null; subject?: string }

export async function testCase(db: Db, about: About = {}): Promise<TestCase> {
  const { address = "jo@force.example", queue = "contact-centre", ownerId = null, subject = "Cannot sign in" } = about
  const numbered = await row<{ id: number }>(db, sql`select nextval('case_number') as id`)
  const caseId = numbered?.id ?? 0
  const reference = `INC-2026-${String(caseId).padStart(6, "0")}`
  await run(
    db,
    sql`insert into cases (case_id, reference, references_all, kind, state, is_open, queue, owner_id, opened_at, version, seq, chain_head, fold, fold_version)
      values (${caseId}, ${reference}, array[${reference}], 'incident', 'new', true, ${queue}, ${ownerId}, ${instant(start)}, 1, 1, '\\x00', '{}', 1)`,
  )
  const kept = [address, subject, "Jo Bloggs", "Please try again.", "Message-ID: <letter@force.example>\r\n\r\nHello"]
  await run(
    db,
    sql`insert into content (case_id, content_id, kind, salt, bytes)
      select ${caseId}, place, kind, '\\x01', convert_to(words, 'UTF8')
      from unnest(${["email", "subject", "name", "body", "letter"]}::text[], ${kept}::text[]) with ordinality as given (kind, words, place)`,
  )
  return { caseId, reference }
}

export function acknowledgement(about: TestCase, facts: Partial<NoticeFacts> = {}): NewNotice {
  return {
    kind: "acknowledgement",
    isAutomatic: true,
    recipient: words.recipient,
    body: null,
    facts: { reference: about.reference, subject: words.subject, name: words.name, ...facts },
  }
}

export function reply(about: TestCase): NewNotice {
  return {
    ...acknowledgement(about, { letter: words.letter, isRequester: true }),
    kind: "reply",
    isAutomatic: false,
    body: words.body,
  }
}

/** Adds notices to a case, and gives their keys. */
export async function told(db: Db, about: TestCase, notices: NewNotice[], at = start, first = 1) {
  await run(db, insertNotices([{ caseId: about.caseId, firstNoticeId: first, notices, at }]))
  return notices.map((_, index) => ({ caseId: about.caseId, noticeId: first + index }))
}

export type NoticeRow = {
  state: string
  attempts: number
  reason: string | null
  next_attempt_at: number
  look_at: number
  is_attempting: boolean
  possible_duplicate: boolean
  message_id: string | null
  rendered_content_id: number | null
  sent_at: number | null
}

export async function noticeRow(on: Reads, key: { caseId: number; noticeId: number }): Promise<NoticeRow> {
  const [found] = await rows<NoticeRow>(
    on,
    sql`select * from notices where case_id = ${key.caseId} and notice_id = ${key.noticeId}`,
  )
  if (found === undefined) throw new Error("no such notice")
  return found
}

/** Keeps the message as content and remembers what it was told; adds no event, which is the work of the cases. */
export function testRecorder(): NoticeRecorder & { readonly told: NoticeSettled[] } {
  const told: NoticeSettled[] = []
  return {
    told,
    settled: async (tx, settled) => {
      await row(tx, sql`select from cases where case_id = ${settled.caseId} for update`)
      told.push(settled)
      return settled.rendered === null ? null : keep(tx, settled.caseId, settled.rendered.bytes)
    },
  }
}

async function keep(tx: Tx, caseId: number, bytes: Buffer): Promise<number> {
  const kept = await row<{ content_id: number }>(
    tx,
    sql`insert into content (case_id, content_id, kind, salt, bytes)
      select ${caseId}, max(content_id) + 1, 'notice', '\\x01', ${bytes} from content where case_id = ${caseId} returning content_id`,
  )
  return kept?.content_id ?? 0
}

export async function erased(db: Db, about: TestCase, contentId: number): Promise<void> {
  await transaction(db, (tx) =>
    run(
      tx,
      sql`update content set bytes = null, salt = null where case_id = ${about.caseId} and content_id = ${contentId}`,
    ),
  )
}

/** Opens relays and ways out to them, and closes them when a test is done. */
export function ways(afterEach: (close: () => Promise<void>) => void) {
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })
  const closed = <Made extends { close: () => Promise<void> }>(made: Made): Made => {
    closing.push(made.close)
    return made
  }
  return {
    opened: (url?: string, options: Partial<OutgoingOptions> = {}): Outgoing =>
      closed(openOutgoing({ letterhead, url, onError: (error) => assert.fail(String(error)), ...options })),
    relay: async (...script: Parameters<typeof testRelay>) => closed(await testRelay(...script)),
    raw: async (...script: Parameters<typeof rawRelay>) => closed(await rawRelay(...script)),
  }
}

/** Cases with a reply each, in the database that `db` gives. */
export function repliesIn(db: () => Db) {
  async function oneReply(address?: string): Promise<NoticeKey> {
    const about = await testCase(db(), { address })
    const [key] = await told(db(), about, [reply(about)])
    assert.ok(key)
    return key
  }
  // Notices of other tests may be due too.
  async function isDue(key: NoticeKey, when: number): Promise<boolean> {
    const due = await dueNotices(db(), when, 1000)
    return due.some((each) => each.caseId === key.caseId && each.noticeId === key.noticeId)
  }
  return { oneReply, isDue }
}
