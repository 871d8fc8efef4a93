// The desk that the sweep goes through: all of its routes, and one of everything that an address can name, out of one person's sight.

import type { FastifyInstance } from "fastify"
import { apiPrefix, apiRoutes } from "../../src/api/index.ts"
import { noticeRecorder } from "../../src/cases/index.ts"
import { primaryOnly, row, rows, run, sql, transaction } from "../../src/database/index.ts"
import { everyPage } from "../../src/every-page.ts"
import { featureCalls } from "../../src/features.ts"
import { sampleInbox } from "../../src/inbox/sample-inbox.ts"
import { letterOf } from "../../src/inbox/sample-letter.ts"
import { replyToCustomer } from "../../src/incidents/index.ts"
import { openOutgoing, sendNotice } from "../../src/notices/index.ts"
import type { Audience } from "../../src/page.ts"
import {
  addStaff,
  addToken,
  beginCustomerSession,
  type Right,
  type Role,
  rightsOf,
  signInPages,
} from "../../src/people/index.ts"
import { settingsFrom } from "../../src/settings.ts"
import { telephoneMount } from "../../src/telephone/index.ts"
import { openLog, webServer } from "../../src/web/index.ts"
import { password, type Visitor, visitor } from "../support/visitor.ts"
import { type Named, namesIn } from "./routes.ts"

export type Route = {
  /** "GET /desk/cases/:reference" */
  readonly key: string
  readonly method: "GET" | "POST"
  readonly path: string
  /** Undefined for what is neither a page nor a call. */
  readonly audience: Audience | undefined
  readonly isCall: boolean
}

export type SweptDesk = Awaited<ReturnType<typeof sweptDesk>>

/** A word that stands in the hidden case's subject and nowhere else. */
const marker = "Quokkasubject"
const publicUrl = "http://127.0.0.1"
let hired = 0

export async function sweptDesk() {
  const sample = await sampleInbox()
  const { desk } = sample
  const { db } = desk
  const secretKey = Buffer.alloc(32, 7)
  const settings = settingsFrom({})
  const places = primaryOnly(db)
  const now = () => Temporal.Instant.from("2026-03-27T16:30Z").epochMilliseconds
  const pages = everyPage({ settings, db, places, secretKey, logFolder: undefined }, sample.inbox)
  const own = signInPages({ providers: [], serviceName: "Charter", key: secretKey })
  const routes: Route[] = []
  const server = webServer({
    db,
    now,
    clock: now,
    settings: { publicUrl },
    secretKey,
    log: openLog({ level: "silent" }),
    pages,
    mounts: [
      telephoneMount({ db, now, clock: now, secretKey }),
      { prefix: apiPrefix, routes: apiRoutes({ db, places, now, secretKey, calls: featureCalls, publicUrl }) },
    ],
  })
  const audiences = new Map<string, Audience>([
    ...[...pages, ...own].map(({ method, path, audience }) => [`${method} ${path}`, audience] as const),
    ...featureCalls.map(({ method, path, right }) => [`${method} ${apiPrefix}${path}`, right] as const),
  ])
  server.addHook("onRoute", ({ method, url }) => {
    for (const each of ["GET", "POST"] as const) {
      if (![method].flat().includes(each)) continue
      const key = `${each} ${url}`
      // What the API answers to a method that an address does not take tells nothing of anything.
      if (
        url.startsWith(apiPrefix) &&
        !audiences.has(key) &&
        featureCalls.some(({ path }) => url === `${apiPrefix}${path}`)
      )
        continue
      routes.push({
        key,
        method: each,
        path: url,
        audience: audiences.get(key),
        isCall: url.startsWith(`${apiPrefix}/`),
      })
    }
  })
  await server.ready()
  const objects = await hiddenObjects(sample)
  const person = (role: Role) => hire(db, role)
  const limitedId = await limit(db, (await person("administrator")).personId)
  const tokenOf = async (role: Role, ownerId?: number) =>
    (
      await transaction(db, (tx) =>
        addToken(tx, { name: `Token ${++hired}`, role, ...(ownerId === undefined ? {} : { ownerId }) }, 0),
      )
    ).token
  return {
    server,
    routes,
    marker,
    reference: objects.case,
    /** Whatever would tell of the hidden case. */
    traces: new RegExp(`${marker}|${objects.case}`),
    allToken: await tokenOf("administrator"),
    limitedToken: await tokenOf("administrator", limitedId),
    token: (role: Role) => tokenOf(role),
    colleague: async (role: Role) => await signedIn(server, (await person(role)).email),
    /** Somebody who works in another queue, and sees no other. */
    limited: async (role: Role) => {
      const { email, personId } = await person(role)
      await limit(db, personId)
      return await signedIn(server, email)
    },
    /** A customer who has signed in by a link to their address. */
    customer: async (email: string) => {
      const someone = visitor(server)
      someone.cookies.set("charter-customer", await beginCustomerSession(db, email, now()))
      return someone
    },
    mayAnybody: (audience: Audience, role: Role) =>
      audience === "public" ||
      audience === "signed-in" ||
      audience === "customer" ||
      rightsOf(role).has(audience satisfies Right),
    filled: (path: string, how: "real" | "invented") => filled(path, how === "real" ? objects : invented),
    masked: (text: string) =>
      Object.values(objects)
        .concat(Object.values(invented))
        .reduce((rest, id) => rest.replaceAll(id, "…"), text),
    called: async (token: string, method: "GET" | "POST", url: string, body?: object) => {
      const headers = { authorization: `Bearer ${token}` }
      return (
        await server.inject(body === undefined ? { method, url, headers } : { method, url, headers, payload: body })
      ).statusCode
    },
    said: async (token: string, url: string) =>
      (await server.inject({ method: "GET", url, headers: { authorization: `Bearer ${token}` } })).body,
    versions: () =>
      rows(
        db,
        sql`select case_id, seq, (select count(*) from events where events.case_id = cases.case_id) as events from cases order by 1`,
      ),
    close: async () => {
      await server.close()
      await sample.close()
    },
  }
}

