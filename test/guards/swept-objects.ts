// One of everything that an address of the desk can name, out of the sight of most.

import { noticeRecorder } from "../../src/cases/index.ts"
import { row, rows, run, sql, transaction } from "../../src/database/index.ts"
import type { sampleInbox } from "../../src/inbox/sample-inbox.ts"
import { letterOf } from "../../src/inbox/sample-letter.ts"
import { replyToCustomer } from "../../src/incidents/index.ts"
import { openOutgoing, sendNotice } from "../../src/notices/index.ts"
import { addStaff, type Role } from "../../src/people/index.ts"
import { password } from "../support/visitor.ts"
import type { Named } from "./routes.ts"
import { wideObjects } from "./swept-wide.ts"

/** A word that stands in the hidden case's subject and nowhere else. */
export const marker = "Quokkasubject"
export const publicUrl = "http://127.0.0.1"
let hired = 0

export type Objects = Readonly<Record<Named, string>>

// Of the right shape, and nobody's.
export const invented: Objects = {
  case: "INC-2026-987654",
  content: "98765",
  file: "98766",
  letter: "987651",
  mail: "987652",
  view: "987653",
  bulk: "987655",
  session: "A".repeat(43),
  passkey: "B".repeat(22),
  snippet: "987657",
  macro: "987658",
  "shared-macro": "987659",
  "customer-case": "INC-2026-987654",
  call: "987660",
  "held-letter": "987661",
  "other-mail": "987662",
  candidate: "987663",
  proposal: "987664",
  replay: "987665",
  person: "987666",
  mailbox: "nobody@desk.example",
  invitation: "987667",
  team: "nowhere",
  token: "987668",
  endpoint: "987669",
  delivery: "987670",
  article: "987671",
  version: "98767",
  report: "987672",
  "report-case": "987673",
  organisation: "987656",
  customer: "987674",
  secret: "C".repeat(43),
  open: "1",
}

/** A case that came by letter with a file, its answer in the mailbox page, and what belongs to one colleague alone. */
export async function hiddenObjects({
  desk,
  receive,
  adviser,
}: Awaited<ReturnType<typeof sampleInbox>>): Promise<Objects> {
  const { db } = desk
  const letter = await receive(letterWithFile())
  const found = await row<{ caseId: number; reference: string }>(
    db,
    sql`select case_id as "caseId", reference from letters join cases using (case_id) where letter_id = ${letter.letterId}`,
  )
  const reference = found?.reference ?? ""
  const ask = await desk.ask(adviser, { reference }, "2026-03-27T16:40")
  await replyToCustomer(db, ask, { body: "We look into it." })
  const { reference: other } = await desk.open("2026-03-27T16:30")
  const heldLetter = async () =>
    (await receive(letterOf({ Subject: `${other} please`, "Message-ID": "<held@x.example>" }, "x"))).letterId
  const mail = await caughtMail(db, found?.caseId ?? 0)
  const { personId, email } = await hire(db, "administrator")
  const content = async (kind: string) =>
    (
      await row<{ id: number }>(
        db,
        sql`select min(content_id) as id from content where case_id = ${found?.caseId} and kind = ${kind}`,
      )
    )?.id
  const view = await row<{ id: number }>(
    db,
    sql`insert into views (owner_id, name, query, is_shared, created_at, changed_at)
        values (${personId}, 'Mine', 'state=open', false, now(), now()) returning view_id as id`,
  )
  const bulk = await row<{ id: number }>(
    db,
    sql`insert into bulk_actions (person_id, verb, facts, once, state, created_at, runs_at)
        values (${personId}, 'note', '{}', 'swept', 'stopped', now(), now()) returning bulk_id as id`,
  )
  const snippet = await row<{ id: number }>(
    db,
    sql`insert into snippets (owner_id, name, body, changed_at) values (${personId}, 'Own', 'Words', now())
        returning snippet_id as id`,
  )
  const macroOf = async (owner: number | null) =>
    (
      await row<{ id: number }>(
        db,
        sql`insert into macros (owner_id, name, note, changed_at) values (${owner}, 'A macro', 'Words', now())
            returning macro_id as id`,
      )
    )?.id
  await run(
    db,
    sql`insert into passkeys (credential_id, person_id, public_key, counter, transports, is_synced, name, created_at)
        values ('own-passkey', ${personId}, 'x', 0, '{}', false, 'Own', now())`,
  )
  const session = await row<{ id: Buffer }>(
    db,
    sql`insert into sessions (session_hash, person_id, created_at, seen_at, expires_at, form_secret, user_agent)
        values (sha256(${email}::text::bytea), ${personId}, now(), now(), now() + interval '1 year', 'x', 'x')
        returning session_hash as id`,
  )
  return {
    ...invented,
    case: reference,
    "customer-case": reference,
    content: String(await content("html")),
    file: String(await content("file")),
    letter: String(letter.letterId),
    mail: String(mail),
    view: String(view?.id),
    bulk: String(bulk?.id),
    passkey: "own-passkey",
    snippet: String(snippet?.id),
    macro: String(await macroOf(personId)),
    "shared-macro": String(await macroOf(null)),
    session: session?.id.toString("base64url") ?? "",
    ...(await wideObjects(db, { personId, caseId: found?.caseId ?? 0, letterId: await heldLetter() })),
  }
}

function letterWithFile(): Buffer {
  const headers = {
    Subject: `${marker} does not open`,
    "Message-ID": "<swept@force.example>",
    "MIME-Version": "1.0",
    "Content-Type": 'multipart/mixed; boundary="b"',
  }
  const part = (type: string, body: string, more = "") => `--b\r\nContent-Type: ${type}\r\n${more}\r\n${body}\r\n`
  const file = part("text/plain", "A file.", 'Content-Disposition: attachment; filename="a.txt"\r\n')
  return letterOf(headers, `${part("text/html", "<p>It does <b>not</b> open.</p>")}${file}--b--\r\n`)
}

export type Db = Awaited<ReturnType<typeof sampleInbox>>["desk"]["db"]

async function caughtMail(db: Db, caseId: number): Promise<number> {
  const letterhead = {
    key: Buffer.alloc(32, 7),
    mailAddress: "desk@college.example",
    deskName: "Desk",
    phone: null,
    publicUrl,
    zone: "Europe/London",
  }
  const outgoing = openOutgoing({ letterhead, onError: () => {} })
  const waiting = await rows<{ noticeId: number }>(
    db,
    sql`select notice_id as "noticeId" from notices where case_id = ${caseId} and state = 'waiting' order by 1`,
  )
  const at = Temporal.Instant.from("2026-03-27T16:45Z").epochMilliseconds
  for (const { noticeId } of waiting) await sendNotice(db, { caseId, noticeId }, outgoing, noticeRecorder(db), () => at)
  await outgoing.close()
  const caught = await row<{ id: number }>(
    db,
    sql`select min(caught_id) as id from caught_mail where case_id = ${caseId}`,
  )
  return caught?.id ?? 0
}

export async function hire(db: Db, role: Role): Promise<{ personId: number; email: string }> {
  const email = `swept-${++hired}@desk.example`
  const staff = { name: `Some ${role}`, email, role, password }
  return { email, personId: await transaction(db, (tx) => addStaff(tx, staff, 0)) }
}
