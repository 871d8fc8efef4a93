// The desk that the sweep goes through: all of its routes, and one of everything that an address can name, out of one person's sight.

import type { FastifyInstance } from "fastify"
import { apiPrefix, apiRoutes } from "../../src/api/index.ts"
import { primaryOnly, rows, run, sql, transaction } from "../../src/database/index.ts"
import { everyPage } from "../../src/every-page.ts"
import { featureCalls } from "../../src/features.ts"
import { sampleInbox } from "../../src/inbox/sample-inbox.ts"
import { assignIncident } from "../../src/incidents/index.ts"
import type { Audience } from "../../src/page.ts"
import { addToken, beginCustomerSession, type Right, type Role, rightsOf, signInPages } from "../../src/people/index.ts"
import { settingsFrom } from "../../src/settings.ts"
import { telephoneMount } from "../../src/telephone/index.ts"
import { openLog, webServer } from "../../src/web/index.ts"
import { password, type Visitor, visitor } from "../support/visitor.ts"
import { namesIn } from "./routes.ts"
import { type Db, hiddenObjects, hire, invented, marker, type Objects, publicUrl } from "./swept-objects.ts"
import { otherHolders } from "./swept-wide.ts"

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

let tokens = 0

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
  const others = await otherHolders(db, Number(objects.person))
  const person = (role: Role) => hire(db, role)
  const limitedId = await limit(db, (await person("administrator")).personId)
  const tokenOf = async (role: Role, ownerId?: number) =>
    (
      await transaction(db, (tx) =>
        addToken(tx, { name: `Token ${++tokens}`, role, ...(ownerId === undefined ? {} : { ownerId }) }, 0),
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
    db,
    /** The same, with a case of their own. */
    limitedWithCase: async (role: Role) => {
      const { email, personId } = await person(role)
      await limit(db, personId)
      const opened = await desk.open("2026-03-27T16:20", { subject: "Their own" })
      const ask = await desk.ask(await desk.actor("administrator"), opened, "2026-03-27T16:21")
      await assignIncident(db, ask, email)
      return { who: await signedIn(server, email), own: opened.reference }
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
    /** As a real one, but for the first parameter, which names another of its kind. */
    crossed: (path: string) => filled(path, objects, others),
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

function filled(path: string, objects: Objects, first: Partial<Objects> = {}): string {
  const names = namesIn(path)
  let isFirst = true
  return path.replace(/:(\w+)/g, (_all, name: string) => {
    const named = names?.get(name) ?? "secret"
    const other = isFirst ? first[named] : undefined
    isFirst = false
    return other ?? objects[named]
  })
}