type Objects = Readonly<Record<Named, string>>

// Of the right shape, and nobody's.
const invented: Objects = {
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
  organisation: "987656",
  secret: "C".repeat(43),
  open: "1",
}

/** A case that came by letter with a file, its answer in the mailbox page, and what belongs to one colleague alone. */
async function hiddenObjects({ desk, receive, adviser }: Awaited<ReturnType<typeof sampleInbox>>): Promise<Objects> {
  const { db } = desk
  const letter = await receive(letterWithFile())
  const found = await row<{ caseId: number; reference: string }>(
    db,
    sql`select case_id as "caseId", reference from letters join cases using (case_id) where letter_id = ${letter.letterId}`,
  )
  const reference = found?.reference ?? ""
  const ask = await desk.ask(adviser, { reference }, "2026-03-27T16:40")
  await replyToCustomer(db, ask, { body: "We look into it." })
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
    organisation: String(personId),
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

type Db = Awaited<ReturnType<typeof sampleInbox>>["desk"]["db"]

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

async function hire(db: Db, role: Role): Promise<{ personId: number; email: string }> {
  const email = `swept-${++hired}@desk.example`
  const staff = { name: `Some ${role}`, email, role, password }
  return { email, personId: await transaction(db, (tx) => addStaff(tx, staff, 0)) }
}

async function limit(db: Db, personId: number): Promise<number> {
  await run(db, sql`update people set sees_own_teams_only = true where person_id = ${personId}`)
  await run(db, sql`insert into team_members (queue, person_id, since) values ('third-line', ${personId}, now())`)
  return personId
}

async function signedIn(server: FastifyInstance, email: string): Promise<Visitor> {
  const someone = visitor(server)
  const { status } = await someone.post("/sign-in", { email, password })
  if (status !== 303) throw new Error(`${email} could not sign in`)
  return someone
}

function filled(path: string, objects: Objects): string {
  const names = namesIn(path)
  return path.replace(/:(\w+)/g, (_all, name: string) => objects[names?.get(name) ?? "secret"])
}
