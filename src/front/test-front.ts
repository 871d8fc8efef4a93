// For tests: the whole front door on a desk with a clock that is moved by hand - the customer's pages, articles, the status of services -
// and the mail that it sends, written down instead of sent.

import PostalMime from "postal-mime"
import { testDatabase } from "../../test/support/database.ts"
import { defaultCharterText, instant } from "../../test/support/desk.ts"
import { visitor } from "../../test/support/visitor.ts"
import { noticeRecorder } from "../cases/index.ts"
import { charterPages, seedCharter } from "../charter/index.ts"
import { freshRules } from "../clocks/index.ts"
import { type Db, rows, sql, transaction } from "../database/index.ts"
import { type Ask, incidentPages } from "../incidents/index.ts"
import { knowledgePages } from "../knowledge/index.ts"
import { mailboxPages, openOutgoing, sendDueMails, sendNotice } from "../notices/index.ts"
import { type Actor, addToken, type Role } from "../people/index.ts"
import { statusMailWriters, statusPages } from "../status/index.ts"
import { deskZone, seedHolidays } from "../time/index.ts"
import { cookiesPage, openLog, type WebOptions, webServer } from "../web/index.ts"
import type { Languages } from "../words/index.ts"
import { frontMailWriters, frontPages, organisationPages } from "./index.ts"
import { publicUrl, secretKey } from "./test-site.ts"

/** The default charter with parts of its service, each of which is told of by itself. */
export const charterWithParts = defaultCharterText.replace(
  /^ {2}what: The learning management system.*$/m,
  (what) => `${what}
  parts:
    - { id: videos, name: Videos, what: Recorded lessons. }
    - { id: sign-in, name: Signing in, what: The way in. }`,
)

export type SentMail = {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly headers: ReadonlyMap<string, string>
}

/** `url` is where the desk says it is: http for a browser, because its cookies are named after that. */
export async function frontSite({
  url = publicUrl,
  charter = defaultCharterText,
  ...options
}: { url?: string; charter?: string } & Partial<Pick<WebOptions, "languages">> = {}) {
  const database = await testDatabase()
  const { db } = database
  await transaction(db, async (tx) => {
    await seedHolidays(tx)
    await seedCharter(tx, charter, instant("2020-01-01T00:00"))
  })
  const clock = { at: instant("2026-03-27T16:30") }
  const place = { url }
  const pages = [
    cookiesPage,
    ...frontPages({ secretKey }),
    ...statusPages({ secretKey }),
    ...knowledgePages,
    ...incidentPages,
    ...mailboxPages({ ...frontMailWriters, ...statusMailWriters }),
    ...organisationPages,
    ...charterPages,
  ]
  const server = webServer({
    db,
    now: () => clock.at,
    settings: { publicUrl: () => place.url },
    secretKey,
    log: openLog({ to: { write: () => {} } }),
    pages,
    ...options,
  })
  return {
    db,
    pages,
    server,
    visitor: () => visitor(server),
    listening: async () => {
      place.url = await server.listen({ host: "127.0.0.1", port: 0 })
      return place.url
    },
    itIs: (text: string) => {
      clock.at = instant(text)
    },
    later: (milliseconds: number) => {
      clock.at += milliseconds
    },
    actor: async (role: Role, name = `Test ${role}`): Promise<Actor> => {
      const { personId } = await transaction(db, (tx) => addToken(tx, { name, role }, 0))
      return { personId, name, email: null, role, queues: null }
    },
    ask: async (actor: Actor, reference: string): Promise<Ask> => ({
      actor,
      reference,
      rules: await freshRules(db),
      at: clock.at,
    }),
    /** Sends all that is due, of cases and of none, and gives what came of it. */
    posted: (): Promise<SentMail[]> => posted(db, () => clock.at, place, options.languages),
    close: async () => {
      await server.close()
      await database.close()
    },
  }
}

export type FrontSite = Awaited<ReturnType<typeof frontSite>>

async function posted(
  db: Db,
  now: () => number,
  { url }: { readonly url: string },
  languages?: Languages,
): Promise<SentMail[]> {
  const sent: Buffer[] = []
  const letterhead = {
    key: secretKey,
    mailAddress: "desk@desk.example",
    publicUrl: url,
    zone: deskZone,
    ...(languages === undefined ? {} : { languages }),
    deskName: "Customer Contact Centre",
    phone: null,
  }
  const relay = {
    send: async ({ bytes }: { bytes: Buffer }) => {
      sent.push(bytes)
      return { is: "accepted" } as const
    },
    close: () => {},
  }
  const outgoing = { ...openOutgoing({ letterhead, onError: () => {} }), relay }
  const failures: unknown[] = []
  const writers = { ...frontMailWriters, ...statusMailWriters }
  while ((await sendDueMails({ db, outgoing, writers, now, onError: (error) => failures.push(error) })) > 0);
  const waiting = await rows<{ caseId: number; noticeId: number }>(
    db,
    sql`select case_id as "caseId", notice_id as "noticeId" from notices where state = 'waiting' order by case_id, notice_id`,
  )
  for (const key of waiting) await sendNotice(db, key, outgoing, noticeRecorder(db), now)
  await outgoing.close()
  if (failures.length > 0) throw failures[0]
  return Promise.all(sent.map(read))
}

async function read(bytes: Buffer): Promise<SentMail> {
  const mail = await PostalMime.parse(bytes)
  return {
    to: mail.to?.[0]?.address ?? "",
    subject: mail.subject ?? "",
    text: mail.text ?? "",
    html: mail.html ?? "",
    headers: new Map(mail.headers.map(({ key, value }) => [key, value.trim()])),
  }
}
